using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Audit;

/// <summary>Load, stress, soak and chaos: which of them this run was, and what the service did.</summary>
internal static class StressChapter
{
    private const string Breaker = "missing-circuit-breaker";

    private sealed record Kind(string Name, bool IsMeasured, string Says);

    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) => result.Database is null
        ? OfService(result)
        :
        [
            "Neither load nor faults were put on: a database by itself has no requests.",
            "### All that was not tested",
            ShortTable.Of(RunTables.NotTested(result)),
        ];

    private static IEnumerable<string> OfService(AuditResult result) =>
    [
        Answer(result),
        ShortTable.Of(Kinds(result)),
        "### Behaviour while something is at fault",
        .. Area.Caution(result),
        .. Faults.Parts(result),
        ShortTable.Of(BackendAreas.Failures.Detail(result)),
        "### All that was not tested",
        ShortTable.Of(RunTables.NotTested(result)),
    ];

    private static string Answer(AuditResult result)
    {
        var kinds = Each(result).ToLookup(static kind => kind.IsMeasured, static kind => kind.Name);
        return $"Measured: {Listed(kinds[true])}. Not measured: {Listed(kinds[false])}.";
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? list : "nothing";

    private static Table Kinds(AuditResult result) => Table.Of(
        "Kinds of load, as measured",
        "",
        Each(result),
        Column<Kind>.Words("Kind", kind => kind.Name),
        Column<Kind>.State("State", kind => kind.IsMeasured ? ("measured", Tone.Plain) : ("not measured", Tone.Unknown)),
        Column<Kind>.Words("Where it is told, or why not", kind => kind.Says));

    private static IEnumerable<Kind> Each(AuditResult result) =>
    [
        Load(result),
        Stress(result),
        new("soak", false, "whether something grows over hours cannot be told from this result"),
        Fault(result, "a dependency that is gone", "gone"),
        Fault(result, "a dependency that is throttled", "throttled"),
        Hang(result),
        Fault(result, "the service killed", "killed"),
    ];

    private static Kind Load(AuditResult result)
    {
        const string planned = "load at the planned rate";
        return (result.Endpoints.Any(static endpoint => endpoint.Requests > 0), result.Trust.NeverSent) switch
        {
            (false, _) => new Kind(planned, false, "no endpoint was measured"),
            (true, { Value: > 0 } lost) => new Kind(
                $"{planned}, {Format.Percent(lost)} of which was never sent", true, "the chapter on traffic, of what was sent"),
            _ => new Kind(planned, true, "the chapter on traffic"),
        };
    }

    private static Kind Stress(AuditResult result) => result.Capacity is not null || result.Rungs.Any(rung => rung.Factor > 1)
        ? new Kind("stress beyond it", true, "the chapter on capacity")
        : new Kind("stress beyond it", false, Missing(result, "capacity"));

    private static Kind Fault(AuditResult result, string name, string fault) => result.Outages.Any(outage => outage.Fault == fault)
        ? new Kind(name, true, "the table below")
        : new Kind(name, false, Missing(result, fault));

    private static string Missing(AuditResult result, string what) =>
        result.NotTested.FirstOrDefault(one => one.Subject == what || one.Subject.EndsWith($" {what}", StringComparison.Ordinal))?.Reason
        ?? result.NotTested.FirstOrDefault(one => what != "capacity" && one.Subject == "failure behaviour")?.Reason
        ?? "the result does not say why";

    private static Kind Hang(AuditResult result) => Faults.HasHung(result)
        ? new Kind("a dependency that hangs", true, "the list below, and the detectors")
        : new Kind("a dependency that hangs", false, ReasonOf(result, Breaker));

    private static string ReasonOf(AuditResult result, string detector) =>
        result.Outcomes.FirstOrDefault(outcome => outcome.Detector == detector)?.Reason ?? "no detector of it ran";
}
