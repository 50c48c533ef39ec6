using Headroom.Cli.Prove;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Tests.Unit.Analyze;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Prove;

public sealed class ProbeKindsTests
{
    private static readonly EvidenceSet Nothing = new(new Dictionary<string, Collected>());

    [Theory]
    [InlineData("n-plus-one-query", "scaling-probe")]
    [InlineData("chatty-endpoint", "endpoint-statements")]
    [InlineData("full-scan-growth", "growth-probe")]
    [InlineData("serial-round-trips", "delay-probe")]
    [InlineData("missing-rate-limit", "limit-probe")]
    [InlineData("synchronised-expiry", "expiry-probe")]
    [InlineData("lost-write", "kill-probe")]
    [InlineData("cpu-bound-endpoint", "endpoint-statements")]
    public void A_finding_rests_on_the_probe_that_its_detector_cannot_do_without(string detector, string kind) =>
        ProbeKinds.Of(Of(detector), Nothing).ShouldBe([kind]);

    [Theory]
    [InlineData("unbounded-statement")]
    [InlineData("offset-pagination")]
    [InlineData("no-detector-of-today")]
    public void Where_a_probe_only_adds_to_the_picture_the_finding_is_none_of_a_probe(string detector) => ProbeKinds.Of(Of(detector), Nothing).ShouldBeEmpty();

    [Fact]
    public void Of_probes_that_can_stand_in_for_each_other_those_that_the_run_has()
    {
        ProbeKinds.Of(Of("unfriendly-errors"), Nothing).ShouldBeEmpty();
        var hang = new HangProbe { Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.Zero), Provenance = "", Patience = TimeSpan.FromSeconds(1), Wires = [] };
        ProbeKinds.Of(Of("unfriendly-errors"), new EvidenceSet(new Dictionary<string, Collected>
        {
            [HangProbe.Kind] = new Collected.Present(hang),
            [OutageProbe.Kind] = new Collected.Failed("the plan does not ask for it"),
        })).ShouldBe([HangProbe.Kind]);
    }

    [Theory]
    [InlineData("oversubscribed-pool", "evidence/load-probe.json#/rungs/2/pools/0", "load-probe")]
    [InlineData("undersized-pool", "evidence/load-probe.json#/rungs/0/pools/1", "load-probe")]
    [InlineData("undersized-pool", "evidence/connection-pools.json#/pools/0", null)]
    [InlineData("missing-retry-after", "evidence/limit-probe.json#/endpoints/0", "limit-probe")]
    [InlineData("missing-retry-after", "evidence/run-metrics.json#/endpoints/0", null)]
    public void Of_a_probe_beside_other_sources_it_is_the_one_that_shows_the_finding(string detector, string pointer, string? kind)
    {
        string[] kinds = kind is null ? [] : [kind];

        ProbeKinds.Of(Of(detector) with { Evidence = [pointer, "evidence/host-use.json#/"] }, Nothing).ShouldBe(kinds);
    }

    [Fact]
    public void Only_what_is_asked_for_runs_again()
    {
        var all = GivenProbes.All;

        var one = ProbeKinds.Only([LimitProbe.Kind], all);
        var others = ProbeKinds.Only([ExpiryProbe.Kind, ThrottleProbe.Kind, KillProbe.Kind, LoadProbe.Kind], all);

        (one.Limit, one.Idempotency, one.Stampede.Count, one.Expiry.Count, one.Hang, one.Outage).ShouldBe((true, null, 0, 0, null, null));
        (one.Throttle, one.Kill, one.Load, one.Growth).ShouldBe((null, false, null, false));
        (others.Limit, others.Expiry, others.Throttle, others.Kill, others.Outage).ShouldBe((false, all.Expiry, all.Throttle, true, null));
        others.Load.ShouldBe(all.Load);
    }

    [Theory]
    [InlineData("limit-probe", "probes.limit")]
    [InlineData("idempotency-probe", "probes.idempotency")]
    [InlineData("stampede-probe", "probes.stampede")]
    [InlineData("expiry-probe", "probes.expiry")]
    [InlineData("hang-probe", "probes.hang")]
    [InlineData("outage-probe", "probes.outage")]
    [InlineData("throttle-probe", "probes.throttle")]
    [InlineData("kill-probe", "probes.kill")]
    [InlineData("load-probe", "probes.load")]
    [InlineData("delay-probe", "dependencies")]
    [InlineData("scaling-probe", null)]
    public void A_plan_that_asks_for_a_probe_no_more_is_told_what_it_lacks(string kind, string? missing)
    {
        var plan = new Plan { Service = new ServicePlan { Name = "shop", Url = new Uri("http://127.0.0.1:1") }, Load = SampleRun.Plan };

        ProbeKinds.Missing(kind, plan).ShouldBe(missing);
        ProbeKinds.Missing(kind, plan with { Load = null }).ShouldBe("load");
    }

    private static Finding Of(string detector) => SampleFindings.Named(detector, detector);
}
