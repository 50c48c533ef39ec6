using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class MissingPrimaryKeyTests
{
    [Fact]
    public void Finds_a_table_whose_rows_nothing_tells_apart()
    {
        var finding = One(MissingPrimaryKey.Detector, Evidence(Votes));

        finding.Fingerprint.ShouldBe("missing-primary-key:votes");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Remedies[0].Kind.ShouldBe(RemedyKind.Code);
    }

    [Fact]
    public void Vanishes_with_a_primary_key() => Silent(Evidence(Votes with { PrimaryKey = ["id"] }));

    [Fact]
    public void Stays_silent_when_a_unique_index_over_columns_that_are_never_null_tells_them_apart() => Silent(Evidence(Strict, Unique));

    [Fact]
    public void An_index_that_lets_equal_rows_through_is_no_key()
    {
        One(MissingPrimaryKey.Detector, Evidence(Votes, Unique));
        One(MissingPrimaryKey.Detector, Evidence(Strict, Unique with { Unique = false }));
        One(MissingPrimaryKey.Detector, Evidence(Strict, Unique with { Valid = false }));
        One(MissingPrimaryKey.Detector, Evidence(Strict, Unique with { Predicate = "(id > 0)" }));
        One(MissingPrimaryKey.Detector, Evidence(Strict, Unique with { Keys = [new IndexKey(null, "lower(id)", false, false)] }));
        One(MissingPrimaryKey.Detector, Evidence(Strict, Unique with { Table = "clips" }));
    }

    [Fact]
    public void Stays_silent_on_a_partition() => Silent(Evidence(Votes with { IsPartition = true }));

    [Theory]
    [InlineData(null, false)]
    [InlineData(1_000L, false)]
    [InlineData(1_001L, true)]
    public void Wants_more_than_a_thousand_rows(long? rows, bool found) =>
        MissingPrimaryKey.Detector.Run(Evidence(Votes with { Rows = rows })).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(MissingPrimaryKey.Detector, Evidence(Votes with { Rows = 5_000 })).Fingerprint.ShouldBe(One(MissingPrimaryKey.Detector, Evidence(Votes)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => MissingPrimaryKey.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static TableFacts Votes => Table("votes", 90_000, "id", "user_id");

    private static TableFacts Strict => Votes with { Columns = [new ColumnFacts("id", "bigint", true, null, null)] };

    private static IndexFacts Unique => Index("votes", "votes_id", null, "id") with { Unique = true };

    private static void Silent(EvidenceSet evidence) => MissingPrimaryKey.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();

    private static EvidenceSet Evidence(TableFacts table, params IndexFacts[] indexes) => Set((DatabaseCatalogue.Kind, Given.Catalogue([table], indexes)));
}
