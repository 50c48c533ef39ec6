using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class LargeSequentialScansTests
{
    private const string Query = "SELECT count(*) FROM votes WHERE value = $1";

    [Fact]
    public void Finds_a_large_table_that_is_read_from_end_to_end()
    {
        var finding = One(LargeSequentialScans.Detector, Evidence(Scanned(300, 50_000)));

        finding.Fingerprint.ShouldBe("large-sequential-scans:votes");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Subject.Query.ShouldBe(Query);
        finding.Facts[0].ShouldBe(new Fact("sequential scans", 10, "per_s"));
        finding.Remedies[0].Kind.ShouldBe(RemedyKind.Code);
    }

    [Fact]
    public void Vanishes_when_an_index_is_used() => Silent(Scanned(0, 0) with { IndexScans = 300 });

    [Theory]
    [InlineData(10_000, false)]
    [InlineData(10_001, true)]
    public void Wants_more_than_ten_thousand_rows_a_scan(long rows, bool found) => Judge(Scanned(300, rows), found);

    [Theory]
    [InlineData(30, false)] // in 30 s
    [InlineData(31, true)]
    public void Wants_more_than_one_a_second(long scans, bool found) => Judge(Scanned(scans, 50_000), found);

    [Fact]
    public void It_does_without_statements() =>
        One(LargeSequentialScans.Detector, Without(Evidence(Scanned(300, 50_000)), StatementStatistics.Kind)).Subject.Query.ShouldBeNull();

    [Fact]
    public void No_window_is_not_run() =>
        LargeSequentialScans.Detector.Run(Set((TableActivity.Kind, Activity(Scanned(300, 50_000)) with { Window = Throughout with { Duration = TimeSpan.Zero } }))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void Scans_since_a_reset_are_held_against_all_the_time_since_then()
    {
        EvidenceSet Since(TimeSpan time) => Set(
            (TableActivity.Kind, Activity(Scanned(7200, 50_000)) with { SinceReset = true, Window = Throughout with { Duration = time } }));

        var finding = One(LargeSequentialScans.Detector, Since(TimeSpan.FromHours(1)));
        finding.Facts[0].ShouldBe(new Fact("sequential scans", 2, "per_s"));
        finding.Explanation.ShouldContain("since the statistics were reset");
        LargeSequentialScans.Detector.Run(Since(TimeSpan.FromHours(2))).ShouldBeOfType<Outcome.Clean>();
        LargeSequentialScans.Detector.Run(Since(TimeSpan.Zero)).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("no rates");
    }

    [Fact]
    public void The_fingerprint_stays_when_the_numbers_change() =>
        One(LargeSequentialScans.Detector, Evidence(Scanned(300, 50_000))).Fingerprint.ShouldBe(One(LargeSequentialScans.Detector, Evidence(Scanned(900, 60_000))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => LargeSequentialScans.Detector.Run(Without(Evidence(Scanned(300, 50_000)), TableActivity.Kind)).ShouldBeOfType<Outcome.NotRun>();

    private static TableUse Scanned(long scans, long rows) => Use("votes") with { SequentialScans = scans, SequentialRows = scans * rows };

    private static void Silent(TableUse table) => Judge(table, false);

    private static void Judge(TableUse table, bool found) =>
        LargeSequentialScans.Detector.Run(Evidence(table)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    private static EvidenceSet Evidence(TableUse table) => Set((TableActivity.Kind, Activity(table)), (StatementStatistics.Kind, Statements((Query, 50), ("SELECT 1", 10))));
}
