using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Analyze.Derive;

/// <summary>Says what faults under load did to the service, and what it bears while a dependency is gone.</summary>
/// <remarks>
/// A step of a fallback keeps the objectives of the plan, or does not; where the plan has none for failures, one request in a hundred may
/// fail. A step in which requests were never sent because all waited for the service is lost; one in which the sender itself was late says
/// nothing.
/// </remarks>
internal static class OutageRows
{
    /// <summary>The share of failures that is borne where the plan does not say.</summary>
    private const double MostFailed = 0.01;

    /// <summary>A row for each fault that was put on.</summary>
    /// <param name="evidence">What was collected.</param>
    /// <param name="slo">The objectives.</param>
    public static IReadOnlyList<OutageResult> Of(EvidenceSet evidence, SloPlan slo) =>
    [
        .. WiresOf(evidence.Find<OutageProbe>()?.Wires, "gone", slo),
        .. WiresOf(evidence.Find<ThrottleProbe>()?.Wires, "throttled", slo),
        .. evidence.Find<KillProbe>() is { } kill ? [Killed(kill)] : Array.Empty<OutageResult>(),
    ];

    private static IEnumerable<OutageResult> WiresOf(IReadOnlyList<OutageWire>? wires, string fault, SloPlan slo) =>
        (wires ?? []).Where(wire => wire.Missing is null)
            .Select(wire => Row(wire.Name, fault, wire.Load, lasted: wire.Until - wire.From) with
            {
                Fallback = wire.Fallback is { } fallback ? FallbackOf(fallback, slo) : null,
            });

    private static OutageResult Killed(KillProbe kill) => kill.Load is { } load
        ? Row(kill.Service, "killed", load, load.Until - load.From) with
        {
            Remark = kill.LostInFlight > 0 ? $"requests lost in flight: {kill.LostInFlight}" : null,
        }
        : Row(kill.Service, "killed", new FaultedLoad(kill.From, TimeSpan.FromSeconds(kill.Seconds.Count), kill.Seconds), lasted: null) with
        {
            TimeToRecover = null,
            Remark = $"it did not start again: {kill.StartFailure}",
        };

    private static OutageResult Row(string subject, string fault, FaultedLoad load, TimeSpan? lasted)
    {
        var during = load.Seconds.Where(second => second.Second >= (int)load.From.TotalSeconds && second.Second < load.Until.TotalSeconds)
            .ToList();
        return new OutageResult
        {
            Subject = subject,
            Fault = fault,
            Lasted = lasted,
            Requests = during.Sum(second => second.Ended - second.Refused),
            Failed = during.Sum(second => second.Failed),
            SlowestBefore = FaultWires.Before(load).Max(second => second.P95),
            SlowestDuring = during.Max(second => second.P95),
            MostInFlight = FaultWires.MostInFlight(load, (int)load.From.TotalSeconds),
            TimeToRecover = FaultWires.RecoveryOf(load)?.TimeToRecover,
        };
    }

    private static FallbackResult FallbackOf(FallbackCapacity fallback, SloPlan slo)
    {
        var result = new FallbackResult { Endpoints = fallback.Endpoints, Normal = fallback.NormalRate, Remark = fallback.Missing };
        if (fallback.Without.Count == 0)
        {
            return result;
        }

        var kept = fallback.Without.TakeWhile(step => IsKept(step, slo) == true).ToList();
        var sustained = kept.Count == 0 ? default : kept[^1].Rate;
        if (kept.Count == fallback.Without.Count)
        {
            return result with { Sustained = sustained, OfNormal = Ratio.Of(sustained.Value, fallback.NormalRate.Value) };
        }

        var first = fallback.Without[kept.Count];
        var control = fallback.With.FirstOrDefault(step => step.Rate == first.Rate);
        var remark = (IsKept(first, slo), control is null ? null : IsKept(control, slo)) switch
        {
            (null, _) => $"the sender was late at {first.Rate.Value:0.#} requests/s: more was not judged",
            (_, null) => $"whether the objectives are kept with the dependency at {first.Rate.Value:0.#} requests/s is not known",
            (_, false) => $"at {first.Rate.Value:0.#} requests/s the objectives are not kept with the dependency either",
            _ => null,
        };
        return remark is not null && kept.Count == 0
            ? result with { Remark = remark }
            : result with { Sustained = sustained, OfNormal = Ratio.Of(sustained.Value, fallback.NormalRate.Value), Remark = remark };
    }

    // Null: it says nothing.
    private static bool? IsKept(FallbackStep step, SloPlan slo)
    {
        if (step.DroppedByTarget > 0)
        {
            return false;
        }

        if (step.DroppedByGenerator > 0 || step.Endpoints.Sum(endpoint => endpoint.Requests) == 0)
        {
            return null;
        }

        var objectives = SloTable.Measured(slo, step.Endpoints, trusted: true).ToList();
        return objectives.TrueForAll(objective => objective.Met != false)
            && step.Endpoints.All(endpoint =>
                objectives.Exists(objective => objective.Endpoint == endpoint.Endpoint && objective.Indicator == "errors")
                || endpoint.Failed <= MostFailed * endpoint.Requests);
    }
}
