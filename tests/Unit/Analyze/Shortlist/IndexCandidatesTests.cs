using Headroom.Analyze.Shortlist;
using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Shortlist;

public sealed class IndexCandidatesTests
{
    private const string Query = "SELECT * FROM t WHERE a = $1";

    private static readonly TableFacts Table = new()
    {
        Schema = "public",
        Name = "t",
        Rows = 200_000,
        Pages = 3_000,
        Size = new Bytes(24_000_000),
        Columns =
        [
            .. from column in (string[])["a", "b", "c"] select new ColumnFacts(column, "bigint", false, null, null),
            new ColumnFacts("name", "character varying(80)", false, null, null),
            new ColumnFacts("title", "text", false, null, null),
            new ColumnFacts("doc", "jsonb", false, null, null),
            new ColumnFacts("tags", "text[]", false, null, null),
            new ColumnFacts("span", "tstzrange", false, null, null),
            new ColumnFacts("at", "timestamp without time zone", false, null, null),
            new ColumnFacts("zoned", "timestamp with time zone", false, null, null),
            new ColumnFacts("net", "inet", false, null, null),
            new ColumnFacts("place", "point", false, null, null),
            new ColumnFacts("flag", "boolean", false, null, null),
            new ColumnFacts("code", "text", false, null, null, "C"),
        ],
    };

    [Theory]
    [InlineData("(t.a = $1)", "public.t (a)")]
    [InlineData("((t.a = $1) AND (t.b = $2))", "public.t (a, b)")]
    [InlineData("((t.a = $1) AND (t.b > $2))", "public.t (a, b)")]
    [InlineData("((t.b > $2) AND (t.a = $1))", "public.t (a, b)")]
    [InlineData("((t.a = $1) AND (t.title = 'open'::text))", "public.t (a) WHERE title = 'open'")]
    [InlineData("(t.title = 'open'::text)", "public.t (title) WHERE title = 'open'")]
    [InlineData("(lower(t.title) = $1)", "public.t (lower(title))")]
    [InlineData("((t.doc ->> 'mail'::text) = $1)", "public.t ((doc ->> 'mail'))")]
    [InlineData("(t.title ~~ ($1 || '%'))", "public.t (title text_pattern_ops)")]
    [InlineData("((t.name)::text ~~ ($1 || '%'))", "public.t (name varchar_pattern_ops)")]
    [InlineData("(t.title ~~ ('%' || $1 || '%'))", "public.t USING gin (title gin_trgm_ops)")]
    [InlineData("(t.title ~~* $1)", "public.t USING gin (title gin_trgm_ops)")]
    [InlineData("(t.doc @> $1)", "public.t USING gin (doc jsonb_path_ops)")]
    [InlineData("(t.doc ? $1)", "public.t USING gin (doc)")]
    [InlineData("(t.tags && $1)", "public.t USING gin (tags)")]
    [InlineData("(t.span @> $1)", "public.t USING gist (span)")]
    [InlineData("((t.a)::numeric = $1)", "public.t (((a)::numeric))")]
    [InlineData("(((t.zoned AT TIME ZONE 'UTC'::text))::date = $1)", "public.t ((((zoned AT TIME ZONE 'UTC'))::date))")]
    [InlineData("(date_trunc('day'::text, t.at) = $1)", "public.t (date_trunc('day', at))")]
    [InlineData("(t.title ~ $1)", "public.t USING gin (title gin_trgm_ops)")]
    [InlineData("(t.title ~* $1)", "public.t USING gin (title gin_trgm_ops)")]
    [InlineData("(t.title % $1)", "public.t USING gin (title gin_trgm_ops)")]
    [InlineData("(t.net <<= $1)", "public.t (net)")]
    [InlineData("(t.place <@ $1)", "public.t USING gist (place)")]
    [InlineData("(t.net >>= $1)", "public.t USING gist (net inet_ops)")]
    [InlineData("(t.code ~~ ($1 || '%'))", "public.t (code)")]
    [InlineData("((t.a = $1) AND (t.title <> 'done'::text))", "public.t (a) WHERE title <> 'done'")]
    [InlineData("((t.a = $1) AND (t.title <> ALL ('{done,gone}'::text[])))", "public.t (a) WHERE title NOT IN ('done', 'gone')")]
    [InlineData("((t.a = $1) AND (t.title = ANY ('{done,gone}'::text[])))", "public.t (a) WHERE title IN ('done', 'gone')")]
    [InlineData("((t.a = $1) AND ((t.name)::text <> ALL ('{done,gone}'::text[])))", "public.t (a) WHERE name NOT IN ('done', 'gone')")]
    [InlineData("(tsrange(t.at, t.at) && tsrange($1, $2))", "public.t USING gist (tsrange(at, at))")]
    [InlineData("(box(t.place, t.place) && $1)", "public.t USING gist (box(place, place))")]
    [InlineData("((t.title)::inet >>= $1)", "public.t USING gist (((title)::inet) inet_ops)")]
    [InlineData("(string_to_array(t.title, ','::text) && $1)", "public.t USING gin (string_to_array(title, ','))")]
    [InlineData("((t.a = $1) AND (t.flag IS NOT TRUE))", "public.t (a) WHERE flag IS NOT TRUE")]
    public void Proposes(string filter, string shape) => Shapes(filter).ShouldContain(shape);

