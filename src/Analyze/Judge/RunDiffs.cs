using System.Globalization;
using Headroom.Analyze.Trust;
using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Analyze.Judge;

/// <summary>A run that was recorded, judged by the rules of today.</summary>
/// <param name="Evidence">What was observed.</param>
/// <param name="Result">What it shows.</param>
public sealed record RecordedRun(EvidenceSet Evidence, AuditResult Result);

/// <summary>Holds two recorded runs against each other: counted work, failures and findings are judged, latency is not.</summary>
/// <remarks>
/// Runs of different hours share no noise, so a difference of latency may be the machine's (36 of 39 adjacent runs of one and the same
/// server differed by more than 10 % in p95). Counted work does not depend on the machine's pace: that it got worse is told though a
/// machine was noisy or a generator late, that it did not is no pass then. Failures may, where time limits make them: they are judged
/// between runs of the same load that can both be trusted.
/// </remarks>
public static class RunDiffs
{
    /// <summary>Rates within this ratio of each other are the same load.</summary>
    private const double SameRate = 0.1;

    /// <summary>An endpoint of which fewer requests (a count) were to be expected may be missing by chance.</summary>
    private const double FewestExpected = 20;

    // The evidence that is judged, in words.
    private static readonly (string Kind, string Words)[] Judged =
        [(RunMetrics.Kind, "a load"), (EndpointStatements.Kind, "the statements of each endpoint"),
            (StatementStatistics.Kind, "statistics of statements")];

    private const string LatencyReason = "recorded runs share no noise: a difference may be the machine's. Only blocks in turns tell";

    /// <summary>The two runs, side by side.</summary>
    /// <param name="baseRun">The earlier run.</param>
    /// <param name="headRun">The other.</param>
    public static RunDiff Of(RecordedRun baseRun, RecordedRun headRun)
    {
        var counters = CounterDiffs.Of(baseRun.Evidence, headRun.Evidence);
        var unlike = Unlike(baseRun.Evidence, headRun.Evidence).ToList();
        var failures = FailureDiffs.Of(baseRun.Evidence.Find<RunMetrics>(), headRun.Evidence.Find<RunMetrics>(), unlike.Count == 0);
        var routes = Routes(baseRun.Result, headRun.Result);
        var findings = FindingDiffs.Of(baseRun, headRun);
        var ground = new CommonGround(baseRun, headRun);
        List<string> work = [.. counters.Where(static counter => counter.Outcome == DiffOutcome.Worse).Select(Said)];
        List<string> worse =
        [
            .. failures.Where(failure => failure.Outcome == DiffOutcome.Worse).Select(Said),
            .. routes.Where(route => route.IsGone && !ground.HasNoEndpoint).Select(route => route.Text),
            .. work,
            .. findings.Where(FindingDiffs.IsNew).Select(finding => $"new finding: {finding.Title}"),
        ];
        List<string> missing =
        [
            .. Unended("base", baseRun.Result),
            .. Unended("other", headRun.Result),
            .. Missing(baseRun, headRun, counters.Count + failures.Count, ground),
            .. FailureDiffs.Unmade(baseRun.Evidence.Find<RunMetrics>(), headRun.Evidence.Find<RunMetrics>()),
            .. unlike.Count == 0
                ? []
                : failures.Where(FailureDiffs.HasRisen).Select(static failure => $"{Said(failure)}, and the load is another"),
            .. counters.Where(CounterDiffs.HasRisen).Select(static counter => $"{Said(counter)}, {counter.NotJudged}"),
            .. counters.Count == 0 && failures.Count > 0 ? unlike : [],
        ];
        var untrusted = Untrusted(baseRun.Result, headRun.Result);
        var (verdict, reasons) =
            untrusted.Count > 0 && work.Count > 0 && SparesWork(baseRun) && SparesWork(headRun)
                ? (DiffVerdict.Regressed, [.. work, .. untrusted.Select(static reason => $"{reason}: nothing but work is judged")])
            : untrusted.Count > 0 ? (DiffVerdict.CannotTell, untrusted)
            : worse.Count > 0 ? (DiffVerdict.Regressed, worse)
            : missing.Count > 0 ? (DiffVerdict.CannotTell, missing)
            : (DiffVerdict.NoRegression,
                [$"nothing got worse among {counters.Count} counters of work, {failures.Count} rows of failures and {findings.Count} "
                    + "findings"]);
        return new RunDiff
        {
            Base = Run(baseRun.Result),
            Head = Run(headRun.Result),
            Verdict = verdict,
            Reasons = reasons,
            Unlike = unlike,
            Counters = counters,
            Failures = failures,
            Routes = [.. routes.Select(route => route.Text)],
            Findings = findings,
            Latency = Latency(baseRun.Result, headRun.Result),
            LatencyReason = LatencyReason,
            LatencyCommand = baseRun.Result.Endpoints.Count == 0 ? null
                : $"headroom compare {baseRun.Result.Manifest.Url} {OtherUrl(baseRun.Result, headRun.Result)} --scenario load.yaml",
        };
    }

