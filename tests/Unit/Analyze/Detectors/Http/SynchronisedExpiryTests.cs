using Headroom.Analyze.Detectors.Http;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Detectors.Http;

public sealed class SynchronisedExpiryTests
{
    private const int Entries = 16;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(4);

    // All within a sweep of the moment at which the lifetime ends.
    private static readonly double[] Together = [.. Enumerable.Repeat(4.0, Entries)];

    // From 0.7 to 1.3 lifetimes.
    private static readonly double[] Spread = [.. Enumerable.Range(0, Entries).Select(entry => 4 * (0.7 + (0.04 * entry)))];

    [Fact]
    public void Finds_entries_that_expire_together()
    {
        var finding = One(SynchronisedExpiry.Detector, Evidence(Endpoint(Together)));

        finding.Fingerprint.ShouldBe("synchronised-expiry:GET /tags/{tag}");
        (finding.Severity, finding.Confidence).ShouldBe((Severity.Medium, Confidence.High));
        finding.Facts.Select(fact => fact.Name.Split(',')[0]).ShouldBe(
        [
            "part of a lifetime within which four fifths of the entries expired", "the same", "age of the median entry when it was computed anew",
            "lifetime in the plan", "entries", "rounds",
        ]);
        finding.Facts[0].Value.ShouldBe(0.0375, 1e-6); // from the begin of the sweep before, 0.1 s earlier, to the end after 0.05 s
        finding.Facts[1].Value.ShouldBe(0);
        finding.Facts[2].Value.ShouldBe(4050, 0.01);
        finding.Subject.StatementId.ShouldBe("0123456789ab");
    }

    [Fact]
    public void Vanishes_when_lifetimes_are_spread() => Is(typeof(Outcome.Clean), Endpoint(Spread));

    [Theory] // 0.35 s and 0.45 s at the most, of 4 s, with what the sweeps at both ends do not tell
    [InlineData(0.2, typeof(Outcome.Found))]
    [InlineData(0.3, typeof(Outcome.NotRun))]
    public void Wants_them_within_a_tenth_of_a_lifetime_at_the_most(double seconds, Type outcome) => Is(outcome, Endpoint(Over(seconds)));

    [Theory] // 0.34 s and 0.44 s at the least, without what the sweeps do not tell and 0.01 s that the filling took
    [InlineData(0.54, typeof(Outcome.NotRun))]
    [InlineData(0.58, typeof(Outcome.Clean))]
    public void Clears_them_from_a_tenth_of_a_lifetime_on_at_the_least(double seconds, Type outcome) => Is(outcome, Endpoint(Over(seconds)));

    [Fact]
    public void One_round_that_is_otherwise_does_not_tell()
    {
        Is(typeof(Outcome.Found), Endpoint(Together, Spread, Together));
        Is(typeof(Outcome.Clean), Endpoint(Spread, Together, Spread));
    }

    [Fact]
    public void Two_rounds_that_disagree_say_nothing() => Is(typeof(Outcome.NotRun), Endpoint(Together, Spread));

    [Fact]
    public void Entries_that_were_not_filled_together_say_nothing()
    {
        Is(typeof(Outcome.NotRun), Filled(14));
        Is(typeof(Outcome.Found), Filled(15));

        static EndpointExpiry Filled(double entries) => Endpoint(Together) with { Rounds = [Round(Together) with { Filled = entries }] };
    }

    [Theory] // each of several processes keeps its own, or they live shorter than the plan says
    [InlineData(1, typeof(Outcome.Found))]
    [InlineData(2, typeof(Outcome.NotRun))]
    public void Entries_that_are_filled_again_at_once_say_nothing(int early, Type outcome) =>
        Is(outcome, Endpoint([.. Enumerable.Repeat(1.7, early), .. Together[early..]]));

    [Fact]
    public void Entries_that_are_not_filled_anew_say_nothing() => Is(typeof(Outcome.NotRun), Endpoint([.. Together[..14]]));

