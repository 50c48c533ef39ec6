using System.Text.Json;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>Reads what <c>--summary-export</c> and <c>handleSummary</c> write (of v2: in its old shape).</summary>
/// <remarks>
/// <code>
///   summary-export   "root_group": {"groups": {"Home": {...}}, "checks": {"a": {"passes": 1, "fails": 0}}},
///                    "metrics": {"x": {"avg": 1}}
///   handle-summary   "root_group": {"groups": [{"name": "Home"}], "checks": [{"name": "a", ...}]},
///                    "metrics": {"x": {"values": {"avg": 1}}}, "state": {"testRunDurationMs": 11041.0}
/// </code>
/// The export does not say how long the run lasted: that is the sum of a counter over its rate.
/// <para><b>Source:</b> grafana.com/docs/k6, "End of test" and "Custom summary".</para>
/// </remarks>
internal static class K6JsonSummary
{
    /// <summary>The form of the export.</summary>
    public const string SummaryExport = "summary-export";

    /// <summary>The form of what a script's own summary gets.</summary>
    public const string HandleSummary = "handle-summary";

    private const int MostChecks = 10_000;
    private const int LongestPrefix = 1000;
    private const double MsPerSecond = 1000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="RunFormException">It is no summary.</exception>
    public static ImportedRun Read(RunSource source) => K6Json.Read(source, Digest);

    private static K6Digest Digest(JsonElement root)
    {
        if (root.Get("metrics") is not { ValueKind: JsonValueKind.Object } metrics)
        {
            throw new RunFormException(null, """no metrics; expected {"metrics": {"http_req_duration": {...}}, "root_group": {...}}""");
        }

        var stats = new Dictionary<string, K6Stat>(StringComparer.Ordinal);
        var thresholds = new List<ImportedThreshold>();
        var hasValues = false;
        foreach (var metric in metrics.EnumerateObject())
        {
            hasValues |= metric.Value.Get("values") is not null;
            stats[metric.Name] = K6Stat.Of(metric.Value);
            thresholds.AddRange(K6Json.ThresholdsOf(metric.Name, metric.Value));
        }

        var checks = new List<ImportedCheck>();
        if (root.Get("root_group") is { } group)
        {
            Collect(group, "", checks);
        }

        return new K6Digest
        {
            Form = hasValues ? HandleSummary : SummaryExport,
            Metrics = stats,
            DurationS = root.Get("state")?.Number("testRunDurationMs") / MsPerSecond,
            Thresholds = thresholds,
            Checks = checks.Count > 0 ? checks : null,
            Remarks = checks.Count == MostChecks ? [$"checks beyond the first {MostChecks} are not listed"] : [],
        };
    }

    // In the file's order; groups lie within groups.
    private static void Collect(JsonElement group, string prefix, List<ImportedCheck> checks)
    {
        if (group.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var part in group.EnumerateObject())
        {
            if (part.NameEquals("checks"u8))
            {
                var named = Children(part.Value).Select(check => CheckOf(check, prefix)).OfType<ImportedCheck>();
                checks.AddRange(named.Take(MostChecks - checks.Count).ToList());
            }
            else if (part.NameEquals("groups"u8))
            {
                foreach (var child in Children(part.Value))
                {
                    var path = $"{prefix}{child.Text("name")}::";
                    Collect(child, path.Length <= LongestPrefix ? path : prefix, checks);
                }
            }
        }
    }

    private static ImportedCheck? CheckOf(JsonElement check, string prefix) =>
        check.Text("name") is { } name && CountOf(check, "passes") is { } passes && CountOf(check, "fails") is { } fails
            ? new ImportedCheck(prefix + name, passes, fails)
            : null;

    private static long? CountOf(JsonElement check, string name) =>
        check.Number(name) is { } count and >= 0 and <= 1e15 ? (long)count : null;

    private static IEnumerable<JsonElement> Children(JsonElement list) => list.ValueKind switch
    {
        JsonValueKind.Array => list.EnumerateArray(),
        JsonValueKind.Object => list.EnumerateObject().Select(static child => child.Value),
        _ => [],
    };
}
