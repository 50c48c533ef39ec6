using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Analyze.Derive;

/// <summary>A probe that a plan may ask for, and what became of it. The trials of caches are none: they try remedies.</summary>
internal sealed record PlannedProbe
{
    private const string NotOffered = "the generator could not offer it";

    /// <summary>Its key under <c>probes</c> in the plan: "kill".</summary>
    public required string Key { get; init; }

    /// <summary>The kind of its evidence.</summary>
    public required string Kind { get; init; }

    /// <summary>What it does to the service or to its dependencies: "dependencies gone"; null: it only sends requests.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether the plan asks for it.</summary>
    public required bool IsAsked { get; init; }

    /// <summary>What was collected; null: nothing.</summary>
    public required Collected? State { get; init; }

    /// <summary>How many endpoints, dependencies or rates it was to tell of; 0: it tells of the service as a whole, or had nothing to ask.</summary>
    public required int Parts { get; init; }

    /// <summary>Those of them that it told nothing of, and why.</summary>
    public required IReadOnlyList<NotTested> Untold { get; init; }

    /// <summary>Whether it was asked for and told nothing at all, though there was something to ask: its silence is no pass.</summary>
    public bool IsSilent => IsAsked && (State is not Collected.Present || (Parts > 0 && Untold.Count == Parts));

    /// <summary>Every probe of the plan but the ones of every audit.</summary>
    public static IReadOnlyList<PlannedProbe> Of(ProbePlan probes, EvidenceSet evidence) =>
    [
        Over<LimitProbe>(evidence, "limit", probes.Limit, static probe =>
            probe.Endpoints.Select(static endpoint => ($"a burst of {endpoint.Endpoint}", endpoint.Missing))),
        Over<IdempotencyProbe>(evidence, "idempotency", probes.Idempotency is not null, static probe =>
            probe.Endpoints.Select(static endpoint => ($"repeats of {endpoint.Endpoint}", endpoint.Missing))),
        Over<RepeatedReads>(evidence, "repeated_reads", probes.RepeatedReads is not null),
        Over<StampedeProbe>(evidence, "stampede", probes.Stampede.Count > 0, static probe =>
            probe.Endpoints.Select(static endpoint => ($"expiry of {endpoint.Endpoint}", endpoint.Missing))),
        Over<ExpiryProbe>(evidence, "expiry", probes.Expiry.Count > 0, static probe =>
            probe.Endpoints.Select(static endpoint => ($"lifetimes of {endpoint.Endpoint}", endpoint.Missing))),
        Over<HangProbe>(evidence, "hang", probes.Hang is not null, static probe =>
            probe.Wires.Select(static wire => ($"{wire.Name} hanging", wire.Missing))) with { Fault = "dependencies hanging" },
        Over<OutageProbe>(evidence, "outage", probes.Outage is not null, static probe =>
            probe.Wires.Select(static wire => ($"{wire.Name} gone", wire.Missing))) with { Fault = "dependencies gone" },
        Over<ThrottleProbe>(evidence, "throttle", probes.Throttle is not null, static probe =>
            probe.Wires.Select(static wire => ($"{wire.Name} throttled", wire.Missing))) with { Fault = "dependencies throttled" },
        Over<KillProbe>(evidence, "kill", probes.Kill) with { Fault = "the service killed" },
        Over<LoadProbe>(evidence, "load", probes.Load is not null, static probe => probe.Rungs.Select(static rung =>
            ($"the load at {rung.Factor.ToString(CultureInfo.InvariantCulture)} times its rate", rung.IsOffered() ? null : NotOffered))),
        Over<GrowthProbe>(evidence, "growth", probes.Growth), // what it could not try is told by its detector
    ];

    /// <summary>
    /// Whether a detector had nothing to look at only because the plan does not ask for its probes: all that it needs and lacks is theirs.
    /// </summary>
    /// <param name="detector">A detector that did not run.</param>
    /// <param name="evidence">What was collected.</param>
    /// <param name="probes">The probes of the plan.</param>
    public static bool AreUnasked(Detector detector, EvidenceSet evidence, IReadOnlyList<PlannedProbe> probes)
    {
        var absent = detector.Inputs.Where(input => evidence.Named(input.Kind) is not Collected.Present).ToList();
        var needed = absent.Count == detector.Inputs.Count ? absent : [.. absent.Where(static input => !input.Optional)];
        return needed.Count > 0 && needed.All(input => probes.Any(probe => probe.Kind == input.Kind && !probe.IsAsked));
    }

    private static PlannedProbe Over<T>(
        EvidenceSet evidence, string key, bool isAsked, Func<T, IEnumerable<(string What, string? Missing)>>? partsOf = null)
        where T : class, IEvidence<T>
    {
        var parts = evidence.Find<T>() is { } told ? partsOf?.Invoke(told).ToList() : null;
        return new PlannedProbe
        {
            Key = key,
            Kind = T.Kind,
            IsAsked = isAsked,
            State = evidence.Named(T.Kind),
            Parts = parts?.Count ?? 0,
            Untold = [.. (parts ?? []).Where(part => part.Missing is not null).Select(part => new NotTested(part.What, part.Missing!))],
        };
    }
}
