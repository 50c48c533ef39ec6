using FsCheck;
using FsCheck.Fluent;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model;

public sealed class StatementTextTests
{
    [Theory]
    [InlineData("SELECT * FROM t WHERE id = $1", "select * from t where id = 42")]
    [InlineData("SELECT * FROM t WHERE id = $1", "SELECT  *\n FROM t -- comment\n WHERE id = $7;")]
    [InlineData("SELECT * FROM t WHERE id IN ($1, $2)", "SELECT * FROM t WHERE id IN ($1,$2,$3,$4)")]
    [InlineData("SELECT * FROM t WHERE id IN ($1)", "SELECT * FROM t WHERE id IN ($1 /*, ... */)")]
    [InlineData("INSERT INTO t VALUES ($1, $2)", "INSERT INTO t VALUES ($1, $2), ($3, $4)")]
    [InlineData("SELECT * FROM t WHERE id = ANY(ARRAY[$1, $2])", "SELECT * FROM t WHERE id = ANY(ARRAY[1, 2, 3])")]
    [InlineData("SELECT * FROM t WHERE (a, b) IN (($1, $2))", "SELECT * FROM t WHERE (a, b) IN ((1, 2), (3, 4), (5, 6))")]
    [InlineData("SELECT * FROM (VALUES ($1, $2)) v", "SELECT * FROM (VALUES (1, 2), (3, 4)) v")]
    [InlineData("SELECT /* a /* nested */ comment */ 1", "SELECT 2")]
    [InlineData("SELECT 'it''s', $$body$$, E'\\'', 1.5e-3", "SELECT 'x', $t$y$t$, E'z', .5")]
    public void The_same_statement_has_one_identity(string a, string b) => StatementText.IdOf(a).ShouldBe(StatementText.IdOf(b));

    [Theory]
    [InlineData("SELECT a FROM t", "SELECT b FROM t")]
    [InlineData("SELECT \"A\" FROM t", "SELECT \"a\" FROM t")]
    [InlineData("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a > $1")]
    [InlineData("SELECT * FROM t LIMIT $1", "SELECT * FROM t OFFSET $1")]
    [InlineData("SELECT f($1, $2)", "SELECT f($1) + $2")]
    [InlineData("SELECT f($1, $2)", "SELECT f($1)")]
    [InlineData("SELECT * FROM t WHERE a = f($1, $2)", "SELECT * FROM t WHERE a = f($1, $2, $3)")]
    [InlineData("SELECT * FROM t GROUP BY 1, 2", "SELECT * FROM t GROUP BY 1")]
    [InlineData("SELECT * FROM t WHERE id IN (f($1, $2))", "SELECT * FROM t WHERE id IN (f($1))")]
    [InlineData("SELECT * FROM t WHERE id IN (SELECT g($1, $2) LIMIT 1)", "SELECT * FROM t WHERE id IN (SELECT g($1) LIMIT 1)")]
    [InlineData("SELECT * FROM t WHERE id IN (SELECT $1, $2)", "SELECT * FROM t WHERE id IN (SELECT $1)")]
    [InlineData("INSERT INTO t VALUES ($1) RETURNING f($2, $3)", "INSERT INTO t VALUES ($1) RETURNING f($2)")]
    public void Different_statements_differ(string a, string b) => StatementText.IdOf(a).ShouldNotBe(StatementText.IdOf(b));

    [Theory]
    [InlineData("SELECT a, (SELECT name FROM tags WHERE tags.id = $1) FROM clip_tags WHERE x = $2", "clip_tags")]
    [InlineData("SELECT * FROM \"Shop\".\"Order Items\" o", "Shop.Order Items")]
    [InlineData("select * from public.votes", "votes")]
    [InlineData("INSERT INTO votes (a) SELECT b FROM clips", "votes")]
    [InlineData("UPDATE clips SET score = $1", "clips")]
    [InlineData("SELECT * FROM (SELECT 1) x", null)]
    [InlineData("SELECT 1", null)]
    public void The_main_table_stands_outside_brackets(string sql, string? table) => StatementText.MainTable(sql).ShouldBe(table);

    [Fact]
    public void No_text_makes_it_fail() => Prop.ForAll<string>(text => StatementText.IdOf(text ?? "").Length == 12).QuickCheckThrowOnFailure();

