using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Executive;

/// <summary>The objectives: target, as it is, after the fix, state.</summary>
internal static class MetricsTable
{
    /// <summary>Rows that the summary holds (a count).</summary>
    public const int Most = 6;

    /// <summary>How many objectives are met, and the worst of each endpoint.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        .. result.Slo.Count == 0
            ? Array.Empty<string>()
            : [Objective.Counted(result.Slo)],
        ShortTable.Of(Of(result), Most, ExecutiveDocument.Elsewhere),
    ];

    // After the fix stands what was measured or modelled of the first fix at the endpoint, in its own metric: never a guessed p95.
    private static Table Of(AuditResult result) => Table.Of(
        "The worst objective of each endpoint; after the fix: in the metric that was measured or modelled",
        result.Database is null ? "No objective was judged." : "A database by itself has no objectives of a service.",
        Objective.WorstFirst(result.Slo).DistinctBy(static objective => objective.Slo.Endpoint),
        Column<Objective>.Code("Endpoint", objective => objective.Slo.Endpoint),
        Column<Objective>.Words("Metric", objective => objective.Slo.Indicator),
        Column<Objective>.Number("Target", objective => objective.Target),
        Column<Objective>.Number("Current", objective => objective.Actual),
        Column<Objective>.Words("After the fix", objective => After(result, objective.Slo)),
        Column<Objective>.State("Status", objective => Words.Met(objective.Slo.Met)));

    // What a fix does to a share of failures no experiment on a database's clone tells.
    private static string After(AuditResult result, SloResult slo) => Fixes.FirstAt(result, slo.Endpoint) switch
    {
        { } first when slo.Target is not null && first.Finding.Effect is not Effect.Unknown =>
            $"finding {Format.Coordinate(first.Rank)}: {Fixes.GainOf(result, first.Finding)}",
        _ when slo.Met != true => "not measured",
        _ => "no fix needed",
    };
}
