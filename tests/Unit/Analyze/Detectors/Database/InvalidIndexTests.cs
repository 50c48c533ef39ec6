using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class InvalidIndexTests
{
    [Fact]
    public void Finds_an_index_that_a_failed_build_left()
    {
        var finding = One(InvalidIndex.Detector, Evidence(Broken));

        finding.Fingerprint.ShouldBe("invalid-index:votes.votes_once");
        finding.Severity.ShouldBe(Severity.High);
        finding.Remedies.Select(remedy => remedy.Up).ShouldBe(["REINDEX INDEX CONCURRENTLY public.votes_once;", "DROP INDEX CONCURRENTLY public.votes_once;"]);
    }

    [Fact]
    public void Vanishes_when_it_is_valid() => Silent(Evidence(Broken with { Valid = true }));

    [Fact]
    public void Stays_silent_while_it_is_being_built() => Silent(Evidence(Broken, building: "votes"));

    [Fact]
    public void A_build_on_another_table_does_not_excuse_it() => One(InvalidIndex.Detector, Evidence(Broken, building: "clips"));

    [Fact]
    public void Stays_silent_on_a_partitioned_table() => Silent(Evidence(Broken, Table("votes", 9, "user_id") with { IsPartitioned = true }));

    [Theory]
    [InlineData("votes_once_ccnew")]
    [InlineData("votes_once_ccold1")]
    public void What_reindex_left_is_dropped(string name) =>
        One(InvalidIndex.Detector, Evidence(Broken with { Name = name })).Remedies.ShouldHaveSingleItem().Up.ShouldBe($"DROP INDEX CONCURRENTLY public.{name};");

    [Fact]
    public void It_does_without_maintenance() => One(InvalidIndex.Detector, Without(Evidence(Broken), Maintenance.Kind));

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(InvalidIndex.Detector, Evidence(Broken with { Size = new(9) })).Fingerprint.ShouldBe(One(InvalidIndex.Detector, Evidence(Broken)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => InvalidIndex.Detector.Run(Without(Evidence(Broken), DatabaseCatalogue.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static IndexFacts Broken => Index("votes", "votes_once", null, "user_id") with { Unique = true, Valid = false };

    private static void Silent(EvidenceSet evidence) => InvalidIndex.Detector.Run(evidence).ShouldBeOfType<Outcome.Clean>();

    private static EvidenceSet Evidence(IndexFacts index, TableFacts? table = null, string? building = null) => Set(
        (DatabaseCatalogue.Kind, Given.Catalogue([table ?? Table("votes", 9, "user_id")], index)), (Maintenance.Kind, Upkeep() with { Building = building is null ? [] : [building] }));
}
