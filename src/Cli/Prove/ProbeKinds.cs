using Headroom.Analyze;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;

namespace Headroom.Cli.Prove;

/// <summary>Which probes a finding rests on.</summary>
internal static class ProbeKinds
{
    private static readonly string[] s_all =
    [
        EndpointStatements.Kind, ScalingProbe.Kind, DelayProbe.Kind, LimitProbe.Kind, IdempotencyProbe.Kind, StampedeProbe.Kind,
        ExpiryProbe.Kind, HangProbe.Kind, OutageProbe.Kind, ThrottleProbe.Kind, KillProbe.Kind, GrowthProbe.Kind, LoadProbe.Kind,
    ];

    /// <summary>
    /// Those that its detector cannot do without, or, where it reads nothing else, those that the run has, or the one that shows the
    /// finding where another source may; empty for a finding of no probe.
    /// </summary>
    /// <param name="finding">The finding.</param>
    /// <param name="evidence">The run.</param>
    public static IReadOnlyList<string> Of(Finding finding, EvidenceSet evidence)
    {
        var inputs = Catalogue.Detectors.FirstOrDefault(detector => detector.Info.Id == finding.Detector)?.Inputs ?? [];
        IReadOnlyList<string> needed =
            [.. inputs.Where(static input => !input.Optional && IsProbe(input)).Select(static input => input.Kind)];
        var others = inputs.All(IsProbe)
            ? inputs.Where(input => evidence.Named(input.Kind) is Collected.Present)
            : inputs.Where(input => IsProbe(input) && IsShownBy(finding, input.Kind));
        return needed.Count > 0 ? needed : [.. others.Select(static input => input.Kind)];
    }

    /// <summary>A plan's probes without those that leave other kinds of evidence.</summary>
    public static ProbePlan Only(IReadOnlyList<string> kinds, ProbePlan probes) => new()
    {
        Limit = kinds.Contains(LimitProbe.Kind) && probes.Limit,
        Idempotency = kinds.Contains(IdempotencyProbe.Kind) ? probes.Idempotency : null,
        Stampede = kinds.Contains(StampedeProbe.Kind) ? probes.Stampede : [],
        Expiry = kinds.Contains(ExpiryProbe.Kind) ? probes.Expiry : [],
        Hang = kinds.Contains(HangProbe.Kind) ? probes.Hang : null,
        Outage = kinds.Contains(OutageProbe.Kind) ? probes.Outage : null,
        Throttle = kinds.Contains(ThrottleProbe.Kind) ? probes.Throttle : null,
        Kill = kinds.Contains(KillProbe.Kind) && probes.Kill,
        Load = kinds.Contains(LoadProbe.Kind) ? probes.Load : null,
        Growth = kinds.Contains(GrowthProbe.Kind),
    };

    /// <summary>
    /// What the plan lacks that a probe needs, or null: faults and repeated writes are sent only where the plan asks for them.
    /// </summary>
    public static string? Missing(string kind, Plan plan) =>
        kind == GrowthProbe.Kind ? null
        : plan.Load is null ? "load"
        : kind == LimitProbe.Kind && !plan.Probes.Limit ? "probes.limit"
        : kind == IdempotencyProbe.Kind && plan.Probes.Idempotency is null ? "probes.idempotency"
        : kind == StampedeProbe.Kind && plan.Probes.Stampede.Count == 0 ? "probes.stampede"
        : kind == ExpiryProbe.Kind && plan.Probes.Expiry.Count == 0 ? "probes.expiry"
        : kind == HangProbe.Kind && plan.Probes.Hang is null ? "probes.hang"
        : kind == OutageProbe.Kind && plan.Probes.Outage is null ? "probes.outage"
        : kind == ThrottleProbe.Kind && plan.Probes.Throttle is null ? "probes.throttle"
        : kind == KillProbe.Kind && !plan.Probes.Kill ? "probes.kill"
        : kind == LoadProbe.Kind && plan.Probes.Load is null ? "probes.load"
        : kind == DelayProbe.Kind && plan.Service.Dependencies.Count == 0 ? "dependencies"
        : null;

    // By its first pointer: the others only add to the picture.
    private static bool IsShownBy(Finding finding, string kind) =>
        finding.Evidence is [var first, ..] && first.StartsWith($"evidence/{kind}.json", StringComparison.Ordinal);

    private static bool IsProbe(Detector.Input input) => s_all.Contains(input.Kind, StringComparer.Ordinal);
}