    [Theory]
    [InlineData("((t.a + 1) = $1)")]
    [InlineData("(t.a <> $1)")]
    [InlineData("(t.a = t.b)")]
    [InlineData("(date(t.zoned) = $1)")]
    [InlineData("(date_trunc('day'::text, t.zoned) = $1)")]
    [InlineData("((t.title)::timestamp with time zone >= $1)")]
    [InlineData("(to_tsvector(t.title) @@ $1)")]
    [InlineData("(((t.doc ->> 'at'::text))::timestamp with time zone >= $1)")]
    public void Proposes_nothing(string filter) => Shapes(filter).ShouldBeEmpty();

    [Theory]
    [InlineData("((t.a)::numeric = $1)", "a")]
    [InlineData("(date_trunc('day'::text, t.at) = $1)", "at")]
    public void A_cast_or_a_function_of_time_on_an_indexed_column_is_to_be_rewritten(string filter, string column) =>
        Shapes(filter, Index("t", "existing", null, column)).ShouldBeEmpty();

    [Theory]
    [InlineData("((t.a = $1) OR (t.b = $2))", "public.t (a); public.t (b)")]
    [InlineData("((t.a = $1) OR ((t.b = $2) AND (t.c > $3)))", "public.t (a); public.t (b, c)")]
    [InlineData("((t.title ~~* $1) OR ((t.name)::text ~~* $1))", "public.t USING gin (title gin_trgm_ops); public.t USING gin (name gin_trgm_ops)")]
    [InlineData("((t.title ~~ ($1 || '%')) OR (t.tags && $2))", "public.t (title text_pattern_ops); public.t USING gin (tags)")]
    public void The_arms_of_an_or_are_proposed_together(string filter, string shape) => Shapes(filter).ShouldContain(shape);

    [Fact]
    public void An_arm_that_has_its_index_is_left_out() =>
        Shapes("((t.a = $1) OR (t.b = $2))", Index("t", "existing", null, "a")).ShouldBe(["public.t (b)"]);

    [Theory]
    [InlineData("(t.title ~~* $1)", "gin_trgm_ops", "title")]
    [InlineData("(t.doc @> $1)", null, "doc")]
    public void An_inverted_index_on_the_term_is_there_wherever_its_class_lives(string filter, string? operatorClass, string column)
    {
        var existing = Index("t", "existing", null, column) with
        {
            Method = "gin",
            Keys = [new IndexKey("tags", "tags", false, false), new IndexKey(column, column, false, false, operatorClass)],
        };
        var catalogue = Catalogue(existing) with { Extensions = [new ExtensionFacts("pg_trgm", "1.6", "extensions")] };

        IndexCandidates.Of(Plans((Query, Scan("t", 1, 199_999, filter) with { Alias = "t" })), catalogue).Where(c => c.Indexes[0].Method == "gin").ShouldBeEmpty();
    }

    [Fact]
    public void A_prefix_of_an_index_needs_none() => Shapes("(t.a = $1)", Index("t", "existing", null, "a", "b")).ShouldNotContain("public.t (a)");

    [Fact]
    public void A_prefix_in_another_operator_class_does_not_serve()
    {
        var existing = Index("t", "existing", null, "title") with { Keys = [new IndexKey("title", "title", false, false, "text_pattern_ops")] };

        Shapes("(t.title = $1)", existing).ShouldContain("public.t (title)");
    }

    [Theory]
    [InlineData("(t.title = $1)")]
    [InlineData("(t.title > $1)")]
    public void An_index_in_another_collation_does_not_serve(string filter)
    {
        var existing = Index("t", "existing", null, "title") with { Keys = [new IndexKey("title", "title", false, false, null, "C")] };

        Shapes(filter, existing).ShouldContain("public.t (title)");
    }

    [Fact]
    public void The_collation_of_an_expression_is_its_columns()
    {
        var existing = Index("t", "existing", null, "code") with { Keys = [new IndexKey(null, "lower(code)", false, false, null, "C")] };

        Shapes("(lower(t.code) = $1)", existing).ShouldNotContain("public.t (lower(code))");
    }

