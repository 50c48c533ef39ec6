using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class StaleStatisticsTests
{
    [Fact]
    public void Finds_a_table_that_changed_much_since_it_was_analysed()
    {
        var finding = One(StaleStatistics.Detector, Evidence(Changed(20_000)));

        finding.Fingerprint.ShouldBe("stale-statistics:votes");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Remedies[0].Up.ShouldBe("ANALYZE public.votes;");
        finding.Remedies[1].Up.ShouldContain("autovacuum_analyze_scale_factor = 0.02");
    }

    [Fact]
    public void Finds_a_table_that_was_never_analysed() =>
        One(StaleStatistics.Detector, Evidence(Use("votes") with { PlannedRows = null })).Title.ShouldContain("never analysed");

    [Fact]
    public void Vanishes_when_it_was_analysed() => Judge(Changed(0), false);

    [Fact]
    public void A_table_without_dates_but_with_the_planners_figures_was_only_forgotten_by_the_counters() => Judge(Use("votes"), false);

    [Theory]
    [InlineData(10_000, false)]
    [InlineData(10_001, true)]
    public void Wants_more_than_a_tenth_changed(long changed, bool found) => Judge(Changed(changed), found);

    [Theory]
    [InlineData(999, false)]
    [InlineData(1_000, true)]
    public void Wants_a_thousand_rows(long rows, bool found) => Judge(Use("votes", rows) with { ModifiedSinceAnalysis = 999 }, found);

    [Theory]
    [InlineData(119, 0, false)]
    [InlineData(119, 9_999, false)]
    [InlineData(119, 10_001, true)]
    [InlineData(120, 0, true)]
    public void What_a_short_load_changed_itself_is_not_due_yet(int seconds, long before, bool found)
    {
        var table = Changed(30_000 + before) with { Inserted = 10_000, Updated = 15_000, Deleted = 5_000 };

        Judge(Lasting(seconds, table), found);
    }

    [Theory]
    [InlineData(60, false)]
    [InlineData(600, true)]
    public void A_table_that_a_short_load_filled_was_not_to_be_analysed_yet(int seconds, bool found) =>
        Judge(Lasting(seconds, Use("votes", 5_000) with { PlannedRows = null, Inserted = 4_500 }), found);

    [Fact]
    public void What_was_counted_since_an_unknown_reset_is_no_short_load() =>
        Judge(Lasting(0, Changed(20_000) with { Inserted = 90_000 }) with { SinceReset = true }, true);

    [Fact]
    public void Where_autovacuum_is_switched_off_nothing_is_waited_for() =>
        Judge(Lasting(60, Changed(20_000) with { Inserted = 20_000, Options = ["autovacuum_enabled=off"] }), true);

    [Fact]
    public void After_a_reset_of_the_counters_the_planners_rows_count() => Judge(Changed(9_000) with { LiveRows = 9_000 }, false);

    [Fact]
    public void Autovacuum_that_was_switched_off_is_switched_on() =>
        One(StaleStatistics.Detector, Evidence(Changed(20_000) with { Options = ["autovacuum_enabled=off"] })).Remedies[1].Up.ShouldContain("RESET (autovacuum_enabled)");

    [Fact]
    public void Evidence_that_was_left_out_is_not_clean() =>
        StaleStatistics.Detector.Run(Set((TableActivity.Kind, Activity(Changed(0)) with { TablesLeftOut = 5 }))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(StaleStatistics.Detector, Evidence(Changed(20_000))).Fingerprint.ShouldBe(One(StaleStatistics.Detector, Evidence(Changed(90_000))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => StaleStatistics.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static TableUse Changed(long rows) => Use("votes") with { ModifiedSinceAnalysis = rows, LastAutomaticAnalysis = DateTimeOffset.UnixEpoch };

    private static TableActivity Lasting(int seconds, TableUse table) =>
        Activity(table) with { Window = Throughout with { Duration = TimeSpan.FromSeconds(seconds) } };

    private static void Judge(TableUse table, bool found) => Judge(Activity(table), found);

    private static void Judge(TableActivity activity, bool found) =>
        StaleStatistics.Detector.Run(Set((TableActivity.Kind, activity)))
            .ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    private static EvidenceSet Evidence(TableUse table) => Set((TableActivity.Kind, Activity(table)));
}
