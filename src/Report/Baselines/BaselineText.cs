using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Report.Load;
using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report.Baselines;

/// <summary>What a terminal shows of recorded runs, of where their requests failed, and of a fresh run beside one.</summary>
public static class BaselineText
{
    /// <summary>Lines of one kind that are shown (a count); the document has all.</summary>
    private const int Most = 12;

    /// <summary>What was imported.</summary>
    /// <param name="runs">The runs with their table, the claims, and what could not be read.</param>
    /// <returns>Lines that end in a line feed; the same for the same runs, in every culture.</returns>
    public static string Render(ImportedRuns runs) => Written(
    [
        $"{Format.Several(runs.Runs.Count, "run")}, {Format.Several(runs.Claims.Count, "claim")}"
            + (runs.Profiles.Count == 0 ? "" : $", {Format.Several(runs.Profiles.Count, "profile")}")
            + (runs.Failures.Count == 0 ? "" : $", {Format.Several(runs.Failures.Count, "file")} that could not be read")
            + (runs.Skipped == 0 ? "" : $", {Format.Count(runs.Skipped)} other"),
        .. runs.Failures.Count == 0
            ? Array.Empty<string>()
            : [$"NOT COMPLETE: {Format.Several(runs.Failures.Count, "file")} could not be read; nothing below is of "
                + string.Join(", ", runs.Failures.Take(Most).Select(static failure => failure.Source))
                + (runs.Failures.Count > Most ? ", ..." : "")],
        .. runs.Baseline is { Rows: [_, ..] rows } ? Runs(rows) : [],
        .. runs.Runs.SelectMany(static run => Crossed(run)),
        .. runs.Runs.Where(static run => run.Remarks.Count > 0).SelectMany(static run =>
            (string[])["", $"{run.Source}: remarks", .. run.Remarks.Select(static remark => $"  {remark}")]),
        .. Claims(runs.Claims),
        .. runs.Profiles.SelectMany(static profile => Profile(profile)),
    ]);

    /// <summary>A fresh run beside one that was recorded before.</summary>
    /// <returns>Lines that end in a line feed; the same for the same runs, in every culture.</returns>
    public static string Render(BaselineComparison comparison) => Written(
    [
        BaselineWords.Of(comparison.Verdict).Label,
        .. Shown(comparison.Reasons, static reason => $"  {reason}"),
        .. Runs([comparison.Base, comparison.Head]),
        .. comparison.Unlike.Select(static unlike => $"  {unlike}"),
        .. Failures(comparison.Failures),
        .. comparison.NewStatus.Count == 0
            ? Array.Empty<string>()
            : ["", "New classes of statuses", .. Shown(comparison.NewStatus, static status => $"  {status}")],
        .. Routes(comparison.Routes),
        .. Counters(comparison.Counters),
        "",
        $"Latency: not comparable; {comparison.LatencyReason}",
        .. Shown(comparison.Latency, static row =>
            $"  p95 {BaselineWords.Milliseconds(row.BaseP95Ms),10} | {BaselineWords.Milliseconds(row.HeadP95Ms),10}  {row.Endpoint}"),
        $"  to settle it: {comparison.LatencyCommand}",
    ]);

    private static IEnumerable<string> Crossed(ImportedRun run)
    {
        var crossed = (run.Thresholds ?? []).Where(static threshold => threshold.Passed == false).ToList();
        return crossed.Count == 0 ? [] :
        [
            "",
            $"{run.Source}: thresholds crossed",
            .. Shown(crossed, static threshold => $"  {threshold.Metric} {threshold.Expression}"),
        ];
    }

    private static IEnumerable<string> Profile(CodeProfile profile) =>
    [
        "",
        LoadText.OneLine(ProfileTables.Caption(profile)),
        .. LoadText.Columns(
            [
                ["function", "by itself", "share", "with callees", "share"],
                .. profile.Functions.Take(Most).Select(function => (string[])
                [
                    LoadText.OneLine(function.Name), ProfileTables.Amount(profile, function.Own),
                    ProfileTables.Share(profile, function.Own),
                    ProfileTables.Amount(profile, function.Cumulative), ProfileTables.Share(profile, function.Cumulative),
                ]),
            ],
            Screen.Width),
        .. profile.Remarks.Select(static remark => $"  {remark}"),
    ];

    /// <summary>
    /// The lines of an audit's summary: each run that it was held against, and the claims; none when there was no baseline.
    /// </summary>
    internal static IEnumerable<string> Summary(AuditResult result)
    {
        if (result.Comparisons is [var first, ..])
        {
            yield return "";
            yield return Screen.Short(
                $"Beside {first.Base.Source}: {BaselineWords.Of(first.Verdict).Label}; {(first.Reasons is [var reason, ..] ? reason : "")}",
                0);
            yield return Screen.Short($"  latency is not comparable: {first.LatencyCommand}", 0);
        }

        if (result.Claims.Count > 0)
        {
            var counts = result.Claims.GroupBy(static claim => claim.Verdict).OrderByDescending(static same => same.Key)
                .Select(static same => $"{Format.Count(same.Count())} {BaselineWords.Of(same.Key).Label}");
            yield return $"Claims: {string.Join(", ", counts)}";
        }
    }

