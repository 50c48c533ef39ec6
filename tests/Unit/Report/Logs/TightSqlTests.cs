using Headroom.Model.Evidence;
using Headroom.Report.Logs;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Logs;

public sealed class TightSqlTests
{
    [Theory]
    [InlineData("SELECT * FROM users WHERE lower(email) = $1", "select * from users where lower(email) = ?")]
    [InlineData("SELECT u.id, count(*) FROM public.users u GROUP BY (u.id)", "select u.id, count(*) from public.users u group by (u.id)")]
    [InlineData("SELECT 1 WHERE a IN (1, 2) AND (b OR (c))", "select ? where a in (?) and (b or (c))")]
    [InlineData("SELECT tags[1], sum(x) OVER (ORDER BY y) FROM t", "select tags[?], sum(x) over (order by y) from t")]
    [InlineData("INSERT INTO t VALUES (1)", "insert into t values (?)")]
    [InlineData("BEGIN; COMMIT", "begin; commit")]
    [InlineData("SELECT \"a ( , b\" . \"c\"", "select \"a ( , b\".\"c\"")]
    [InlineData("", "")]
    public void A_statement_reads_as_people_write_it(string sql, string tight) => TightSql.Of(StatementText.Normalise(sql)).ShouldBe(tight);

    [Fact]
    public void It_is_the_same_statement_still()
    {
        const string sql = "SELECT coalesce(a.b, 1) FROM a WHERE a.c = ANY (ARRAY[1, 2]) AND EXISTS (SELECT 1 FROM d)";

        StatementText.IdOf(TightSql.Of(StatementText.Normalise(sql))).ShouldBe(StatementText.IdOf(sql));
    }

    [Theory]
    [InlineData("select \"cut of", "select \"cut of")]
    [InlineData("select a ( b …", "select a(b …")]
    public void A_text_that_was_cut_is_shown_as_far_as_it_goes(string normalised, string shown) => TightSql.Of(normalised).ShouldBe(shown);
}
