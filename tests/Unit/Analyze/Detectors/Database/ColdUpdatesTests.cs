using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class ColdUpdatesTests
{
    [Fact]
    public void Finds_a_table_whose_updates_write_to_every_index()
    {
        var finding = One(ColdUpdates.Detector, Evidence(Updated(10_000, 1_000)));

        finding.Fingerprint.ShouldBe("cold-updates:votes");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Explanation.ShouldContain("the counters do not tell");
        finding.Remedies.Select(remedy => remedy.Kind).ShouldBe([RemedyKind.Code, RemedyKind.Setting]);
        finding.Remedies[1].Up.ShouldContain("SET (fillfactor = 90)");
    }

    [Fact]
    public void Vanishes_when_the_updates_are_heap_only() => Judge(Updated(10_000, 10_000), false);

    [Fact]
    public void Where_room_lacks_room_is_made_first() =>
        One(ColdUpdates.Detector, Evidence(Updated(10_000, 1_000) with { NewPageUpdated = 8_000 })).Remedies.Select(remedy => remedy.Kind).ShouldBe([RemedyKind.Setting, RemedyKind.Code]);

    [Fact]
    public void Where_room_does_not_lack_only_an_index_can_be_the_cause() =>
        One(ColdUpdates.Detector, Evidence(Updated(10_000, 1_000) with { NewPageUpdated = 100 })).Remedies.ShouldHaveSingleItem().Kind.ShouldBe(RemedyKind.Code);

    [Theory]
    [InlineData(95, "fillfactor = 85")]
    [InlineData(85, "fillfactor = 80")]
    [InlineData(80, null)]
    public void A_table_that_leaves_room_already_is_told_to_leave_a_little_more(int factor, string? setting)
    {
        var remedies = One(ColdUpdates.Detector, Evidence(Updated(10_000, 1_000) with { Options = [$"fillfactor={factor}"] })).Remedies;

        remedies.Select(remedy => remedy.Up).Any(up => setting is not null && up.Contains(setting)).ShouldBe(setting is not null);
        remedies.Count.ShouldBe(setting is null ? 1 : 2);
        remedies.Where(remedy => remedy.Up.Contains("fillfactor = ")).ShouldAllBe(remedy => remedy.Down!.EndsWith($"SET (fillfactor = {factor});"));
    }

    [Theory]
    [InlineData(999, false)]
    [InlineData(1_000, true)]
    public void Wants_a_thousand_updates(long updates, bool found) => Judge(Updated(updates, 0), found);

    [Theory]
    [InlineData(5_000, false)]
    [InlineData(4_999, true)]
    public void Wants_less_than_half_of_them_heap_only(long hot, bool found) => Judge(Updated(10_000, hot), found);

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(ColdUpdates.Detector, Evidence(Updated(10_000, 0))).Fingerprint.ShouldBe(One(ColdUpdates.Detector, Evidence(Updated(90_000, 9))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => ColdUpdates.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static TableUse Updated(long updates, long hot) => Use("votes") with { Updated = updates, HotUpdated = hot };

    private static void Judge(TableUse table, bool found) => ColdUpdates.Detector.Run(Evidence(table)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    private static EvidenceSet Evidence(TableUse table) => Set((TableActivity.Kind, Activity(table)));
}
