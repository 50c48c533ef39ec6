using Headroom.Analyze.Decide;
using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Analyze.Baselines;

/// <summary>What was recorded before an audit.</summary>
/// <param name="Imported">Runs of load tools, and what was said of the service.</param>
/// <param name="Run">A run of Headroom, judged by the rules of today; null when there is none.</param>
public sealed record RecordedBaseline(ImportedRuns Imported, RecordedRun? Run);

/// <summary>
/// Holds an audit against what was recorded before it: runs beside it, claims against its evidence, acceptance among its assertions.
/// </summary>
public static class BaselineJudge
{
    /// <summary>Runs that are held against the audit (a count); all are in the table.</summary>
    private const int MostCompared = 20;

    /// <summary>The result with what the baseline adds; the same result when there is none.</summary>
    /// <remarks>
    /// Of several runs the latest decides, of those that do not say when they began the one that tells most; it is the first comparison.
    /// Files of one run (<see cref="RunFiles"/>) are one comparison, and a row each in the table.
    /// </remarks>
    /// <param name="result">The audit.</param>
    /// <param name="evidence">What it rests on.</param>
    /// <param name="baseline">What was recorded before, or null.</param>
    public static AuditResult Apply(AuditResult result, EvidenceSet evidence, RecordedBaseline? baseline)
    {
        if (baseline is null)
        {
            return result;
        }

        var fresh = OwnRun.Of(evidence, result);
        var own = baseline.Run is { } recorded ? OwnRun.Of(recorded.Evidence, recorded.Result) : null;
        IReadOnlyList<ImportedRun> runs = own is null ? baseline.Imported.Runs : [own, .. baseline.Imported.Runs];
        var joined = RunFiles.Joined(baseline.Imported.Runs);
        IReadOnlyList<ImportedRun> compared = own is null ? joined : [own, .. joined];
        var pair = new BaselinePair
        {
            Base = fresh,
            Head = fresh,
            HeadRecorded = new RecordedRun(evidence, result),
            Url = result.Manifest.Url,
        };
        IReadOnlyList<BaselineComparison> comparisons =
        [
            .. compared.OrderByDescending(run => ReferenceEquals(run, own))
                .ThenByDescending(static run => run.StartedAt ?? DateTimeOffset.MinValue).ThenByDescending(RunFiles.Told)
                .ThenBy(static run => run.Source, StringComparer.Ordinal).Take(MostCompared)
                .Select(run => BaselineDiffs.Of(pair with { Base = run, BaseRecorded = ReferenceEquals(run, own) ? baseline.Run : null })),
        ];
        var table = BaselineTables.Of(runs, evidence.Find<LimitProbe>());
        return result with
        {
            Baselines = runs,
            BaselineTable = table,
            Comparisons = comparisons,
            Claims = ClaimJudge.Judged(baseline.Imported.Claims, result, evidence, table),
            Decision = comparisons is [var first, ..] ? Decided(result, first) : result.Decision,
            NotTested =
            [
                .. result.NotTested, .. comparisons.Take(1).SelectMany(NotJudged),
                .. baseline.Imported.Failures.Select(static file => new NotTested($"the baseline's file {file.Source}", file.Reason)),
            ],
        };
    }

    private static Decision Decided(AuditResult result, BaselineComparison comparison)
    {
        var before = result.Decision.Verdict;
        IReadOnlyList<Assertion> added = [.. comparison.Acceptance.Where(static assertion => assertion.Level != BaselineAcceptance.Note)];
        IReadOnlyList<Assertion> assertions = [.. result.Decision.Assertions, .. added];
        var verdict = Decider.VerdictOf(assertions);
        return new Decision
        {
            Verdict = verdict,
            Sentence = verdict == before ? result.Decision.Sentence : Sentence(verdict, added, result),
            Assertions = assertions,
        };
    }

    private static string Sentence(Verdict verdict, IReadOnlyList<Assertion> added, AuditResult result)
    {
        var isWorse = verdict == Verdict.Blocked;
        var first = FirstFix.Of(result, verdict, added).Sentence;
        var names = added.Where(assertion => isWorse ? assertion.Passed == false : assertion.Passed is null)
            .Select(static assertion => assertion.Name).ToList();
        var rest = names.Count > 1 ? $" and {names.Count - 1} more" : "";
        return isWorse
            ? $"Not ready: beside the run that was recorded before this does not hold: {names[0]}{rest}.{first}"
            : $"Cannot tell: beside the run that was recorded before this could not be judged: {names[0]}{rest}.{first}";
    }

    private static IEnumerable<NotTested> NotJudged(BaselineComparison comparison) =>
    [
        .. comparison.Routes.Where(static route => route.Answers is null)
            .Select(route =>
                new NotTested($"{route.Endpoint} beside {comparison.Base.Source}", "the load did not ask it, or not often enough to tell")),
        .. comparison.Failures.Select(static row => row.NotJudged).OfType<string>().Distinct(StringComparer.Ordinal)
            .Select(why => new NotTested($"failures beside {comparison.Base.Source}", why)),
        .. comparison.Unlike.Except(comparison.Failures.Select(static row => row.NotJudged).OfType<string>(), StringComparer.Ordinal)
            .Select(why => new NotTested($"the run beside {comparison.Base.Source}", why)),
        .. comparison.UnmadeChecks.Select(check =>
            new NotTested($"check \"{check}\" beside {comparison.Base.Source}", BaselineAcceptance.WhyUnmade(comparison))),
        new NotTested(
            $"shapes of answers beside {comparison.Base.Source}",
            "recorded runs keep no bodies; headroom compare sends the same reads to both builds"),
    ];
}
