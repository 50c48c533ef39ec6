using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Analyze.Baselines;

/// <summary>Two runs that are held against each other.</summary>
public sealed record BaselinePair
{
    /// <summary>The run that was recorded before.</summary>
    public required ImportedRun Base { get; init; }

    /// <summary>The fresh run.</summary>
    public required ImportedRun Head { get; init; }

    /// <summary>The base run's evidence, where it is one of Headroom's; else null.</summary>
    public RecordedRun? BaseRecorded { get; init; }

    /// <summary>The fresh run's evidence, where it is one of Headroom's; else null.</summary>
    public RecordedRun? HeadRecorded { get; init; }

    /// <summary>Where the fresh run's load went; null when nothing tells.</summary>
    public Uri? Url { get; init; }
}

/// <summary>
/// Holds a fresh run against one that was recorded before, by whatever tool: failures, checks, endpoints, statuses and counted work are
/// judged, latency is shown.
/// </summary>
public static class BaselineDiffs
{
    private const string LatencyReason =
        "they were recorded at other times, and perhaps on other machines and under other loads: a difference may be theirs. "
            + "Only blocks in turns tell";

    /// <summary>The two runs, side by side.</summary>
    public static BaselineComparison Of(BaselinePair runs)
    {
        var probe = runs.HeadRecorded?.Evidence.Find<LimitProbe>();
        var (earlier, later) = (BaselineTables.RowOf(runs.Base, probe), BaselineTables.RowOf(runs.Head, probe));
        var (before, after) = RouteTallies.Of(runs.Base, runs.Head);
        var untrusted = Untrusted(runs);
        var likeness = LoadLikeness.Of(earlier, later, untrusted);
        IReadOnlyList<(RouteTally Base, RouteTally Head)> pairs =
            [.. before.Select(route => (Base: route, Head: after.FirstOrDefault(route.IsOneWith)!))
                .Where(static pair => pair.Head is not null)];
        var comparison = new BaselineComparison
        {
            Base = earlier,
            Head = later,
            Verdict = DiffVerdict.CannotTell,
            Reasons = [],
            Unlike =
            [
                .. new[] { likeness.NotWorse, likeness.NotBetter }.OfType<string>().Distinct(StringComparer.Ordinal),
                .. Unnamed(before, after),
            ],
            Failures = ComparedFailureRows.Of(runs.Base, runs.Head, pairs, likeness),
            Routes = ComparedRoutes.Of(before, after),
            NewStatus = ComparedRoutes.NewStatus(pairs, likeness, runs.Head.DurationS / runs.Base.DurationS),
            UntoldStatus = ComparedRoutes.UntoldStatus(pairs),
            UnmadeChecks = ComparedFailureRows.Unmade(runs.Base, runs.Head),
            Counters = runs is { BaseRecorded: { } was, HeadRecorded: { } now } ? CounterDiffs.Of(was.Evidence, now.Evidence) : [],
            Findings = runs is { BaseRecorded: { } first, HeadRecorded: { } second } ? FindingDiffs.Of(first, second) : [],
            Latency =
            [
                new ComparedLatency(FailureConcentrations.All, earlier.P95Ms, later.P95Ms),
                .. pairs.Where(static pair => (pair.Base.P95Ms ?? pair.Head.P95Ms) is not null)
                    .Select(static pair => new ComparedLatency(pair.Head.Name, pair.Base.P95Ms, pair.Head.P95Ms))
                    .OrderBy(static row => row.Endpoint, StringComparer.Ordinal),
            ],
            LatencyReason = LatencyReason,
            LatencyCommand =
                $"headroom compare URL-OF-THE-BASE-BUILD {runs.Url?.ToString() ?? "URL-OF-THE-FRESH-BUILD"} --scenario load.yaml",
            Acceptance = [],
        };
        var asked = BaselineAcceptance.Of(comparison, runs.BaseRecorded, runs.HeadRecorded);
        var accepted = comparison with
        {
            Acceptance = untrusted is null ? asked : [.. asked.Select(static assertion => assertion with { Passed = null })],
        };
        var (verdict, reasons) = VerdictOf(accepted, untrusted);
        return accepted with { Verdict = verdict, Reasons = reasons };
    }

    // Names that are no routes may be called otherwise in the other run: they are no endpoint that is gone, and yet nobody compared them.
    private static IEnumerable<string> Unnamed(IReadOnlyList<RouteTally> earlier, IReadOnlyList<RouteTally> later) => earlier
        .Where(was => was is { Route: null, Requests: > 0 } && !later.Any(was.IsOneWith))
        .Select(static was => was.Name).Order(StringComparer.Ordinal)
        .Select(static name => $"{name} is no route, and the fresh run has nothing of this name: it is not compared");

    private static string? Untrusted(BaselinePair runs) =>
        runs.HeadRecorded is { Result.Trust: { Valid: false } head } ? $"the fresh run cannot be trusted: {string.Join("; ", head.Reasons)}"
        : runs.BaseRecorded is { Result.Trust: { Valid: false } other }
            ? $"the base run cannot be trusted: {string.Join("; ", other.Reasons)}"
        : null;

    private static (DiffVerdict Verdict, IReadOnlyList<string> Reasons) VerdictOf(BaselineComparison comparison, string? untrusted)
    {
        if (untrusted is not null)
        {
            return (DiffVerdict.CannotTell, [untrusted]);
        }

        var decisive = comparison.Acceptance.Where(static assertion => assertion.Level == BaselineAcceptance.Error).ToList();
        List<string> worse =
        [
            .. decisive.Where(static assertion => assertion.Passed == false).Select(static assertion => $"does not hold: {assertion.Name}"),
            .. comparison.Findings.Where(FindingDiffs.IsNew).Select(static finding => $"new finding: {finding.Title}"),
        ];
        if (worse.Count > 0)
        {
            return (DiffVerdict.Regressed, worse);
        }

        List<string> missing = [.. decisive.Where(static assertion => assertion.Passed is null)
            .Select(static assertion => $"could not be judged: {assertion.Name}")];
        if (missing.Count > 0)
        {
            return (DiffVerdict.CannotTell, missing);
        }

        return comparison.Failures.Any(static row => row.NotJudged is null) || comparison.Counters.Count > 0
            ? (DiffVerdict.NoRegression, [Compared(comparison)])
            : (DiffVerdict.CannotTell, ["the runs have no endpoint, no check and no counter in common that may be judged"]);
    }

    private static string Compared(BaselineComparison comparison) =>
        $"nothing got worse among {comparison.Failures.Count} rows of failures, {comparison.Routes.Count} endpoints "
            + $"and {comparison.Counters.Count} counters of work";
}
