using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class WalAmplificationTests
{
    private const string Query = "INSERT INTO events VALUES ($1)";

    [Fact]
    public void Finds_a_log_that_is_mostly_whole_pages()
    {
        var finding = One(WalAmplification.Detector, Evidence(60_000_000, 10_000, Settings(("checkpoint_timeout", "30"))));

        finding.Fingerprint.ShouldBe("wal-amplification:full_page_writes");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Subject.Table.ShouldBe("events");
    }

    [Theory]
    [InlineData("30", Severity.Medium)]
    [InlineData("31", Severity.Low)]
    public void A_window_within_one_checkpoint_weighs_low(string checkpoint, Severity severity) =>
        One(WalAmplification.Detector, Evidence(60_000_000, 10_000, Settings(("checkpoint_timeout", checkpoint)))).Severity.ShouldBe(severity);

    [Fact]
    public void Where_the_time_between_checkpoints_is_not_known_it_is_the_servers_default() =>
        One(WalAmplification.Detector, Evidence(60_000_000, 10_000)).Explanation.ShouldContain("shorter than the time between two checkpoints");

    [Fact]
    public void Vanishes_when_checkpoints_are_rare() => WalAmplification.Detector.Run(Evidence(60_000_000, 100)).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_where_images_are_compressed() => WalAmplification.Detector.Run(
        Evidence(60_000_000, 10_000, Settings(("wal_compression", "lz4")))).ShouldBeOfType<Outcome.NotApplicable>();

    [Theory]
    [InlineData(7324, false)]
    [InlineData(7325, true)]
    public void Half_of_the_log_is_the_boundary(long images, bool found) => // 30,000,000 / 4096 = 7,324.2
        (WalAmplification.Detector.Run(Evidence(60_000_000, images, Settings(("wal_compression", "off")))) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(30_000_000, false)]
    [InlineData(30_000_001, true)]
    public void A_megabyte_a_second_is_the_boundary(long bytes, bool found) =>
        (WalAmplification.Detector.Run(Evidence(bytes, 7000)) is Outcome.Found).ShouldBe(found);

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() => One(WalAmplification.Detector, Evidence(60_000_000, 10_000)).Fingerprint
        .ShouldBe(One(WalAmplification.Detector, Evidence(90_000_000, 20_000)).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run()
    {
        WalAmplification.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();
        WalAmplification.Detector.Run(Set((StatementStatistics.Kind, Statements((Query, 100))))).ShouldBeOfType<Outcome.NotApplicable>();
    }

    private static EvidenceSet Evidence(long bytes, long images, ServerSettings? settings = null)
    {
        var statements = Statements((Query, 100));
        var written = statements with { Statements = [statements.Statements[0] with { WalSize = new Bytes(bytes), FullPageImages = images }] };
        return settings is null ? Set((StatementStatistics.Kind, written)) : Set((StatementStatistics.Kind, written), (ServerSettings.Kind, settings));
    }
}
