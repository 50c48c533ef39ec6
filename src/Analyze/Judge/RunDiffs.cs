using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Analyze.Judge;

/// <summary>A run that was recorded, judged by the rules of today.</summary>
/// <param name="Evidence">What was observed.</param>
/// <param name="Result">What it shows.</param>
public sealed record RecordedRun(EvidenceSet Evidence, AuditResult Result);

/// <summary>Holds two recorded runs against each other: counted work, failures and findings are judged, latency is not.</summary>
/// <remarks>
/// Runs of different hours share no noise, so a difference of latency may be the machine's (Mozilla counts 12.5 % false alerts with adjacent runs
/// on hosts of its own; 36 of 39 adjacent runs of one and the same server differed by more than 10 % in p95). Counted work and failures do not
/// depend on the machine's pace.
/// </remarks>
public static class RunDiffs
{
    private const string LatencyReason = "recorded runs share no noise: a difference may be the machine's. Only blocks in turns tell";

    /// <summary>The two runs, side by side.</summary>
    /// <param name="baseRun">The earlier run.</param>
    /// <param name="headRun">The other.</param>
    public static RunDiff Of(RecordedRun baseRun, RecordedRun headRun)
    {
        var counters = CounterDiffs.Of(baseRun.Evidence, headRun.Evidence);
        var failures = FailureDiffs.Of(baseRun.Evidence.Find<RunMetrics>(), headRun.Evidence.Find<RunMetrics>());
        var routes = Routes(baseRun.Result, headRun.Result);
        var findings = Findings(baseRun.Result, headRun.Result);
        var (verdict, reasons) = Judge((baseRun.Result, headRun.Result), counters, failures, routes, findings);
        return new RunDiff
        {
            Base = Run(baseRun.Result),
            Head = Run(headRun.Result),
            Verdict = verdict,
            Reasons = reasons,
            Counters = counters,
            Failures = failures,
            Routes = [.. routes.Select(route => route.Text)],
            Findings = findings,
            Latency = Latency(baseRun.Result, headRun.Result),
            LatencyReason = LatencyReason,
            LatencyCommand = $"headroom compare {baseRun.Result.Manifest.Url} {OtherUrl(baseRun.Result, headRun.Result)} --scenario load.yaml",
        };
    }

    private static string OtherUrl(AuditResult earlier, AuditResult later) =>
        later.Manifest.Url == earlier.Manifest.Url ? "URL-OF-THE-OTHER-BUILD" : later.Manifest.Url.ToString();

    private static DiffedRun Run(AuditResult result) => new(
        result.Manifest.RunId, result.Manifest.StartedAt, result.Manifest.Url, result.Manifest.Commit, result.Manifest.Host,
        result.Endpoints.Sum(endpoint => endpoint.Requests), result.Trust.Valid);

    private static (DiffVerdict Verdict, IReadOnlyList<string> Reasons) Judge(
        (AuditResult Base, AuditResult Head) runs,
        IReadOnlyList<CounterDiff> counters,
        IReadOnlyList<FailureDiff> failures,
        IReadOnlyList<(string Text, bool IsGone)> routes,
        IReadOnlyList<FindingDiff> findings)
    {
        List<string> untrusted =
        [
            .. runs.Base.Trust.Valid ? Array.Empty<string>() : [ $"the base run cannot be trusted: {string.Join("; ", runs.Base.Trust.Reasons)}"],
            .. runs.Head.Trust.Valid ? Array.Empty<string>() : [ $"the other run cannot be trusted: {string.Join("; ", runs.Head.Trust.Reasons)}"],
        ];
        if (untrusted.Count > 0)
        {
            return (DiffVerdict.CannotTell, untrusted);
        }

        if (counters.Count == 0 && failures.Count == 0)
        {
            return (DiffVerdict.CannotTell, ["the runs have no endpoint and no statement in common"]);
        }

        List<string> worse =
        [
            .. failures.Where(failure => failure.Outcome == DiffOutcome.Worse).Select(Said),
            .. routes.Where(route => route.IsGone).Select(route => route.Text),
            .. counters.Where(counter => counter.Outcome == DiffOutcome.Worse).Select(Said),
            .. findings.Where(finding => IsNew(finding)).Select(finding => $"new finding: {finding.Title}"),
        ];
        return worse.Count > 0
            ? (DiffVerdict.Regressed, worse)
            : (DiffVerdict.NoRegression, ["no endpoint fails more, no statement does more work, no grave finding is new"]);
    }

    private static string Said(CounterDiff counter) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{counter.Subject}: {counter.Counter.Replace('_', ' ')} {counter.Base:0.##} -> {counter.Head:0.##}");

    private static string Said(FailureDiff failure) =>
        $"{failure.Endpoint}: {(failure.Check is { } check ? $"check \"{check}\"" : "requests")} failed {failure.BaseFailed} of {failure.BaseTotal} -> {failure.HeadFailed} of {failure.HeadTotal}"
        + (failure.NewStatus.Count == 0 ? "" : $", new: {string.Join(", ", failure.NewStatus)}");

    // Lighter findings come and go with the noise of one run.
    private static bool IsNew(FindingDiff finding) => finding is { Base: null, Head: >= Severity.High, Unseen: null };

    private static List<(string Text, bool IsGone)> Routes(AuditResult earlier, AuditResult later)
    {
        var before = earlier.Endpoints.Where(endpoint => endpoint.Requests > 0).Select(endpoint => endpoint.Endpoint).ToList();
        var after = later.Endpoints.Where(endpoint => endpoint.Requests > 0).Select(endpoint => endpoint.Endpoint).ToList();
        return
        [
            .. before.Except(after, StringComparer.Ordinal).Select(endpoint => ($"only in base: {endpoint}", true)),
            .. after.Except(before, StringComparer.Ordinal).Select(endpoint => ($"only in head: {endpoint}", false)),
        ];
    }

    private static List<FindingDiff> Findings(AuditResult earlier, AuditResult later)
    {
        var before = earlier.Findings.ToDictionary(finding => finding.Fingerprint);
        var after = later.Findings.ToDictionary(finding => finding.Fingerprint);
        return
        [
            .. before.Keys.Union(after.Keys, StringComparer.Ordinal).Select(id => DiffOf(id, before.GetValueOrDefault(id), after.GetValueOrDefault(id), earlier, later))
                .OrderByDescending(diff => diff.Base is null).ThenByDescending(diff => diff.Head is null)
                .ThenByDescending(diff => diff.Head ?? diff.Base).ThenBy(diff => diff.Fingerprint, StringComparer.Ordinal),
        ];
    }

    private static FindingDiff DiffOf(string id, Finding? before, Finding? after, AuditResult earlier, AuditResult later) => new(
        id, (after ?? before)!.Title, before?.Severity, after?.Severity,
        before is null ? Unseen(after!.Detector, earlier) : after is null ? Unseen(before.Detector, later) : null);

    private static string? Unseen(string detector, AuditResult run) =>
        run.Outcomes.FirstOrDefault(outcome => outcome.Detector == detector) switch
        {
            null => "that run knew no such detector",
            { Outcome: "found" or "clean" } => null,
            var silent => silent.Reason ?? silent.Outcome,
        };

    private static List<LatencyDiff> Latency(AuditResult earlier, AuditResult later) =>
    [
        .. from before in earlier.Endpoints
           join after in later.Endpoints on before.Endpoint equals after.Endpoint
           select new LatencyDiff(before.Endpoint, before.Latency, after.Latency, before.Rate, after.Rate),
    ];
}