    [Theory]
    [InlineData("t.at DESC", "public.t (a, at DESC)")]
    [InlineData("t.at DESC NULLS LAST", "public.t (a, at DESC NULLS LAST)")]
    [InlineData("t.at", "public.t (a, at)")]
    public void The_order_follows_equality_in_its_exact_direction(string key, string shape)
    {
        var plan = Node("Limit", 20, Node("Sort", 20, Scan("t", 5_000, 195_000, "(t.a = $1)") with { Alias = "t" }) with { SortKeys = [key] });

        IndexCandidates.Of(Plans((Query, plan)), Catalogue()).Select(c => c.Shape).ShouldContain(shape);
    }

    [Theory]
    [InlineData("((t.place <-> $1))", "public.t USING gist (place)")]
    [InlineData("((t.title <-> $1))", "public.t USING gist (title gist_trgm_ops)")]
    public void The_nearest_come_first_from_a_tree(string key, string shape)
    {
        var plan = Node("Limit", 20, Node("Sort", 20, Scan("t", 200_000, 0, null) with { Alias = "t" }) with { SortKeys = [key] });

        IndexCandidates.Of(Plans((Query, plan)), Catalogue()).Select(c => c.Shape).ShouldBe([shape]);
    }

    [Fact]
    public void Columns_that_the_statement_needs_can_be_stored()
    {
        var plan = Node("Aggregate", 1, Scan("t", 5_000, 195_000, "(t.a = $1)") with { Alias = "t", Output = [.. Table.Columns.Select(column => column.Name)] })
            with
        { Output = ["sum(t.b)"] };

        IndexCandidates.Of(Plans((Query, plan)), Catalogue()).Select(c => c.Shape).ShouldContain("public.t (a) INCLUDE (b)");
    }

    [Fact]
    public void A_join_is_a_way_to_find_rows_one_by_one()
    {
        var plan = Node("Hash Join", 10, Scan("t", 200_000, 0, null) with { Alias = "t" }) with { JoinCondition = "(t.b = u.id)" };

        IndexCandidates.Of(Plans((Query, plan)), Catalogue()).Select(c => c.Shape).ShouldContain("public.t (b)");
    }

    [Fact]
    public void The_rows_that_refer_to_a_deleted_row_are_looked_for()
    {
        var plan = Node("ModifyTable", 0) with { Relation = "u", Schema = "public" };
        var catalogue = Catalogue() with { ForeignKeys = [new ForeignKeyFacts("public", "t", "t_b_fkey", ["b"], "u", ["id"])] };

        var candidate = IndexCandidates.Of(Plans(("DELETE FROM u WHERE id = $1", plan)), catalogue).ShouldHaveSingleItem();

        candidate.Shape.ShouldBe("public.t (b)");
        candidate.ServesForeignKey.ShouldBeTrue();
    }

    [Theory]
    [InlineData("DELETE FROM u WHERE id = $1", true, 2)]
    [InlineData("DELETE FROM u WHERE id = $1", false, 1)]
    [InlineData("UPDATE u SET id = $2 WHERE id = $1", true, 1)]
    public void What_goes_along_with_a_deleted_row_takes_its_own_referring_rows_with_it(string query, bool cascades, int proposed)
    {
        var plan = Node("ModifyTable", 0) with { Relation = "u", Schema = "public" };
        var catalogue = Given.Catalogue([Table, Table with { Name = "s" }]) with
        {
            ForeignKeys = [new ForeignKeyFacts("public", "t", "t_b_fkey", ["b"], "u", ["id"], cascades), new ForeignKeyFacts("public", "s", "s_a_fkey", ["a"], "t", ["a"])],
        };

        IndexCandidates.Of(Plans((query, plan)), catalogue).Count.ShouldBe(proposed);
    }

    [Theory]
    [InlineData("SELECT max(b) FROM t WHERE a = $1")]
    [InlineData("SELECT b FROM t WHERE a = $1 ORDER BY b DESC LIMIT 1")]
    public void An_index_that_is_followed_for_its_order_and_filtered_wants_the_filters_column_first(string query)
    {
        var scan = Scan("t", 1, 90_000, "(t.a = $1)") with { NodeType = "Index Scan", Index = "existing", Backward = true, Alias = "t" };
        var catalogue = Catalogue(Index("t", "existing", null, "b"));

        IndexCandidates.Of(Plans((query, Node("Limit", 1, scan))), catalogue).Select(c => c.Shape).ShouldContain("public.t (a, b DESC)");
    }

