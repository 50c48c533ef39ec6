using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class LowCacheHitTests
{
    [Fact]
    public void Finds_a_database_that_spends_its_time_on_reading()
    {
        var finding = One(LowCacheHit.Detector, Evidence(read: 20_000, readTime: 300));

        finding.Fingerprint.ShouldBe("low-cache-hit:shared_buffers");
        finding.Severity.ShouldBe(Severity.Low);
        finding.Subject.Query.ShouldBe("SELECT a");
    }

    [Fact]
    public void Vanishes_when_blocks_are_found_in_memory() => LowCacheHit.Detector.Run(Evidence(read: 0, readTime: 0)).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_when_reads_take_no_time() => LowCacheHit.Detector.Run(Evidence(read: 20_000, readTime: 20)).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    public void One_percent_of_the_buffers_is_the_boundary(long read, bool found) =>
        (LowCacheHit.Detector.Run(Evidence(read, readTime: 500)) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, Severity.Low)]
    [InlineData(500, Severity.Low)]
    [InlineData(501, Severity.Medium)]
    public void A_tenth_of_the_time_and_half_of_it_are_the_boundaries(double milliseconds, Severity? severity) =>
        (LowCacheHit.Detector.Run(Evidence(20_000, milliseconds)) is Outcome.Found { Findings: [var finding] } ? finding.Severity : (Severity?)null).ShouldBe(severity);

    [Theory]
    [InlineData(99_999, false)]
    [InlineData(100_000, true)]
    public void A_database_that_warms_up_is_left_alone(long buffers, bool found) =>
        (LowCacheHit.Detector.Run(Evidence(20_000, 500, buffers)) is Outcome.Found).ShouldBe(found);

    [Fact]
    public void What_nobody_timed_cannot_be_judged() =>
        LowCacheHit.Detector.Run(Evidence(20_000, null)).ShouldBeOfType<Outcome.NotApplicable>().Reason.ShouldContain("track_io_timing");

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(LowCacheHit.Detector, Evidence(20_000, 300)).Fingerprint.ShouldBe(One(LowCacheHit.Detector, Evidence(50_000, 900)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => LowCacheHit.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static EvidenceSet Evidence(long read, double? readTime, long buffers = 100_000)
    {
        var statements = Statements(("SELECT a", 1000));
        return Set((StatementStatistics.Kind, statements with
        {
            Statements =
            [
                statements.Statements[0] with
                {
                    Buffers = buffers, BuffersRead = read, ReadTime = readTime is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
                },
            ],
        }));
    }
}
