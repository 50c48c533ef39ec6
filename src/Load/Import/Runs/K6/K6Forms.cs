using System.Text.RegularExpressions;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>The forms in which k6 writes results, the single samples before the summaries.</summary>
/// <remarks>
/// <code>
///   --out json=FILE                 ndjson             every sample, the metrics with their thresholds' conditions
///   --out csv=FILE                  csv                every sample
///   --summary-mode, --new-machine-readable-summary, handleSummary of v2
///                                   machine-summary    {"config": ..., "results": {"metrics": [...], "checks": ...}, "version": "1.0.0"}
///   handleSummary                   handle-summary     {"metrics": {"...": {"values": {...}, "thresholds": {"...": {"ok": true}}}}}
///   --summary-export=FILE           summary-export     {"metrics": {"...": {"avg": 1, ..., "thresholds": {"...": false}}}}
///   k6 run > FILE                   text               "http_req_duration...: avg=1.23ms min=0s ..."
/// </code>
/// <b>Source:</b> grafana.com/docs/k6, "JSON", "CSV", "End of test", "Custom summary".
/// </remarks>
internal static partial class K6Forms
{
    /// <summary>What the tool is called in results.</summary>
    public const string Tool = "k6";

    // How a line of the stream begins: k6 writes the type first or the metric first, other programs put the keys in any order.
    private const string Kind = "\"type\":\\s?\"(Point|Metric)\"";
    private const string Name = "\"metric\":\\s?\"[^\"\\n]+\"";
    private const string KindFirst = Kind + ",\\s?\"(data|metric)\":";
    private const string NameFirst = Name + ",\\s?(" + Kind + "|\"data\":\\s?\\{[^\\n]*" + Kind + ")";
    private const string DataFirst =
        "\"data\":\\s?\\{[^\\n]*\"(time|value)\":[^\\n]*\\},\\s?(" + Name + ",\\s?" + Kind + "|" + Kind + ",\\s?" + Name + ")";

    /// <summary>All forms, the most telling first.</summary>
    public static IReadOnlyList<RunForm> All { get; } =
    [
        new(Tool, K6Ndjson.Form, static head => !head.IsReport && SampleLine().IsMatch(head.Text), K6Ndjson.Read),
        new(Tool, K6Csv.Form, static head => Start(head).StartsWith(K6Csv.Header, StringComparison.Ordinal), K6Csv.Read),
        new(Tool, K6MachineSummary.Form, static head => IsJson(head) && IsMachineSummary(head.Text), K6MachineSummary.Read),
        new(Tool, K6JsonSummary.HandleSummary, static head => IsSummary(head) && HasValues(head.Text), K6JsonSummary.Read),
        new(Tool, K6JsonSummary.SummaryExport, IsSummary, K6JsonSummary.Read),
        new(
            Tool, K6TextSummary.Form, static head => !IsJson(head) && !head.IsReport && IsText(K6TextLines.Plain(head.Text)),
            K6TextSummary.Read),
    ];

    private static ReadOnlySpan<char> Start(RunHead head) => head.Text.AsSpan().TrimStart("\uFEFF \t\r\n");

    private static bool IsJson(RunHead head) => Start(head) is ['{', ..];

    private static bool IsSummary(RunHead head) => IsJson(head)
        && (Has(head.Text, "\"root_group\"")
            || (Has(head.Text, "\"metrics\"") && MetricName().IsMatch(head.Text) && StatName().IsMatch(head.Text)));

    // A long list of groups may hide the metrics: there groups and checks are lists, in the export they are objects.
    private static bool HasValues(string text) => ValuesOrState().IsMatch(text);

    private static bool IsMachineSummary(string text) =>
        Has(text, "\"config\"")
        && (Has(text, "\"k6_version\"") || Has(text, "\"k6Version\"") || (Has(text, "\"execution\"") && Has(text, "\"script\"")));

    private static bool IsText(string text) =>
        (Has(text, "execution: ") && Has(text, "scenarios: ("))
        || (Has(text, " VUs, ") && Has(text, " complete and "))
        || MetricLine().IsMatch(text);

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.Ordinal);

    // Any line of the beginning: the first ones may be damaged, or what k6 prints where the samples go to the same place.
    [GeneratedRegex("(^|\\n)[ \\t]*\\{\\s?(" + KindFirst + "|" + NameFirst + "|" + DataFirst + ")",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SampleLine();

    [GeneratedRegex("\"(med|p\\(9[059]\\)|passes)\"\\s*:", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex StatName();

    [GeneratedRegex("\"(http_req_duration|http_reqs|iteration_duration|iterations|vus_max|ws_sessions|grpc_req_duration)\"",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex MetricName();

    [GeneratedRegex("\"(values|testRunDurationMs|summaryTrendStats)\"\\s*:|\"(groups|checks)\"\\s*:\\s*\\[",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ValuesOrState();

    [GeneratedRegex("(http_req_duration|http_reqs|iteration_duration|iterations|checks_total|data_received)\\.{3,}:",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex MetricLine();
}
