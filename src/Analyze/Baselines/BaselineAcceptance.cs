using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Analyze.Baselines;

/// <summary>What must hold to accept a fresh run beside one that was recorded before.</summary>
/// <remarks>
/// Errors decide: failures, checks, endpoints, statuses, counted work. What could not be judged is no pass. Whether the base run's hotspot
/// got better is told and decides nothing: a run that changed something else has it still. Neither decides a check of another tool that
/// Headroom's load did not make, where it made some of its own and all held: a plan's checks bear no names that a script could give.
/// </remarks>
internal static class BaselineAcceptance
{
    /// <summary>The level of what decides.</summary>
    public const string Error = "error";

    /// <summary>The level of what is told beside it.</summary>
    public const string Note = "info";

    /// <summary>Rows that are named one by one (a count).</summary>
    private const int Named = 10;

    private const string NoWorse = "no worse";

    /// <summary>The assertions.</summary>
    /// <param name="comparison">The two runs.</param>
    /// <param name="earlier">The base run where it is one of Headroom's, else null.</param>
    /// <param name="later">The fresh run where it is one of Headroom's, else null.</param>
    public static IReadOnlyList<Assertion> Of(BaselineComparison comparison, RecordedRun? earlier, RecordedRun? later) =>
    [
        .. Failures(comparison, "requests", [.. comparison.Failures.Where(static row => row.Check is null)]),
        .. Failures(comparison, "checks", [.. comparison.Failures.Where(static row => row.Check is not null)]),
        .. Routes(comparison),
        .. comparison.UnmadeChecks.Take(Named)
            .Select(check => Plain($"check \"{check}\" fails no more often than in {comparison.Base.Source}", NoWorse, passed: null))
            .Select(assertion => HasOwnChecks(comparison) ? assertion with { Level = Note } : assertion),
        .. Statuses(comparison),
        .. Counters(comparison, earlier),
        .. Hotspot(comparison, earlier, later),
    ];

    /// <summary>Why a check of the base run was not held against the fresh one.</summary>
    /// <param name="comparison">The two runs.</param>
    public static string WhyUnmade(BaselineComparison comparison) =>
        !IsOfAnotherTool(comparison) ? "the load did not make it"
        : HasOwnChecks(comparison) ? "the load did not make it under this name; it made checks of its own, and all held"
        : "the load did not make it; a plan's checks are named after what they test (\"status is 200\"): where it makes some, and all "
            + "hold, this one is told and does not decide";

    private static bool IsOfAnotherTool(BaselineComparison comparison) =>
        comparison.Head.Tool == OwnRun.Tool && comparison.Base.Tool != OwnRun.Tool;

    private static bool HasOwnChecks(BaselineComparison comparison) =>
        IsOfAnotherTool(comparison) && comparison.Head.ChecksPass is { Value: >= 1 };

    private static IEnumerable<Assertion> Failures(BaselineComparison comparison, string what, IReadOnlyList<ComparedFailures> rows)
    {
        List<ComparedFailures> risen =
            [.. rows.Where(static row => row.Outcome == DiffOutcome.Worse), .. rows.Where(ComparedFailureRows.IsOpen)];
        return rows.Count == 0 ? []
            : risen.Count > 0 ? risen.Take(Named).Select(row => Risen(row, comparison.Base.Source))
            : [Plain(
                $"{what} fail no more often than in {comparison.Base.Source}", NoWorse,
                rows.Any(static row => row.NotJudged is null) ? true : null)];
    }

    // One that answered and does not any more fails; one that was not asked is no pass.
    private static IEnumerable<Assertion> Routes(BaselineComparison comparison)
    {
        var gone = comparison.Routes.Where(static route => route.Answers == false).ToList();
        var unasked = comparison.Routes.Where(static route => route.Answers is null).ToList();
        return
        [
            .. gone.Take(Named)
                .Select(route => Plain($"{route.Endpoint} answers as in {comparison.Base.Source}", "answers", passed: false)),
            .. unasked.Take(Named)
                .Select(route => Plain($"{route.Endpoint} answers as in {comparison.Base.Source}", "answers", passed: null)),
            .. gone.Count + unasked.Count == 0 && comparison.Routes.Count > 0
                ? [Plain($"every endpoint of {comparison.Base.Source} answers", "answers", passed: true)]
                : Array.Empty<Assertion>(),
        ];
    }