    private static string OtherUrl(AuditResult earlier, AuditResult later) =>
        later.Manifest.Url == earlier.Manifest.Url ? "URL-OF-THE-OTHER-BUILD" : later.Manifest.Url.ToString();

    private static DiffedRun Run(AuditResult result) => new(
        result.Manifest.RunId, result.Manifest.StartedAt, result.Manifest.Url, result.Manifest.Commit, result.Manifest.Host,
        result.Endpoints.Sum(endpoint => endpoint.Requests), result.Trust.Valid);

    private static List<string> Untrusted(AuditResult earlier, AuditResult later) =>
    [
        .. earlier.Trust.Valid ? Array.Empty<string>() : [$"the base run cannot be trusted: {string.Join("; ", earlier.Trust.Reasons)}"],
        .. later.Trust.Valid ? Array.Empty<string>() : [$"the other run cannot be trusted: {string.Join("; ", later.Trust.Reasons)}"],
    ];

    private static bool SparesWork(RecordedRun run) => run.Result.Trust.Valid || TrustJudge.SparesWork(run.Evidence.Find<RunMetrics>());

    private static IEnumerable<string> Unended(string which, AuditResult result) => result.Manifest.UnendedBecause is { } cause
        ? [$"what the {which} run did not come to cannot be compared: {cause}"]
        : [];

    // What the base run counted and the other did not: its silence is no pass.
    private static IEnumerable<string> Missing(RecordedRun earlier, RecordedRun later, int compared, CommonGround ground)
    {
        foreach (var (kind, words) in Judged.Where(each => Has(earlier, each.Kind) && !Has(later, each.Kind)))
        {
            yield return $"the base run has {words}, the other has "
                + $"none{(later.Evidence.Named(kind) is Collected.Failed failed ? $": {failed.Cause}" : "")}";
        }

        if (compared == 0)
        {
            yield return "the runs have no endpoint with requests and no statement with enough calls in common";
        }
        else if (ground.HasNoEndpoint)
        {
            yield return "the runs have no endpoint in common";
        }

        if (ground.HasTwoDatabases)
        {
            yield return "the databases of the runs have no table in common";
        }

        static bool Has(RecordedRun run, string kind) => run.Evidence.Named(kind) is Collected.Present;
    }

    private static IEnumerable<string> Unlike(EvidenceSet earlier, EvidenceSet later)
    {
        if (earlier.Find<RunMetrics>() is not { } before || later.Find<RunMetrics>() is not { } after)
        {
            yield break;
        }

        if (before.OfferedRate?.Value is var was && after.OfferedRate?.Value is var now
            && (was is null != now is null || Math.Abs((was - now) ?? 0) > SameRate * (was ?? 1)))
        {
            yield return $"the loads differ ({Rate(was)} and {Rate(now)}): failures are not judged";
        }
        else if (before.Scenario != after.Scenario)
        {
            yield return $"the scenarios differ ({before.Scenario} and {after.Scenario}): failures are not judged";
        }
    }

    private static string Rate(double? perSecond) =>
        perSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate:0.#}/s offered") : "a closed model";

    private static string Said(CounterDiff counter) => string.Create(
        CultureInfo.InvariantCulture,
        $"{CounterDiffs.NameOf(counter)}: {counter.Counter.Replace('_', ' ')} {counter.Base:0.##} -> {counter.Head:0.##}");

    private static string Said(FailureDiff failure) =>
        $"{failure.Endpoint}: {(failure.Check is { } check ? $"check \"{check}\"" : "requests")} failed {failure.BaseFailed} of "
        + $"{failure.BaseTotal} -> {failure.HeadFailed} of {failure.HeadTotal}"
        + (failure.NewStatus.Count == 0 ? "" : $", new: {string.Join(", ", failure.NewStatus)}");

    private static List<(string Text, bool IsGone)> Routes(AuditResult earlier, AuditResult later)
    {
        var factor = (double)later.Endpoints.Sum(endpoint => endpoint.Requests)
            / Math.Max(1, earlier.Endpoints.Sum(endpoint => endpoint.Requests));
        return
        [
            .. Only(earlier, later)
                .Select(endpoint => ($"only in base: {endpoint.Endpoint}", endpoint.Requests * factor >= FewestExpected)),
            .. Only(later, earlier).Select(endpoint => ($"only in head: {endpoint.Endpoint}", false)),
        ];
    }

    private static IEnumerable<EndpointResult> Only(AuditResult run, AuditResult other) =>
        run.Endpoints.Where(endpoint => endpoint.Requests > 0).ExceptBy(
            other.Endpoints.Where(endpoint => endpoint.Requests > 0).Select(endpoint => endpoint.Endpoint), endpoint => endpoint.Endpoint);

    private static List<LatencyDiff> Latency(AuditResult earlier, AuditResult later) =>
    [
        .. from before in earlier.Endpoints
           join after in later.Endpoints on before.Endpoint equals after.Endpoint
           select new LatencyDiff(before.Endpoint, before.Latency, after.Latency, before.Rate, after.Rate),
    ];
}
