using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Analyze.Decide;

/// <summary>The probes that a plan asks for, and that told nothing at all: their silence is no pass.</summary>
/// <remarks>
/// A probe that told something of some endpoints or dependencies has run; what it does not know of the others is listed as not tested.
/// </remarks>
internal static class AskedProbes
{
    /// <summary>Their keys in the plan: "probes.kill".</summary>
    public static IEnumerable<string> Failed(ProbePlan probes, EvidenceSet evidence) => new (bool IsAsked, string Key, string Kind)[]
    {
        (probes.Limit, "limit", LimitProbe.Kind),
        (probes.Idempotency is not null, "idempotency", IdempotencyProbe.Kind),
        (probes.RepeatedReads is not null, "repeated_reads", RepeatedReads.Kind),
        (probes.Stampede.Count > 0, "stampede", StampedeProbe.Kind),
        (probes.Expiry.Count > 0, "expiry", ExpiryProbe.Kind),
        (probes.Hang is not null, "hang", HangProbe.Kind),
        (probes.Outage is not null, "outage", OutageProbe.Kind),
        (probes.Throttle is not null, "throttle", ThrottleProbe.Kind),
        (probes.Kill, "kill", KillProbe.Kind),
        (probes.Load is not null, "load", LoadProbe.Kind),
        (probes.Growth, "growth", GrowthProbe.Kind),
    }.Where(probe => probe.IsAsked && evidence.Named(probe.Kind) is Collected.Failed).Select(static probe => $"probes.{probe.Key}");
}
