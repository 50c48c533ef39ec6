using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Corpus;

public sealed class IndexTextTests
{
    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY IF NOT EXISTS \"orders_customer_id_idx\" ON public.orders USING btree (\"customer_id\" ASC NULLS LAST);", "CREATE INDEX ON orders (customer_id)")]
    [InlineData("create index x on only orders(a,b desc nulls first)", "CREATE INDEX ON orders (a, b DESC)")]
    [InlineData("CREATE INDEX ON t (((payload ->> 'k'::text)))", "CREATE INDEX ON t ((payload ->> 'k'))")]
    [InlineData("CREATE INDEX ON t USING gin (to_tsvector('english'::regconfig, (body)::text))", "CREATE INDEX ON t USING GIN (to_tsvector('english', body))")]
    [InlineData("CREATE INDEX ON t (a) WHERE ((state = 'open'::character varying(9)) AND (deleted_at IS NULL))", "CREATE INDEX ON t (a) WHERE deleted_at IS NULL AND state = 'open'")]
    [InlineData("CREATE INDEX ON t (a) WHERE (state = ANY (ARRAY['x'::text, 'y'::text]))", "CREATE INDEX ON t (a) WHERE state IN ('x', 'y')")]
    [InlineData("CREATE INDEX ON t (a) WHERE state = ANY ('{x,y}'::text[])", "CREATE INDEX ON t (a) WHERE state = ANY ('{x,y}')")]
    [InlineData("CREATE INDEX ON t (a text_ops, b int4_ops) WITH (fillfactor = 90)", "CREATE INDEX ON t (a, b)")]
    [InlineData("CREATE INDEX ON t (a) INCLUDE (c, b)", "CREATE INDEX ON t (a) INCLUDE (b, c)")]
    [InlineData("CREATE INDEX ON t USING gin (a jsonb_ops)", "CREATE INDEX ON t USING gin (a)")]
    [InlineData("CREATE INDEX ON t USING gin (a public.gin_trgm_ops)", "CREATE INDEX ON t USING gin (a gin_trgm_ops)")]
    [InlineData("CREATE INDEX ON t (a) WHERE b <> 3", "CREATE INDEX ON t (a) WHERE (b != 3)")]
    [InlineData("CREATE INDEX ON t (a) WHERE at < '2025-01-01'::timestamp with time zone", "CREATE INDEX ON t (a) WHERE at < '2025-01-01'")]
    public void Texts_of_one_index_are_equal(string text, string same) => IndexText.Normalise(text).ShouldBe(IndexText.Normalise(same));

    [Theory]
    [InlineData("CREATE INDEX ON t (a)", "CREATE INDEX ON t (b)")]
    [InlineData("CREATE INDEX ON t (a, b)", "CREATE INDEX ON t (b, a)")]
    [InlineData("CREATE INDEX ON t (a)", "CREATE INDEX ON t (a DESC)")]
    [InlineData("CREATE INDEX ON t (a DESC)", "CREATE INDEX ON t (a DESC NULLS LAST)")]
    [InlineData("CREATE INDEX ON t (a)", "CREATE INDEX ON t (a NULLS FIRST)")]
    [InlineData("CREATE INDEX ON t (a)", "CREATE INDEX ON t (a text_pattern_ops)")]
    [InlineData("CREATE INDEX ON t (a text_pattern_ops)", "CREATE INDEX ON t (a COLLATE \"C\")")]
    [InlineData("CREATE INDEX ON t (a)", "CREATE INDEX ON t USING hash (a)")]
    [InlineData("CREATE INDEX ON t USING gin (a)", "CREATE INDEX ON t USING gin (a jsonb_path_ops)")]
    [InlineData("CREATE INDEX ON t (a)", "CREATE INDEX ON archive.t (a)")]
    [InlineData("CREATE INDEX ON t (a)", "CREATE INDEX ON \"T\" (a)")]
    [InlineData("CREATE INDEX ON t (a)", "CREATE UNIQUE INDEX ON t (a)")]
    [InlineData("CREATE INDEX ON t (a)", "CREATE INDEX ON t (a) INCLUDE (b)")]
    [InlineData("CREATE INDEX ON t (a)", "CREATE INDEX ON t (a) WHERE b")]
    [InlineData("CREATE INDEX ON t (a) WHERE s = 'x'", "CREATE INDEX ON t (a) WHERE s = 'y'")]
    [InlineData("CREATE INDEX ON t (a) WHERE b IS NULL", "CREATE INDEX ON t (a) WHERE b IS NOT NULL")]
    [InlineData("CREATE INDEX ON t (lower(a))", "CREATE INDEX ON t (a)")]
    public void Other_indexes_are_other_texts(string text, string other) => IndexText.Normalise(text).ShouldNotBe(IndexText.Normalise(other));

    [Fact]
    public void Names_with_capitals_and_spaces_stay_quoted() =>
        IndexText.Normalise("CREATE INDEX ON \"Order\" (\"customerId\", \"placed at\" DESC)").ShouldBe("\"Order\" btree (\"customerId\", \"placed at\" desc)");

    [Fact]
    public void The_indexes_of_a_script_are_found_among_its_other_statements()
    {
        const string script = "-- locks nothing; really\nCREATE EXTENSION IF NOT EXISTS pg_trgm; SET lock_timeout = '2s';\nCREATE INDEX CONCURRENTLY a ON t (b) WHERE c = ';'; DROP INDEX CONCURRENTLY s.\"old\";";
        IndexText.Of(script).ShouldBe(["t btree (b) where c = ';'"]);
        IndexText.Drops(script).ShouldBe(["old"]);
    }

    [Fact]
    public void What_is_no_index_is_refused() => Should.Throw<FormatException>(() => IndexText.Normalise("CREATE TABLE t (a int)"));
}