    private static IEnumerable<Assertion> Statuses(BaselineComparison comparison) =>
    [
        .. comparison.NewStatus.Take(Named).Select(status =>
            Plain($"no class of statuses that {comparison.Base.Source} does not have: {status}", "absent", passed: false)),
        .. comparison.UntoldStatus.Take(Named).Select(endpoint =>
            Plain($"no class of statuses that {comparison.Base.Source} does not have: {endpoint}", "absent", passed: null)),
    ];

    // What the base run counted and the fresh one did not is no pass, nor is what runs of such different length do not tell.
    private static IEnumerable<Assertion> Counters(BaselineComparison comparison, RecordedRun? earlier)
    {
        List<CounterDiff> risen =
        [
            .. comparison.Counters.Where(static counter => counter.Outcome == DiffOutcome.Worse),
            .. comparison.Counters.Where(CounterDiffs.HasRisen),
        ];
        return comparison.Counters.Count == 0 && !HasCounted(earlier) ? []
            : comparison.Counters.Count == 0 ? [Plain($"counted work is no more than in {comparison.Base.Source}", NoWorse, passed: null)]
            : risen.Count > 0 ? risen.Take(Named).Select(counter => Risen(counter, comparison.Base.Source))
            : [Plain($"counted work is no more than in {comparison.Base.Source}", NoWorse, passed: true)];
    }

    private static bool HasCounted(RecordedRun? run) =>
        run is not null && (run.Evidence.Find<EndpointStatements>() is not null || run.Evidence.Find<StatementStatistics>() is not null);

    private static IEnumerable<Assertion> Hotspot(BaselineComparison comparison, RecordedRun? earlier, RecordedRun? later)
    {
        if (earlier?.Result.Findings is not [var first, ..] || later is null)
        {
            return [];
        }

        var diff = comparison.Findings.FirstOrDefault(finding =>
            (finding.BaseFingerprint ?? finding.Fingerprint) == first.Fingerprint);
        bool? isCured = diff switch
        {
            null => null,
            { Head: { } now } => now < first.Severity,
            { Unseen: not null } => null,
            _ => true,
        };
        return
        [
            new Assertion
            {
                Name = $"the hotspot of {comparison.Base.Source} got better: {first.Title}",
                Operator = "better",
                Level = Note,
                Passed = isCured,
            },
        ];
    }

    private static Assertion Risen(ComparedFailures row, string source) => new()
    {
        Name = row.Check is { } check
            ? $"check \"{check}\" fails no more often than in {source}"
            : $"requests of {row.Endpoint} fail no more often than in {source}",
        Operator = NoWorse,
        Expected = (double)row.BaseFailed / row.BaseTotal,
        Actual = (double)row.HeadFailed / row.HeadTotal,
        Unit = "ratio",
        Level = Error,
        Passed = row.Outcome == DiffOutcome.Worse ? false : null,
    };

    private static Assertion Risen(CounterDiff counter, string source) => new()
    {
        Name = $"{counter.Counter.Replace('_', ' ')} of {CounterDiffs.NameOf(counter)} is no more than in {source}"
            + (counter.NotJudged is { } why ? $" ({why})" : ""),
        Operator = NoWorse,
        Expected = counter.Base,
        Actual = counter.Head,
        Level = Error,
        Passed = counter.Outcome == DiffOutcome.Worse ? false : null,
    };

    private static Assertion Plain(string name, string @operator, bool? passed) =>
        new() { Name = name, Operator = @operator, Level = Error, Passed = passed };
}
