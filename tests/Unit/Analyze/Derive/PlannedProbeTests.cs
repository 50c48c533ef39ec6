using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class PlannedProbeTests
{
    private const string Cause = "it was answered with 401";

    private static readonly Window s_window = new(DateTimeOffset.UnixEpoch, TimeSpan.Zero);

    public static TheoryData<string, string> Parts => new()
    {
        { "limit", "a burst of GET /a" },
        { "idempotency", "repeats of GET /a" },
        { "stampede", "expiry of GET /a" },
        { "expiry", "lifetimes of GET /a" },
        { "hang", "prices hanging" },
        { "outage", "prices gone" },
        { "throttle", "prices throttled" },
        { "load", "the load at 0.5 times its rate" },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void One_that_told_nothing_of_its_only_part_is_silent_and_says_why(string key, string part)
    {
        var (silent, told) = (Probe(key, isTold: false), Probe(key, isTold: true));

        silent.IsSilent.ShouldBeTrue();
        silent.Untold.ShouldHaveSingleItem().Subject.ShouldBe(part);
        told.IsSilent.ShouldBeFalse();
        told.Untold.ShouldBeEmpty();
    }

    [Fact]
    public void All_that_were_asked_for_and_left_nothing_are_silent()
    {
        PlannedProbe.Of(GivenProbes.All, Given.Set()).ShouldAllBe(static probe => probe.IsSilent);
        PlannedProbe.Of(new ProbePlan(), Given.Set()).ShouldAllBe(static probe => !probe.IsSilent);
    }

    private static PlannedProbe Probe(string key, bool isTold) =>
        PlannedProbe.Of(GivenProbes.All, Set(isTold ? null : Cause, isTold ? 0 : 100)).Single(probe => probe.Key == key);

    private static EvidenceSet Set(string? missing, long lost) => Given.Set(
        (LimitProbe.Kind, new LimitProbe { Window = s_window, Provenance = "", Endpoints = [Burst(missing)] }),
        (IdempotencyProbe.Kind, new IdempotencyProbe
        {
            Window = s_window,
            Provenance = "",
            Endpoints = [new EndpointRetries { Endpoint = "GET /a", CountsRows = false, Rounds = [], Missing = missing }],
        }),
        (StampedeProbe.Kind, new StampedeProbe
        {
            Window = s_window,
            Provenance = "",
            Endpoints =
                [new EndpointStampede { Endpoint = "GET /a", Dropped = "", Concurrency = 16, Fill = [], Rounds = [], Missing = missing }],
        }),
        (ExpiryProbe.Kind, new ExpiryProbe
        {
            Window = s_window,
            Provenance = "",
            Endpoints =
            [
                new EndpointExpiry
                {
                    Endpoint = "GET /a", Lifetime = TimeSpan.FromSeconds(1), Entries = 0, Fill = [], Rounds = [], Missing = missing,
                },
            ],
        }),
        (HangProbe.Kind, new HangProbe
        {
            Window = s_window,
            Provenance = "",
            Patience = TimeSpan.FromSeconds(10),
            Wires = [new HungWire { Name = "prices", Dependency = DependencyKind.Http, Missing = missing }],
        }),
        (OutageProbe.Kind, new OutageProbe { Window = s_window, Provenance = "", Wires = [Gone(missing)] }),
        (ThrottleProbe.Kind, new ThrottleProbe
        {
            Window = s_window,
            Provenance = "",
            Delay = TimeSpan.FromSeconds(1),
            KilobytesPerSecond = 64,
            Patience = TimeSpan.FromSeconds(10),
            Wires = [Gone(missing)],
        }),
        (LoadProbe.Kind, new LoadProbe
        {
            Window = s_window,
            Provenance = "",
            Instances = 1,
            Rungs = [GivenServer.Rung(0.5) with { Lost = lost }],
        }));

    private static EndpointBurst Burst(string? missing) => new()
    {
        Endpoint = "GET /a",
        Sent = 0,
        Accepted = 0,
        Elapsed = TimeSpan.Zero,
        Refusals = [],
        Missing = missing,
    };

    private static OutageWire Gone(string? missing) => new() { Name = "prices", Dependency = DependencyKind.Http, Missing = missing };
}
