using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Audit;

/// <summary>What could be observed, what could not, and which detectors were silent for it.</summary>
internal static class ObservabilityChapter
{
    private sealed record Source(string Name, bool IsThere);

    private sealed record Silence(string Reason, IReadOnlyList<string> Detectors);

    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        string.Join("; ", Each(result).Where(static source => !source.IsThere).Select(static source => source.Name))
            is { Length: > 0 } missing
            ? $"Missing, of what an audit observes: {missing}."
            : "Everything in the first table was observed.",
        ShortTable.Of(Sources(result)),
        ShortTable.Of(Silences(result)),
        "### Records of the server",
        ShortTable.Of(BackendAreas.Records.Detail(result)),
        "### Records of the service",
        "Logs, traces, dashboards and alerts of the service were not looked at: the result holds none.",
    ];

    private static Table Sources(AuditResult result) => Table.Of(
        "What was observed",
        "",
        Each(result),
        Column<Source>.Words("Source", source => source.Name),
        Column<Source>.State("State", source => source.IsThere ? ("there", Tone.Good) : ("missing", Tone.Unknown)));

    private static IEnumerable<Source> Each(AuditResult result) => result.Database is { } database
        ?
        [
            new("statements of the database", result.Statements.Count > 0),
            new("tables of the catalogue", database.Tables.Count > 0),
            new("settings of the server", database.Settings.Count > 0),
        ]
        : OfService(result);

    private static IEnumerable<Source> OfService(AuditResult result) =>
    [
        new("requests of the load, by endpoint", result.Endpoints.Any(static endpoint => endpoint.Requests > 0)),
        new("the load second by second", result.Seconds.Count > 0),
        new("who used the processors", result.Host is not null),
        new("statements of the database", result.Statements.Count > 0),
        new("statements of each endpoint alone", result.Endpoints.Any(endpoint => endpoint.StatementsPerRequest is not null)),
        new("where the time of a request goes", result.Layers.Count > 0),
        new("what grows with the rows returned", result.Scaling.Count > 0),
        new("faults under load", result.Outages.Count > 0),
        new("the commit of the source", result.Manifest.Commit is not null),
    ];

    private static Table Silences(AuditResult result) => Table.Of(
        "What was missing, and which detectors did not run for it",
        result.Outcomes.Count == 0 ? "No detector ran." : "Every detector that was asked for ran or does not apply.",
        result.Outcomes.Where(static outcome => Words.IsSilent(outcome) && !Words.IsUnasked(outcome))
            .GroupBy(outcome => outcome.Reason ?? Words.Outcome(outcome.Outcome).Label, StringComparer.Ordinal)
            .OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal)
            .Select(same => new Silence(same.Key, [.. same.Select(outcome => outcome.Detector)])),
        Column<Silence>.Words("Missing", silence => silence.Reason),
        Column<Silence>.Names("Detectors", silence => silence.Detectors));
}
