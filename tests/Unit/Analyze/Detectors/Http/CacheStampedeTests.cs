using Headroom.Analyze.Detectors.Http;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Http;

public sealed class CacheStampedeTests
{
    [Fact]
    public void Finds_an_entry_that_everybody_fills()
    {
        var finding = One(CacheStampede.Detector, Evidence(Endpoint(16, 15, 16)));

        finding.Fingerprint.ShouldBe("cache-stampede:GET /popular");
        (finding.Severity, finding.Confidence).ShouldBe((Severity.Medium, Confidence.High));
        finding.Facts[0].Value.ShouldBe(16);
        finding.Explanation.ShouldContain("several processes");
    }

    [Fact]
    public void Vanishes_when_one_fills_it_for_all() => Is(typeof(Outcome.Clean), Endpoint(1, 1, 1));

    [Theory]
    [InlineData(1, 1, 9, false)] // it expired within one round
    [InlineData(1, 2, 9, true)]
    [InlineData(1, 1.9, 9, false)]
    public void Wants_two_fills_in_the_median_round(double one, double two, double three, bool found) =>
        Is(found ? typeof(Outcome.Found) : typeof(Outcome.Clean), Endpoint(three, one, two));

    [Theory]
    [InlineData(7, typeof(Outcome.NotRun))]
    [InlineData(8, typeof(Outcome.Found))]
    public void Rounds_that_were_hardly_answered_say_nothing(int answered, Type outcome) =>
        Is(outcome, Endpoint() with { Rounds = [new StampedeRound(answered, 16)] });

    [Theory]
    [InlineData(0, 16, 16, typeof(Outcome.Found))] // the first round found it still there
    [InlineData(0, 0, 0, typeof(Outcome.NotRun))]
    public void Rounds_in_which_nothing_was_filled_say_nothing(double one, double two, double three, Type outcome) => Is(outcome, Endpoint(one, two, three));

    [Fact]
    public void An_entry_whose_rounds_say_nothing_is_told_beside_another_one()
    {
        var outcome = CacheStampede.Detector.Run(Evidence(Endpoint(1, 1, 1), Endpoint(0, 0, 0) with { Endpoint = "GET /other" }));

        outcome.ShouldBeOfType<Outcome.Clean>().Untold.ShouldHaveSingleItem().ShouldStartWith("GET /other: in no round");
    }

    [Fact]
    public void An_entry_that_was_not_dropped_is_not_run() => CacheStampede.Detector.Run(Evidence(Endpoint() with { Missing = "nothing was dropped" }))
        .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("nothing was dropped");

    [Fact]
    public void Keeps_its_fingerprint_when_numbers_change() =>
        One(CacheStampede.Detector, Evidence(Endpoint(5))).Fingerprint.ShouldBe(One(CacheStampede.Detector, Evidence(Endpoint(16))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => CacheStampede.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static void Is(Type outcome, EndpointStampede endpoint) => CacheStampede.Detector.Run(Evidence(endpoint)).ShouldBeOfType(outcome);

    private static EndpointStampede Endpoint(params double[] fills) => new()
    {
        Endpoint = "GET /popular",
        Dropped = "after its 1 s",
        Concurrency = 16,
        Fill = ["0123456789ab"],
        Rounds = [.. fills.Select(count => new StampedeRound(16, count))],
    };

    private static EvidenceSet Evidence(params EndpointStampede[] endpoints) =>
        Set((StampedeProbe.Kind, new StampedeProbe { Window = Throughout, Provenance = "test", Endpoints = endpoints }));
}