    [Fact]
    public void Sweeps_that_take_long_say_nothing() =>
        SynchronisedExpiry.Detector.Run(Evidence(Endpoint(Together) with { Rounds = [Round(Together, step: 0.3)] }))
            .ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("took too long");

    [Fact]
    public void An_endpoint_that_could_not_be_probed_is_not_run() =>
        SynchronisedExpiry.Detector.Run(Evidence(Endpoint() with { Missing = "nothing was cached" })).ShouldBeOfType<Outcome.NotRun>()
            .Reason.ShouldBe("GET /tags/{tag}: nothing was cached");

    [Fact]
    public void What_cannot_be_told_of_one_endpoint_is_told_beside_what_can_of_another()
    {
        var slow = Endpoint(Together) with { Endpoint = "GET /slow/{id}", Rounds = [Round(Together, step: 0.3)] };
        var unfilled = Endpoint([.. Together[..14]]) with { Endpoint = "GET /other/{id}" };
        var missing = Endpoint() with { Endpoint = "GET /missing/{id}", Missing = "nothing was cached" };

        var clean = SynchronisedExpiry.Detector.Run(Evidence(slow, Endpoint(Spread), missing)).ShouldBeOfType<Outcome.Clean>();
        clean.Untold.ShouldHaveSingleItem().ShouldStartWith("GET /slow/{id}: its requests took too long");
        SynchronisedExpiry.Detector.Run(Evidence(slow, Endpoint(Together))).ShouldBeOfType<Outcome.Found>().Untold.ShouldBe(clean.Untold);
        var reason = SynchronisedExpiry.Detector.Run(Evidence(slow, unfilled, missing)).ShouldBeOfType<Outcome.NotRun>().Reason;
        reason.ShouldContain("GET /slow/{id}: its requests took too long");
        reason.ShouldContain("; GET /other/{id}: in no round");
        reason.ShouldContain("; GET /missing/{id}: nothing was cached");
    }

    [Fact]
    public void Keeps_its_fingerprint_when_numbers_change() =>
        One(SynchronisedExpiry.Detector, Evidence(Endpoint(Over(0.1)))).Fingerprint
            .ShouldBe(One(SynchronisedExpiry.Detector, Evidence(Endpoint(Together))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => SynchronisedExpiry.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static void Is(Type outcome, EndpointExpiry endpoint) => SynchronisedExpiry.Detector.Run(Evidence(endpoint)).ShouldBeOfType(outcome);

    // The first entry at the end of the lifetime, the others after it in equal steps, the second and the fifteenth so far from each other.
    private static double[] Over(double seconds) => [.. Enumerable.Range(0, Entries).Select(entry => 4 + (entry * seconds / 13))];

    private static EndpointExpiry Endpoint(params double[][] rounds) => new()
    {
        Endpoint = "GET /tags/{tag}",
        Lifetime = Lifetime,
        Entries = Entries,
        Fill = ["0123456789ab"],
        Rounds = [.. rounds.Select(expiries => Round(expiries))],
    };

    /// <summary>A round in which entries expire at these times.</summary>
    /// <param name="expiries">When entries expire, in seconds; those that are not there never do.</param>
    /// <param name="step">From a sweep to the next one, in seconds; half of it the sweep takes.</param>
    private static ExpiryRound Round(double[] expiries, double step = 0.1) => new(Entries, TimeSpan.FromSeconds(0.01),
    [
        .. Enumerable.Range(1, (int)(6 / step)).Select(sweep => new ExpirySweep(
            TimeSpan.FromSeconds(sweep * step),
            TimeSpan.FromSeconds((sweep + 0.5) * step),
            expiries.Count(expiry => expiry > ((sweep - 1) * step) + 1e-9 && expiry <= (sweep * step) + 1e-9))),
    ]);

    private static EvidenceSet Evidence(params EndpointExpiry[] endpoints) =>
        Set((ExpiryProbe.Kind, new ExpiryProbe { Window = Throughout, Provenance = "test", Endpoints = endpoints }));
}
