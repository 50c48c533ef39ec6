using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class TempFileWritesTests
{
    [Fact]
    public void Finds_sorts_that_go_through_files()
    {
        var finding = One(TempFileWrites.Detector, Evidence(Activity(tempBytes: 60_000_000)));

        finding.Fingerprint.ShouldBe("temp-file-writes:shop");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Remedies.Count.ShouldBe(1);
    }

    [Fact]
    public void Names_the_statement_and_gives_its_role_the_memory()
    {
        var statements = Statements(("SELECT a ORDER BY b", 100));
        var spilling = statements with { Statements = [statements.Statements[0] with { TempBlocksWritten = 5000 }] };

        var finding = One(TempFileWrites.Detector, Set((DatabaseActivity.Kind, Activity(tempBytes: 60_000_000)), (StatementStatistics.Kind, spilling)));

        finding.Subject.Query.ShouldBe("SELECT a ORDER BY b");
        finding.Remedies[1].Up.ShouldBe("ALTER ROLE \"app\" SET work_mem = '18MB';");
    }

    [Fact]
    public void Does_not_propose_more_memory_than_a_role_can_have()
    {
        var statements = Statements(("SELECT a ORDER BY b", 100));
        var spilling = statements with { Statements = [statements.Statements[0] with { TempBlocksWritten = 5000 }] };
        One(TempFileWrites.Detector, Set((DatabaseActivity.Kind, Activity(tempBytes: 9_000_000_000)), (StatementStatistics.Kind, spilling))).Remedies.Count.ShouldBe(1);
    }

    [Fact]
    public void Vanishes_when_everything_fits() => TempFileWrites.Detector.Run(Evidence(Activity())).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(30_000_000, false)]
    [InlineData(30_000_001, true)]
    public void A_megabyte_a_second_is_the_boundary(long bytes, bool found) =>
        (TempFileWrites.Detector.Run(Evidence(Activity(tempBytes: bytes))) is Outcome.Found).ShouldBe(found);

    [Fact]
    public void An_unknown_stretch_of_time_gives_no_rate() => TempFileWrites.Detector.Run(
        Evidence(Activity(tempBytes: 60_000_000) with { SinceReset = true, Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.Zero) })).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() => One(TempFileWrites.Detector, Evidence(Activity(tempBytes: 60_000_000))).Fingerprint
        .ShouldBe(One(TempFileWrites.Detector, Evidence(Activity(tempBytes: 900_000_000))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => TempFileWrites.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static EvidenceSet Evidence(DatabaseActivity activity) => Set((DatabaseActivity.Kind, activity));
}