    [Theory]
    [InlineData("SELECT * FROM t WHERE a = $1 ORDER BY at DESC LIMIT 20", "public.t (a, at DESC)")]
    [InlineData("SELECT * FROM t WHERE a = $1 ORDER BY at DESC, c DESC LIMIT 20", "public.t (a, at DESC, c DESC)")]
    public void An_order_that_an_index_gives_may_need_fewer_keys_than_the_index_has(string query, string first)
    {
        var scan = Scan("t", 20, 90_000, "(t.a = $1)") with { NodeType = "Index Scan", Index = "existing", Backward = true, Alias = "t" };
        var plans = Plans((query, Node("Limit", 20, scan)));
        var catalogue = Catalogue(Index("t", "existing", null, "at", "c"));

        var shapes = IndexCandidates.Of(plans, catalogue).Select(c => c.Shape).ToList();

        shapes.ShouldContain("public.t (a, at DESC)");
        shapes.ShouldContain("public.t (a, at DESC, c DESC)");
        IndexCandidates.Unmeasured(plans, catalogue).ShouldHaveSingleItem().Shape.ShouldBe(first);
    }

    [Theory]
    [InlineData("public.t (at)", "min(at)", "max(at)")]
    [InlineData("public.t (b)", "(COALESCE(max(b), 0) + 1)")]
    [InlineData("public.t (b)", "(PARTIAL max(b))")]
    [InlineData("public.t (b)", "(max(t.b) - min(DISTINCT t.b))")]
    [InlineData(null, "min(at)", "max(b)")]
    [InlineData(null, "max(b) FILTER (WHERE (a > $1))")]
    [InlineData(null, "(COALESCE(sum(b), 0) + 1)")]
    public void The_least_and_the_greatest_value_are_the_ends_of_one_index(string? shape, params string[] output)
    {
        var plan = Node("Aggregate", 1, Scan("t", 200_000, 0, null) with { Alias = "t" }) with { Output = output };

        IndexCandidates.Of(Plans((Query, plan)), Catalogue()).Where(c => c.Indexes[0].Included.Count == 0).Select(c => c.Shape)
            .ShouldBe(shape is null ? [] : [shape]);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Where_many_tables_are_searched_in_vain_their_indexes_are_tried_together(int tables, bool proposed)
    {
        List<TableFacts> all = [.. Enumerable.Range(1, tables).Select(number => Table with { Name = $"t{number}" })];
        var plan = Node("Append", 3, [.. all.Select(table => Scan(table.Name, 1, 199_999, $"({table.Name}.a = $1)") with { Alias = table.Name })]);

        IndexCandidates.Of(Plans((Query, plan)), Given.Catalogue(all)).Any(candidate => candidate.Indexes.Count == tables).ShouldBe(proposed);
    }

    [Fact]
    public void A_materialized_view_can_have_an_index() =>
        IndexCandidates.Of(Plans((Query, Scan("t", 1, 199_999, "(t.a = $1)"))), Given.Catalogue([]) with { MaterializedViews = [Table] })[0].Shape.ShouldBe("public.t (a)");

    [Fact]
    public void A_partition_stands_for_its_table()
    {
        var parent = Table with { Name = "parts", IsPartitioned = true };
        var part = Table with { IsPartition = true, Parent = "parts" };

        var index = IndexCandidates.Of(Plans((Query, Scan("t", 1, 199_999, "(t.a = $1)"))), Given.Catalogue([parent, part]))[0].Indexes[0];

        index.Create("i").ShouldBe("CREATE INDEX i ON public.parts (a);");
    }

    [Fact]
    public void Names_and_schemas_are_quoted_where_they_must_be()
    {
        var table = Table with { Schema = "Sales", Name = "Order", Columns = [new ColumnFacts("User Id", "bigint", false, null, null)] };
        var plan = Scan("Order", 1, 199_999, "(\"Order\".\"User Id\" = $1)") with { Schema = "Sales", Alias = "Order" };

        IndexCandidates.Of(Plans((Query, plan)), Given.Catalogue([table]))[0].Indexes[0].Create("i")
            .ShouldBe("CREATE INDEX CONCURRENTLY i ON \"Sales\".\"Order\" (\"User Id\");");
    }

    private static DatabaseCatalogue Catalogue(params IndexFacts[] indexes) =>
        Given.Catalogue([Table], indexes) with { Collation = "C.UTF-8", Extensions = [new ExtensionFacts("pg_trgm", null, null)] };

    private static List<string> Shapes(string filter, params IndexFacts[] indexes) =>
        [.. IndexCandidates.Of(Plans((Query, Scan("t", 1, 199_999, filter) with { Alias = "t" })), Catalogue(indexes)).Select(candidate => candidate.Shape)];
}
