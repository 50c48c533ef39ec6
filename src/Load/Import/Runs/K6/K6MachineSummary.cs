using System.Globalization;
using System.Text.Json;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>Reads k6's machine-readable summary, which is also what <c>handleSummary</c> of v2 gets.</summary>
/// <remarks>
/// <code>
///   {"config": {"duration": 11.02, "script": "..."}, "metadata": {"generated_at": "...", "k6_version": "2.2.0"}, "version": "1.0.0",
///    "results": {"checks": {"metrics": [{"name": "checks_succeeded", ...}], "results": [{"name": "...", "passes": 1, "fails": 0}]},
///                "metrics": [{"name": "http_req_duration", "type": "trend", "values": {"avg": 0.4, "p95": 1.4}}]}}
/// </code>
/// The metrics stand in no order; there are no groups. <c>config.script</c> holds the whole script, secrets included: it is never read.
/// The run began its duration before the summary was made.
/// <para><b>Source:</b> grafana.com/docs/k6, "End of test", "Machine-readable summary".</para>
/// </remarks>
internal static class K6MachineSummary
{
    /// <summary>The form.</summary>
    public const string Form = "machine-summary";

    private const int MostChecks = 10_000;
    private const double MostSeconds = 1e9;

    /// <summary>Reads a file.</summary>
    /// <exception cref="RunFormException">It is no such summary.</exception>
    public static ImportedRun Read(RunSource source) => K6Json.Read(source, Digest);

    private static K6Digest Digest(JsonElement root)
    {
        if (root.Get("results") is not { } results || results.Get("metrics") is not { ValueKind: JsonValueKind.Array } metrics)
        {
            throw new RunFormException(null, """no results; expected {"results": {"metrics": [...], "checks": {...}}}""");
        }

        var checks = results.Get("checks").GetValueOrDefault();
        List<JsonElement> all = [.. metrics.EnumerateArray(), .. checks.Items("metrics")];
        var stats = new Dictionary<string, K6Stat>(StringComparer.Ordinal);
        foreach (var metric in all)
        {
            if (metric.Text("name") is { } name)
            {
                stats[name] = K6Stat.Of(metric);
            }
        }

        double? seconds = root.Get("config")?.Number("duration") is { } duration and > 0 and < MostSeconds ? duration : null;
        List<ImportedThreshold> thresholds = [.. all.SelectMany(static metric => K6Json.ThresholdsOf(metric.Text("name") ?? "", metric))];
        List<ImportedCheck> named = [.. checks.Items("results").Select(CheckOf).OfType<ImportedCheck>().Take(MostChecks)];
        return new K6Digest
        {
            Form = Form,
            Metrics = stats,
            ChecksMetric = "checks_succeeded",
            DurationS = seconds,
            StartedAt = StartOf(root, seconds),
            Thresholds = thresholds.Count > 0 ? thresholds : null,
            Checks = named.Count > 0 ? named : null,
            Remarks = named.Count == MostChecks ? [$"checks beyond the first {MostChecks} are not listed"] : [],
        };
    }

    private static DateTimeOffset? StartOf(JsonElement root, double? seconds)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var metadata = root.Get("metadata");
        return seconds is { } lasted
            && DateTimeOffset.TryParse(
                metadata?.Text("generated_at") ?? metadata?.Text("generatedAt"), CultureInfo.InvariantCulture, Utc, out var made)
            && (made - DateTimeOffset.UnixEpoch).TotalSeconds > lasted
                ? made - TimeSpan.FromSeconds(lasted)
                : null;
    }

    private static ImportedCheck? CheckOf(JsonElement check) =>
        check.Text("name") is { } name && check.Number("passes") is { } passes and >= 0 and <= 1e15
        && check.Number("fails") is { } fails and >= 0 and <= 1e15
            ? new ImportedCheck(name, (long)passes, (long)fails)
            : null;
}
