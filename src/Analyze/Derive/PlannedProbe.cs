using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Analyze.Decide;

/// <summary>The probes that a plan asks for, and that told nothing at all: their silence is no pass.</summary>
/// <remarks>
/// A probe that told something of some endpoints or dependencies has run; what it does not know of the others is listed as not tested. The
/// trials of caches are none of them: they try remedies.
/// </remarks>
internal static class AskedProbes
{
    /// <summary>Their keys in the plan: "probes.kill".</summary>
    public static IEnumerable<string> Silent(ProbePlan probes, EvidenceSet evidence)
    {
        bool Has<T>()
            where T : class, IEvidence<T> => evidence.Find<T>() is not null;
        return new (bool IsAsked, string Key, bool HasTold)[]
        {
            (probes.Limit, "limit", Has<LimitProbe>()),
            (probes.Idempotency is not null, "idempotency", Has<IdempotencyProbe>()),
            (probes.RepeatedReads is not null, "repeated_reads", Has<RepeatedReads>()),
            (probes.Stampede.Count > 0, "stampede", Has<StampedeProbe>()),
            (probes.Expiry.Count > 0, "expiry", Has<ExpiryProbe>()),
            (probes.Hang is not null, "hang", HasTold(evidence.Find<HangProbe>()?.Wires.Select(static wire => wire.Missing))),
            (probes.Outage is not null, "outage", HasTold(evidence.Find<OutageProbe>()?.Wires.Select(static wire => wire.Missing))),
            (probes.Throttle is not null, "throttle", HasTold(evidence.Find<ThrottleProbe>()?.Wires.Select(static wire => wire.Missing))),
            (probes.Kill, "kill", Has<KillProbe>()),
            (probes.Load is not null, "load", Has<LoadProbe>()),
            (probes.Growth, "growth", Has<GrowthProbe>()),
        }.Where(static probe => probe.IsAsked && !probe.HasTold).Select(static probe => $"probes.{probe.Key}");
    }

    private static bool HasTold(IEnumerable<string?>? missing) => missing?.Contains(null) == true;
}
