using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Audit;

/// <summary>How much the service bears: the capacity where it was searched for, else no more than this run has shown.</summary>
internal static class CapacityChapter
{
    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) => result.Database is null
        ? OfService(result)
        : ["No rate was searched for: a database by itself has no requests. Connections and pools are in the chapter on the backend."];

    private static IEnumerable<string> OfService(AuditResult result) =>
    [
        (result.Capacity, result.Trust.Valid) switch
        {
            (null, _) => "**The capacity is not known**: the greatest rate within the objectives was not searched for.",
            ({ } capacity, false) =>
                $"Greatest rate within the objectives: {Format.Rate(capacity.Breakpoint)}, **of a run that cannot be trusted**.",
            ({ } capacity, true) => $"Greatest rate within the objectives: **{Format.Rate(capacity.Breakpoint)}**.",
        },
        ShortTable.Of(SafeRates.Of(result)),
        ShortTable.Of(Rungs(result)),
        "That the objectives held at a rate says nothing about a greater one. "
            + "Saturated pools and connections are in the chapter on the backend, with what their detectors saw.",
    ];

    private static Table Rungs(AuditResult result) => Table.Of(
        "The load at multiples of its rate, each held for a while; borne: nearly every arrival was let in, "
            + "and nearly every request answered well",
        "The load was not held at multiples of its rate, or none was offered in full.",
        result.Rungs,
        Column<RungResult>.Number("Multiple", rung => Format.Number(rung.Factor)),
        Column<RungResult>.Number("Offered", rung => Format.Rate(rung.Offered)),
        Column<RungResult>.Number("Requests", rung => Format.Count(rung.Requests)),
        Column<RungResult>.Number("Failed", rung => Format.Count(rung.Failed)),
        Column<RungResult>.Number("p50", rung => Format.Duration(rung.P50)),
        Column<RungResult>.Number("p95", rung => Format.Duration(rung.P95)),
        Column<RungResult>.State("State", rung => rung.IsBorne ? ("borne", Tone.Good) : ("not borne", Tone.Bad)));
}
