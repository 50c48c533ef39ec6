using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Report.Load;

/// <summary>
/// What a terminal shows at the end of a load run: trust first, then what must hold, then the numbers. Plain text, nothing cut.
/// </summary>
public static class LoadSummary
{
    private const int Width = 100;
    private const string Holds = "✓";
    private const string Fails = "✗";

    private static readonly double[] s_quantiles = [0.5, 0.95, 0.99];

    /// <summary>The summary of a run.</summary>
    /// <returns>Lines that end in a line feed; the same for the same run, in every culture.</returns>
    public static string Render(RunMetrics run, RunTrust trust) =>
        string.Concat(Lines(run, trust).Select(static line => LoadText.OneLine(line).TrimEnd() + "\n"));

    private static IEnumerable<string> Lines(RunMetrics run, RunTrust trust) =>
    [
        TrustLine.Of(run, trust),
        .. trust.Remarks.Select(static remark => $"  {remark}"),
        "",
        run.Provenance,
        .. run.EndedBecause is { } because ? [$"ended early: {because}"] : Array.Empty<string>(),
        .. Section("THRESHOLDS", Thresholds(run.Thresholds)),
        .. Section(CheckHead(run), Checks(run)),
        .. Section("LATENCY", Latency(run)),
        .. Section("ENDPOINTS", Endpoints(run)),
        .. Section("ERRORS", Errors(run)),
        .. Section("GROUPS", Groups(run)),
        .. Section("TOTALS", LoadTotals.Lines(run)),
    ];

    private static IEnumerable<string> Section(string head, IEnumerable<string> lines)
    {
        var body = lines.ToList();
        return body.Count == 0 ? [] : ["", head, .. body.Select(static line => $"  {line}")];
    }

    private static IEnumerable<string> Thresholds(IReadOnlyList<ThresholdMetrics> thresholds) => thresholds.Select(static threshold =>
        $"{(threshold.Passed ? Holds : Fails)} {threshold.Metric} {threshold.Expression}: {ThresholdText.Actual(threshold)}"
        + (threshold.Aborted ? ", which ended the run" : ""));

    private static string CheckHead(RunMetrics run)
    {
        var (passes, all) = (
            run.Endpoints.Sum(static e => e.Checks.Sum(static c => c.Passes)),
            run.Endpoints.Sum(static e => e.Checks.Sum(static c => c.Passes + c.Fails)));
        return $"CHECKS {Format.Percent(all == 0 ? null : Ratio.Of(passes, all))} of {Format.Count(all)} held";
    }

    private static IEnumerable<string> Checks(RunMetrics run) =>
        run.Endpoints.SelectMany(static endpoint => endpoint.Checks.SelectMany(check => Check(endpoint.Endpoint, check)));

    private static string[] Check(string endpoint, CheckMetrics check) => check switch
    {
        { Passes: 0, Fails: 0 } => [$"{Format.Unknown} {endpoint}: {check.Name} (never asked)"],
        { Fails: 0 } => [$"{Holds} {endpoint}: {check.Name}"],
        _ =>
        [
            $"{Fails} {endpoint}: {check.Name}",
            $"    {Format.Percent(Ratio.Of(check.Passes, check.Passes + check.Fails))}: "
                + $"{Holds} {Format.Count(check.Passes)} / {Fails} {Format.Count(check.Fails)}",
        ],
    };

    private static IEnumerable<string> Latency(RunMetrics run) => LoadText.Columns(
        [
            ["", "p50", "p90", "p95", "p99", "p99.9", "max", "mean"],
            Figures("from the intended start", LoadResults.Latency(run)),
            Figures("service, from the send", LoadResults.Service(run)),
        ],
        Width - 2);

    private static IEnumerable<string> Endpoints(RunMetrics run) => LoadText.Columns(
        [
            ["", "", "", "intended", "", "", "service", "", ""],
            ["", "requests", "failed", "p50", "p95", "p99", "p50", "p95", "p99"],
            .. run.Endpoints.Select(static endpoint => (string[])
            [
                endpoint.Endpoint,
                Format.Count(endpoint.Requests),
                endpoint.Failed == 0 ? "0" : Format.Percent(Ratio.Of(endpoint.Failed, endpoint.Requests)),
                .. Quantiles(endpoint.Latency),
                .. Quantiles(endpoint.Service),
            ]),
        ],
        Width - 2);

    private static IEnumerable<string> Errors(RunMetrics run)
    {
        var kinds = run.Endpoints
            .SelectMany(static endpoint => endpoint.Failures.Select(failure => (Kind: failure.Status, endpoint.Endpoint, failure.Count)))
            .GroupBy(static failure => failure.Kind, StringComparer.Ordinal)
            .Select(static kind => (
                Kind: kind.Key,
                Count: kind.Sum(static failure => failure.Count),
                Where: kind.OrderByDescending(static failure => failure.Count).ToList()))
            .OrderByDescending(static kind => kind.Count).ThenBy(static kind => kind.Kind, StringComparer.Ordinal)
            .ToList();
        var name = kinds.Count == 0 ? 0 : kinds.Max(static kind => kind.Kind.Length);
        var number = kinds.Count == 0 ? 0 : kinds.Max(static kind => Times(kind.Count).Length);
        return kinds.Select(kind =>
            $"{kind.Kind.PadRight(name)}  {Times(kind.Count).PadLeft(number)}  "
            + string.Join(", ", kind.Where.Select(static part => $"{part.Endpoint} {Times(part.Count)}")));
    }

    // A bare number beside a kind of error reads like a status.
    private static string Times(long count) => $"×{Format.Count(count)}";

    private static IEnumerable<string> Groups(RunMetrics run) => run.Groups.Count == 0 ? [] : LoadText.Columns(
        [
            ["", "count", "p50", "p95", "p99", "max"],
            .. run.Groups.Select(static group => (string[])
                [
                    group.Name,
                    Format.Count(group.Duration.Count),
                    .. Quantiles(group.Duration),
                    Format.Duration(LoadResults.Figures(group.Duration).Max),
                ]),
        ],
        Width - 2);

    private static string[] Figures(string name, Histogram histogram)
    {
        var figures = LoadResults.Figures(histogram);
        return
        [
            name,
            .. new[] { figures.P50, figures.P90, figures.P95, figures.P99, figures.P999, figures.Max, figures.Mean }
                .Select(Format.Duration),
        ];
    }

    private static IEnumerable<string> Quantiles(Histogram histogram) =>
        s_quantiles.Select(quantile => Format.Duration(histogram.Quantile(quantile)));
}
