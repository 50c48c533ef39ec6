using Headroom.Model.Results;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Audit;

/// <summary>Runs that were recorded before, beside this one; what their files do not hold is unknown, never nothing.</summary>
internal static class BaselineTables
{
    /// <summary>Beyond this many milliseconds a file's number is no latency that anybody waited for.</summary>
    private const double LongestMs = 1e12;

    /// <summary>The recorded runs.</summary>
    public static Table Runs(AuditResult result) => Table.Of(
        "Recorded runs",
        "None was given.",
        result.Baselines,
        Column<ImportedRun>.Code("File", run => run.Source),
        Column<ImportedRun>.Words("Tool", run => $"{run.Tool}, {run.Form}"),
        Column<ImportedRun>.Words("Began", run => run.StartedAt is { } time ? Format.Time(time) : Format.Unknown),
        Column<ImportedRun>.Number("Lasted", run => Milliseconds(run.DurationS * 1000)),
        Column<ImportedRun>.Number("Requests", run => Format.Count(run.Requests)),
        Column<ImportedRun>.Number("p50", run => Milliseconds(run.HttpReqDuration?.P50Ms)),
        Column<ImportedRun>.Number("p95", run => Milliseconds(run.HttpReqDuration?.P95Ms)),
        Column<ImportedRun>.Number("p99", run => Milliseconds(run.HttpReqDuration?.P99Ms)),
        Column<ImportedRun>.Number("Failed", run => Format.Percent(run.HttpReqFailed)),
        Column<ImportedRun>.Number("Checks held", run => Format.Percent(run.ChecksPass)));

    /// <summary>The endpoints of this run and of a recorded one, by name.</summary>
    public static Table SideBySide(AuditResult result, ImportedRun run) => Table.Of(
        $"This run beside {run.Source}: failures, and p95 of runs that share neither hour nor machine",
        run.Endpoints is null ? $"{run.Source} does not tell its endpoints apart." : "Neither run has an endpoint.",
        run.Endpoints is null ? [] : Pairs(result, run.Endpoints),
        Column<Pair>.Code("Endpoint", pair => pair.Name),
        Column<Pair>.Number("Failed before", pair => Failed(pair.Before)),
        Column<Pair>.Number("Failed now", pair => pair.Now is { Requests: > 0 } now ? Format.Percent(now.Error) : Format.Unknown),
        Column<Pair>.Number("p95 before", pair => Milliseconds(pair.Before?.P95Ms)),
        Column<Pair>.Number("p95 now", pair => Format.Duration(pair.Now?.Service.P95)),
        Column<Pair>.Words("Latency", pair => pair is { Before.P95Ms: not null, Now.Service.P95: not null } ? "not comparable: recorded at different times" : "not known of both"));

    /// <summary>What the tool said of its own thresholds.</summary>
    public static Table Thresholds(ImportedRun run, IReadOnlyList<ImportedThreshold> thresholds) => Table.Of(
        $"Thresholds of {run.Source}, as its tool judged them",
        "It has none.",
        thresholds,
        Column<ImportedThreshold>.State("State", threshold => threshold.Passed switch
        {
            true => ("held", Tone.Good),
            false => ("failed", Tone.Bad),
            null => ("not judged", Tone.Unknown),
        }),
        Column<ImportedThreshold>.Code("Metric", threshold => threshold.Metric),
        Column<ImportedThreshold>.Code("Expression", threshold => threshold.Expression));

    /// <summary>What people or tools said of the service, in their own words, with what the evidence says of it.</summary>
    public static Table Claims(AuditResult result) => Table.Of(
        "Claims in the words of who made them; they are no measurements",
        "Nothing was given: `headroom audit --baseline RUN` reads an analysis or a report beside a recorded run.",
        result.Claims.OrderBy(claim => claim.Verdict == ClaimVerdict.Untested),
        Column<Claim>.State("Verdict", claim => claim.Verdict switch
        {
            ClaimVerdict.Confirmed => ("confirmed", Tone.Warn),
            ClaimVerdict.Refuted => ("refuted", Tone.Good),
            _ => ("untested", Tone.Unknown),
        }),
        Column<Claim>.Words("Claim", claim => $"“{claim.Text}”"),
        Column<Claim>.Words("Why", claim => claim.Reason ?? Format.Unknown),
        Column<Claim>.Code("Finding", claim => claim.Finding ?? Format.Unknown),
        Column<Claim>.Code("Said in", claim => $"{claim.Source} {claim.Place}"));

    private sealed record Pair(string Name, ImportedEndpoint? Before, EndpointResult? Now);

    private static IEnumerable<Pair> Pairs(AuditResult result, IReadOnlyList<ImportedEndpoint> before)
    {
        var now = result.Endpoints.Select(endpoint => new Pair(endpoint.Endpoint, before.FirstOrDefault(one => IsSame(one, endpoint)), endpoint));
        var gone = before.Where(one => !result.Endpoints.Any(endpoint => IsSame(one, endpoint))).Select(one => new Pair(one.Name, one, null));
        return now.Concat(gone);
    }

    private static bool IsSame(ImportedEndpoint before, EndpointResult now) => before.Name == now.Endpoint || $"{before.Method} {before.Name}" == now.Endpoint;

    private static string Failed(ImportedEndpoint? endpoint) => endpoint is { Failed: { } failed, Requests: { } requests }
        ? $"{Format.Count(failed)} of {Format.Count(requests)}"
        : Format.Unknown;

    private static string Milliseconds(double? milliseconds) => milliseconds is >= 0 and < LongestMs and var known
        ? Format.Duration(TimeSpan.FromMilliseconds(known))
        : Format.Unknown;
}
