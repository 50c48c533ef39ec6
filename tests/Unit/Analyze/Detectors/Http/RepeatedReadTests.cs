using Headroom.Analyze.Detectors.Http;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Http;

public sealed class RepeatedReadTests
{
    [Fact]
    public void Finds_an_endpoint_whose_answers_repeat()
    {
        var finding = One(RepeatedRead.Detector, Evidence(Reads(1000, equal: 900)));

        finding.Fingerprint.ShouldBe("repeated-read:GET /top");
        finding.Severity.ShouldBe(Severity.Low);
        var effect = finding.Effect.ShouldBeOfType<Effect.Estimated>();
        effect.Low.ShouldBe(0.1, 1e-9);
        effect.Model.ShouldContain("not tried");
    }

    [Fact]
    public void Vanishes_when_each_request_is_another() => Silent(Reads(1000, equal: 10));

    [Theory]
    [InlineData(99, 99, false)]
    [InlineData(100, 49, false)]
    [InlineData(100, 50, true)]
    public void Wants_a_hundred_reads_and_half_of_them_equal(long reads, long equal, bool found) => Is(found, Reads(reads, equal));

    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void Wants_answers_that_hardly_change_meanwhile(long stale, bool found) => Is(found, Reads(1500, equal: 1000 - stale) with { Stale = stale });

    [Theory]
    [InlineData(4.9, false)]
    [InlineData(5, true)]
    public void Wants_a_twentieth_of_the_services_time(double seconds, bool found) => Is(found, Reads(1000, equal: 900) with { EqualTime = TimeSpan.FromSeconds(seconds) });

    [Fact]
    public void Keeps_its_fingerprint_when_numbers_change() =>
        One(RepeatedRead.Detector, Evidence(Reads(500, 300))).Fingerprint.ShouldBe(One(RepeatedRead.Detector, Evidence(Reads(1000, 900))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => RepeatedRead.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static EndpointRepeats Reads(long reads, long equal) =>
        new() { Endpoint = "GET /top", Reads = reads, Different = 3, Equal = equal, Stale = 0, EqualTime = TimeSpan.FromSeconds(50) };

    private static EvidenceSet Evidence(EndpointRepeats endpoint) => Set((RepeatedReads.Kind, new RepeatedReads
    {
        Window = Throughout,
        Provenance = "test",
        KeptFor = TimeSpan.FromSeconds(10),
        TotalTime = TimeSpan.FromSeconds(100),
        Endpoints = [endpoint],
    }));

    private static void Silent(EndpointRepeats endpoint) => Is(false, endpoint);

    private static void Is(bool found, EndpointRepeats endpoint) =>
        RepeatedRead.Detector.Run(Evidence(endpoint)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));
}