    private static IEnumerable<string> Runs(IReadOnlyList<BaselineRow> rows) =>
    [
        "",
        .. LoadText.Columns(
            [
                ["run", "tool", "requests", "rate", "p95", "failed", "checks", "reads failed", "writes failed"],
                .. rows.Select(static row => (string[])
                [
                    LoadText.OneLine(row.Source), row.Tool, Format.Count(row.Requests), Format.Rate(row.Rate),
                    BaselineWords.Milliseconds(row.P95Ms), Format.Percent(row.HttpReqFailed),
                    Format.Percent(row.ChecksPass), BaselineWords.Share(row.Reads), BaselineWords.Share(row.Writes),
                ]),
            ],
            Screen.Width),
        .. rows.SelectMany(static row => Places(row)),
    ];

    private static IEnumerable<string> Places(BaselineRow row) =>
    [
        .. row.Untold is { } why ? ["", $"{row.Source}: {why}"] : Array.Empty<string>(),
        .. row.Concentrations.All(static place => place.PValue is null) ? [] : new[] { "", $"{row.Source}: failures that stand out" },
        .. row.Concentrations.Count > 0 || row.Untold is not null || row.Spread is null
            ? []
            : new[] { "", $"{row.Source}: failures, no endpoint stands out" },
        .. BaselineWords.Places(row).Take(Most).SelectMany(static place => (string[])
        [
            $"  {place.Endpoint}{(place.IsWrite is { } isWrite ? $" ({BaselineWords.Kind(isWrite)})" : "")}: "
                + $"{BaselineWords.Share(place.Failed, place.Requests)}"
                + (place.OtherRequests == 0 ? "" : $", the rest {BaselineWords.Share(place.OtherFailed, place.OtherRequests)}"),
            $"    {BaselineWords.Of(place.Verdict)}: {string.Join("; ", place.Reasons)}",
        ]),
    ];

    private static IEnumerable<string> Failures(IReadOnlyList<ComparedFailures> rows)
    {
        var told = rows.Where(static row => row.Outcome != DiffOutcome.Same || row.NotJudged is not null).ToList();
        return rows.Count == 0 ? ["", "Failures: the runs have no endpoint and no check in common"] :
        [
            "",
            $"Failures: {Format.Several(rows.Count, "endpoint or check", "endpoints and checks")} compared, "
                + $"{Format.Count(rows.Count(static row => row.Outcome != DiffOutcome.Same))} changed, "
                + $"{Format.Count(rows.Count(static row => row.NotJudged is not null))} not judged",
            .. Shown(told, static row =>
                $"  {BaselineWords.Of(row).Label,-10}  {row.Endpoint}{(row.Check is { } check ? $", check \"{check}\"" : "")}  "
                + $"{Format.Count(row.BaseFailed)} of {Format.Count(row.BaseTotal)} → "
                + $"{Format.Count(row.HeadFailed)} of {Format.Count(row.HeadTotal)}"
                + (row.NotJudged is { } why ? $"  ({why})" : "")),
        ];
    }

    private static IEnumerable<string> Routes(IReadOnlyList<ComparedRoute> routes)
    {
        var open = routes.Where(static route => route.Answers != true).ToList();
        return open.Count == 0 ? [] :
        [
            "",
            "Endpoints of the earlier run",
            .. Shown(open, static route => $"  {BaselineWords.Of(route).Label,-15}  {route.Endpoint}"),
        ];
    }

    private static IEnumerable<string> Counters(IReadOnlyList<CounterDiff> counters)
    {
        var changed = counters.Where(static counter => counter.Outcome != DiffOutcome.Same).ToList();
        return counters.Count == 0 ? [] :
        [
            "",
            $"Counted work: {Format.Count(counters.Count)} compared, {Format.Count(changed.Count)} changed",
            .. Shown(changed, static counter =>
                $"  {(counter.Outcome == DiffOutcome.Worse ? "WORSE " : "better")}  {counter.Counter.Replace('_', ' ')}  "
                + $"{Format.Number(counter.Base)} → {Format.Number(counter.Head)}  {Format.Short(counter.Subject, 60)}"),
        ];
    }

    private static IEnumerable<string> Claims(IReadOnlyList<Claim> claims) => claims.Count == 0 ? [] :
    [
        "",
        "Claims, untested until an audit holds evidence against them (headroom audit --baseline)",
        .. Shown(claims, static claim =>
            $"  {claim.Source} {claim.Place}: {Format.Short(claim.Text, 90)}"
            + (claim.Detector is { } detector ? $"  ({detector} can tell)" : "")),
    ];

    private static IEnumerable<string> Shown<T>(IReadOnlyList<T> items, Func<T, string> line) =>
        items.Take(Most).Select(line).Concat(items.Count > Most ? [$"  and {Format.Count(items.Count - Most)} more: --json has all"] : []);

    private static string Written(IEnumerable<string> lines) =>
        string.Concat(lines.Select(static line => LoadText.OneLine(line).TrimEnd() + "\n"));
}
