using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Corpus;

public sealed class CaseVerdictTests
{
    private static readonly CorpusCase Case = CorpusCase.Parse("900-x", """
        -- case: 900-x
        -- why: because
        -- kind: positive
        -- expect: CREATE INDEX ON t (a) OR CREATE INDEX ON t (a, b)
        -- expect: CREATE INDEX ON u (c)
        -- expect-drop: old
        -- schema
        -- workload

        """);

    [Theory]
    [InlineData(true, "CREATE INDEX CONCURRENTLY x ON t (a, b);", "CREATE INDEX y ON public.u (c)")]
    [InlineData(false, "CREATE INDEX ON t (a)")]
    [InlineData(false)]
    [InlineData(false, "CREATE INDEX ON t (a)", "CREATE INDEX ON t (a, b)")]
    [InlineData(false, "CREATE INDEX ON t (a)", "CREATE INDEX ON u (c)", "CREATE INDEX ON u (d)")]
    public void Exact_is_each_expected_index_once_and_no_other(bool exact, params string[] indexes) =>
        CaseVerdict.Of(Case, Result([.. indexes.Select(index => ("index", index))])).Exact.ShouldBe(exact);

    [Fact]
    public void Two_findings_that_create_the_same_index_create_one() =>
        CaseVerdict.Of(Case, Result(("index", "CREATE INDEX a ON u (c)"), ("index", "CREATE INDEX b ON u (c)"))).Got.ShouldBe(["u btree (c)"]);

    [Fact]
    public void Only_remedies_that_are_indexes_create_any() =>
        CaseVerdict.Of(Case, Result(("code", "CREATE INDEX a ON u (c)"))).Got.ShouldBeEmpty();

    [Fact]
    public void A_missing_drop_is_noted()
    {
        CaseVerdict.Of(Case, Result()).Notes.ShouldBe(["does not drop old"]);
        CaseVerdict.Of(Case, Result(("setting", "DROP INDEX CONCURRENTLY old;"))).Notes.ShouldBeEmpty();
    }

    private static string Result(params (string Kind, string Up)[] remedies) =>
        $$"""{"findings": [{{string.Join(", ", remedies.Select(remedy => $$"""{"detector": "d", "remedies": [{"kind": "{{remedy.Kind}}", "up": "{{remedy.Up}}"}]}"""))}}]}""";
}
