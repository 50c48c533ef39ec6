using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Corpus;

public sealed class CorpusCaseTests
{
    private const string Text = """
        -- case: 900-two
        -- why: because
        -- kind: trap
        -- expect: CREATE INDEX ON t (a) OR CREATE INDEX ON t (a, b)
        -- expect: CREATE INDEX ON u (c)
        -- expect-finding: cast on column id
        -- expect-drop: old OR older
        -- rejected: CREATE INDEX ON t (b)
        -- schema
        CREATE TABLE t (a int, b int);
        -- workload
        -- name: one
        -- calls: 3600
        -- params: 42, 'it''s; so', NULL
        -- params: {1,2}, [1, {"a": "b, c"}], x y
        SELECT 1 WHERE $1 = $2;

        -- name: two
        -- calls: 0.5
        SELECT ';' -- a comment; it goes

        """;

    [Fact]
    public void A_case_is_read_from_its_file()
    {
        var read = CorpusCase.Parse("900-two", Text);
        read.Kind.ShouldBe(CaseKind.Trap);
        read.Expected.ShouldBe([["CREATE INDEX ON t (a)", "CREATE INDEX ON t (a, b)"], ["CREATE INDEX ON u (c)"]]);
        read.ExpectedFinding.ShouldBe("cast on column id");
        read.ExpectedDrops.ShouldBe([["old", "older"]]);
        read.Rejected.ShouldBe(["CREATE INDEX ON t (b)"]);
        read.Schema.ShouldBe("CREATE TABLE t (a int, b int);\n");
    }

    [Fact]
    public void Its_workload_is_read_statement_by_statement()
    {
        var statements = WorkloadText.Parse(CorpusCase.Parse("900-two", Text).Workload);
        statements.Select(statement => (statement.Name, statement.CallsPerHour, statement.Sql))
            .ShouldBe([("one", 3600, "SELECT 1 WHERE $1 = $2"), ("two", 0.5, "SELECT ';'")]);
        statements[0].Arguments.ShouldBe([["'42'", "'it''s; so'", "NULL"], ["'{1,2}'", "'[1, {\"a\": \"b, c\"}]'", "'x y'"]]);
        statements[1].Arguments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("-- kind: trap", "-- kind: other")]
    [InlineData("-- why: because\n", "")]
    [InlineData("-- schema\n", "")]
    [InlineData("-- case: 900-two", "-- case: 901-two")]
    [InlineData("-- why: because", "because")]
    public void A_file_that_is_no_case_is_refused(string part, string instead) =>
        Should.Throw<Exception>(() => CorpusCase.Parse("900-two", Text.Replace(part, instead))).ShouldBeAssignableTo<SystemException>();

    [Fact]
    public void Every_file_of_the_corpus_is_a_case_with_readable_indexes()
    {
        var cases = CorpusCase.All();
        cases.Count.ShouldBeGreaterThanOrEqualTo(50);
        cases.Select(each => each.Name[..3]).ShouldBeUnique();
        foreach (var each in cases)
        {
            each.Expected.SelectMany(alternatives => alternatives).Concat(each.Rejected.SelectMany(set => set.Split(" + ")))
                .ShouldAllBe(index => IndexText.Normalise(index).Length > 0, each.Name);
            WorkloadText.Parse(each.Workload).ShouldAllBe(statement => statement.CallsPerHour > 0 && statement.Sql.Length > 0, each.Name);
            (each.Kind == CaseKind.Positive).ShouldBe(each.Kind != CaseKind.Negative && each.Expected.Count > 0 && each.Kind != CaseKind.Trap, each.Name);
            (each.Kind == CaseKind.Negative && each.Expected.Count > 0).ShouldBeFalse(each.Name);
        }
    }
}