    [Fact]
    public void Tokens_cover_the_text_in_order() => Prop.ForAll<string>(text =>
    {
        var end = 0;
        foreach (var token in StatementText.Tokens(text ?? ""))
        {
            if (token.Start < end || text!.Substring(token.Start, token.Text.Length) != token.Text)
            {
                return false;
            }

            end = token.Start + token.Text.Length;
        }

        return true;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("SELECT ns.nspname FROM (SELECT typ.oid FROM pg_type AS typ LEFT JOIN pg_class AS cls ON cls.oid = typ.typrelid) AS t JOIN pg_namespace AS ns ON ns.oid = t.oid", true)]
    [InlineData("SELECT 1 FROM information_schema.tables", true)]
    [InlineData("SELECT 1 FROM pg_catalog.pg_class", true)]
    [InlineData("SELECT 1 FROM pg_class JOIN orders ON true", false)]
    [InlineData("SELECT 1 FROM orders WHERE id IN (SELECT oid FROM pg_class)", false)]
    [InlineData("SELECT 1 FROM pg_class AS c, pg_namespace n WHERE c.relnamespace = n.oid", true)]
    [InlineData("SELECT 1 FROM pg_class AS c, orders WHERE orders.id = c.oid", false)]
    [InlineData("SELECT 1 FROM ONLY orders, pg_class", false)]
    [InlineData("UPDATE orders SET total = 1 FROM pg_class", false)]
    [InlineData("INSERT INTO orders SELECT oid FROM pg_class", false)]
    [InlineData("SELECT version()", false)]
    [InlineData("UPDATE orders SET total = 1", false)]
    public void Knows_what_reads_the_catalogue_alone(string sql, bool expected) => StatementText.IsOfCatalogue(sql).ShouldBe(expected);

    [Theory]
    [InlineData("BEGIN ISOLATION LEVEL READ COMMITTED", true)]
    [InlineData("COMMIT", true)]
    [InlineData("SAVEPOINT active_record_1", true)]
    [InlineData("RELEASE SAVEPOINT active_record_1", true)]
    [InlineData("SET search_path TO sales", true)]
    [InlineData("SHOW transaction_isolation", true)]
    [InlineData("DISCARD ALL", true)]
    [InlineData("UNLISTEN *", true)]
    [InlineData("CLOSE ALL", true)]
    [InlineData("SELECT pg_advisory_unlock_all()", true)]
    [InlineData("SELECT set_config($1, $2, $3)", true)]
    [InlineData("SELECT current_schema(), version()", true)]
    [InlineData("select $1 + $2 as result", true)]
    [InlineData("SELECT 1", true)]
    [InlineData("SELECT nextval($1)", false)]
    [InlineData("SELECT price_of($1)", false)]
    [InlineData("SELECT 1 FROM orders", false)]
    [InlineData("SELECT EXISTS (SELECT 1 FROM orders WHERE id = $1)", false)]
    [InlineData("SELECT oid FROM pg_type", false)]
    [InlineData("UPDATE orders SET total = 1", false)]
    [InlineData("INSERT INTO orders VALUES ($1)", false)]
    [InlineData("CALL settle($1)", false)]
    [InlineData("", false)]
    public void Knows_what_is_about_the_session_alone(string sql, bool expected) => StatementText.IsOfSession(sql).ShouldBe(expected);

    [Theory]
    [InlineData("SELECT id FROM orders WHERE id = $1", true)]
    [InlineData("(SELECT id FROM orders) UNION (SELECT id FROM customers)", true)]
    [InlineData("WITH late AS (SELECT id FROM orders) SELECT count(*) FROM late", true)]
    [InlineData("SELECT oid FROM pg_type", false)]
    [InlineData("SELECT version()", false)]
    [InlineData("DISCARD ALL", false)]
    [InlineData("UPDATE orders SET total = 1 FROM customers", false)]
    [InlineData("WITH gone AS (DELETE FROM orders RETURNING id) SELECT id FROM gone", false)]
    [InlineData("SELECT id FROM orders WHERE id = $1 FOR UPDATE", false)]
    [InlineData("", false)]
    public void Knows_what_reads_tables_of_the_application_and_changes_nothing(string sql, bool expected) => StatementText.IsRead(sql).ShouldBe(expected);

    [Theory]
    [InlineData("INSERT INTO orders (id, note) VALUES ($1, $2), ($3, $4)", true)]
    [InlineData("INSERT INTO orders VALUES ($1) ON CONFLICT (id) DO UPDATE SET note = excluded.note RETURNING id", true)]
    [InlineData("INSERT INTO orders DEFAULT VALUES", true)]
    [InlineData("INSERT INTO \"from\" VALUES ($1)", true)]
    [InlineData("INSERT INTO orders VALUES ((SELECT max(id) FROM orders))", false)]
    [InlineData("INSERT INTO orders SELECT * FROM late", false)]
    [InlineData("INSERT INTO orders TABLE late", false)]
    [InlineData("WITH late AS (SELECT 1) INSERT INTO orders VALUES ($1)", false)]
    [InlineData("VALUES (1), (2)", false)]
    [InlineData("UPDATE orders SET note = $1", false)]
    [InlineData("", false)]
    public void Knows_what_only_adds_values(string sql, bool expected) => StatementText.IsOfValues(sql).ShouldBe(expected);

    [Theory]
    [InlineData("SELECT a, b FROM x, sales.y AS z, ONLY public.w JOIN v ON (v.a, v.b) = (x.a, x.b) WHERE c IN (1, 2) ORDER BY d, e", "x,sales.y,w,v")]
    [InlineData("SELECT (SELECT count(*) FROM x) AS n, m FROM (SELECT 1 FROM y, z) AS t, u", "x,y,z,u")]
    [InlineData("DELETE FROM x USING y WHERE x.id = y.id RETURNING a, b", "x,y")]
    [InlineData("UPDATE x SET a = 1, b = 2 FROM y", "x,y")]
    [InlineData("INSERT INTO x (a, b) VALUES (1, 2)", "")]
    [InlineData("SELECT 1 FROM \"Order\" JOIN \"Cust", "Order,Cust")]
    [InlineData("SELECT 1 FROM \"", "")]
    public void Names_the_tables_that_a_statement_searches(string sql, string expected) => string.Join(',', StatementText.Sources(sql)).ShouldBe(expected);

    [Theory]
    [InlineData("CREATE ROLE app PASSWORD 'secret' VALID UNTIL E'x\\'y'", "CREATE ROLE app PASSWORD ? VALID UNTIL ?")]
    [InlineData("SELECT a,b\n  FROM \"T\" -- the 'secret'\n WHERE id = 42 AND c=$1", "SELECT a,b FROM \"T\" WHERE id = ? AND c=$1")]
    [InlineData("SELECT $tag$secret$tag$", "SELECT ?")]
    [InlineData("", "")]
    public void Shows_a_statement_on_one_line_without_its_literals(string sql, string expected) => StatementText.WithoutValues(sql).ShouldBe(expected);
}
