using Headroom.Model.Results;
using Headroom.Report.Load;

namespace Headroom.Report.Comparisons;

/// <summary>What a terminal shows of two recorded runs: what got worse first, then what was compared, then what is no evidence.</summary>
public static class DiffText
{
    /// <summary>Lines of one kind that are shown (a count); the document has all.</summary>
    private const int Most = 12;

    /// <summary>The lines.</summary>
    /// <returns>Lines that end in a line feed; the same for the same runs, in every culture.</returns>
    public static string Render(RunDiff diff) => string.Concat(Lines(diff).Select(static line => LoadText.OneLine(line).TrimEnd() + "\n"));

    private static IEnumerable<string> Lines(RunDiff diff) =>
    [
        diff.Verdict switch { DiffVerdict.NoRegression => "NO REGRESSION", DiffVerdict.Regressed => "REGRESSED", _ => "CANNOT TELL" },
        .. Shown(diff.Reasons, reason => $"  {reason}"),
        "",
        $"  base  {Run(diff.Base)}",
        $"  head  {Run(diff.Head)}",
        .. diff.Unlike.Select(unlike => $"  {unlike}"),
        .. Counters(diff.Counters),
        .. Failures(diff),
        .. Routes(diff),
        .. Findings(diff.Findings),
        .. Latency(diff),
    ];

    private static string Run(DiffedRun run) =>
        $"{run.RunId}  {Format.Time(run.StartedAt)}  {run.Url}"
        + (run.Requests == 0 ? "" : $"  {Format.Several(run.Requests, "request")}")
        + (run.Commit is { } commit ? $"  commit {Format.Short(commit, 12)}" : "");

    private static IEnumerable<string> Counters(IReadOnlyList<CounterDiff> counters)
    {
        var changed = counters.Where(counter => counter.Outcome != DiffOutcome.Same).ToList();
        return counters.Count == 0 ? ["", "Counted work: the runs have none in common"] :
        [
            "",
            $"Counted work: {Format.Count(counters.Count)} compared, {Format.Count(changed.Count)} changed",
            .. Shown(changed, counter =>
                $"  {Word(counter.Outcome)}  {counter.Counter.Replace('_', ' ')}  {Format.Number(counter.Base)} → "
                + $"{Format.Number(counter.Head)}  "
                + Format.Short(counter.Query is { } query ? $"{counter.Subject}: {query}" : counter.Subject, 70)),
        ];
    }

    // Those that the reasons show are not shown again.
    private static IEnumerable<string> Routes(RunDiff diff)
    {
        var routes = diff.Routes.Except(diff.Reasons.Take(Most), StringComparer.Ordinal).ToList();
        return routes.Count == 0 ? [] : ["", "Endpoints", .. Shown(routes, route => $"  {route}")];
    }

    private static IEnumerable<string> Failures(RunDiff diff)
    {
        var failures = diff.Failures;
        var changed = failures.Where(failure => failure.Outcome != DiffOutcome.Same || failure.NewStatus.Count > 0).ToList();
        return failures.Count == 0 ? [] :
        [
            "",
            $"Failures: {Format.Several(failures.Count, "endpoint or check", "endpoints and checks")} compared, "
                + $"{Format.Count(changed.Count(failure => failure.Outcome != DiffOutcome.Same))} changed",
            .. Shown(changed, failure =>
                $"  {Word(failure.Outcome)}  {failure.Endpoint}{(failure.Check is { } check ? $", check \"{check}\"" : "")}  "
                + $"{Format.Count(failure.BaseFailed)} of {Format.Count(failure.BaseTotal)} → "
                + $"{Format.Count(failure.HeadFailed)} of {Format.Count(failure.HeadTotal)}"
                + (failure.NewStatus.Count == 0 ? "" : $"  {Kinds(failure, diff)}")),
        ];
    }

    // A new kind of failure is told though there are hardly more failures, or the loads let nobody judge.
    private static string Kinds(FailureDiff failure, RunDiff diff)
    {
        var kinds = string.Join(", ", failure.NewStatus);
        return failure.Outcome != DiffOutcome.Same ? $"new: {kinds}"
            : $"{kinds}, which the base run did not have; failures in all "
                + (diff.Unlike.Count == 0 ? "rose by no more than chance or a thousandth" : "are not judged");
    }

    private static IEnumerable<string> Findings(IReadOnlyList<FindingDiff> findings)
    {
        var changed = findings.Where(finding => finding.Base != finding.Head || finding.BaseFingerprint is not null).ToList();
        return findings.Count == 0 ? [] :
        [
            "",
            $"Findings: {Format.Count(findings.Count(finding => finding is { Base: null, Unseen: null }))} new, "
                + $"{Format.Count(findings.Count(finding => finding is { Head: null, Unseen: null }))} gone, "
                + $"{Format.Count(findings.Count(finding => finding is { Base: not null, Head: not null }))} in both, "
                + $"{Format.Count(findings.Count(finding => finding.Unseen is not null))} that one run did not look for",
            .. Shown(changed, finding =>
                $"  {Change(finding)}  {Format.Short(finding.Title, 90)}"
                + (finding.Unseen is { } why ? $" (not compared: {Format.Short(why, 60)})" : "")
                + (finding.BaseFingerprint is { } earlier ? $" (in the base run {Format.Short(earlier, 60)})" : "")),
        ];
    }

    private static string Change(FindingDiff finding) => (finding.Base, finding.Head) switch
    {
        (null, { } severity) => $"{(finding.Unseen is null ? "new " : "head")}  {severity.ToString().ToLowerInvariant()}",
        ({ } severity, null) => $"{(finding.Unseen is null ? "gone" : "base")}  {severity.ToString().ToLowerInvariant()}",
        _ => $"{finding.Base.ToString()!.ToLowerInvariant()} → {finding.Head.ToString()!.ToLowerInvariant()}",
    };

    private static IEnumerable<string> Latency(RunDiff diff) => diff.Latency.Count == 0 ? [] :
    [
        "",
        $"Latency: not comparable; {diff.LatencyReason}",
        .. Shown(diff.Latency, row =>
            $"  p95 {Format.Duration(row.Base.P95),10} | {Format.Duration(row.Head.P95),10}  "
            + $"at {Format.Number(row.BaseRate.Value)}/s | {Format.Number(row.HeadRate.Value)}/s  {row.Endpoint}"),
        $"  to settle it: {diff.LatencyCommand}",
    ];

    // What is neither worse nor better is shown where it fails in a new way.
    private static string Word(DiffOutcome outcome) =>
        outcome switch { DiffOutcome.Worse => "WORSE ", DiffOutcome.Better => "better", _ => "new   " };

    private static IEnumerable<string> Shown<T>(IReadOnlyList<T> items, Func<T, string> line) =>
        items.Take(Most).Select(line).Concat(items.Count > Most ? [$"  and {Format.Count(items.Count - Most)} more: --json has all"] : []);
}
