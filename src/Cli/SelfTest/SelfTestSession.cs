using System.Globalization;
using System.Text.Json;
using Headroom.Analyze.Judge;
using Headroom.Cli.Audits;
using Headroom.Cli.Output;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Comparisons;
using Headroom.Statistics;

namespace Headroom.Cli.SelfTest;

/// <summary>One self-test: how often the experiments decide rightly on this machine, against a server whose latency is known.</summary>
internal sealed class SelfTestSession(SelfTestRequest request, TimeProvider time)
{
    private const int CalibrationPairs = 40;

    /// <summary>Pairs of a decision, at most (a count): beyond, a self-test takes days.</summary>
    private const int MostPairs = 160;

    private static readonly TimeSpan s_full = PairPlan.UsualBlock;

    private readonly Progress _progress = new Terminal(request.Json, time).Progress;
    private readonly List<SelfTestCase> _done = [];
    private Ratio? _foreign;

    /// <summary>Runs it, and prints what came of it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var path = Path.GetFullPath(RunIds.FolderFor(request.Out, "selftest", time));
        Directory.CreateDirectory(path);
        using var journal = OwnerJournal.Open(OwnerJournal.DefaultFolder(), ProcessStamp.Own());
        var startedAt = time.GetUtcNow();
        var started = time.GetTimestamp();
        try
        {
            await MeasureAsync(new SelfTestBench(journal, path, request.Seed), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _progress.Detail("interrupted: the cases that ended are told");
        }

        var result = new SelfTestResult
        {
            StartedAt = startedAt,
            Took = time.GetElapsedTime(started),
            Seed = request.Seed,
            Processors = Environment.ProcessorCount,
            Foreign = _foreign,
            Interrupted = stop.IsCancellationRequested,
            Cases = _done,
        };
        var json = JsonSerializer.Serialize(result, ModelJson.SelfTest);
        await File.WriteAllTextAsync(Path.Combine(path, "selftest.json"), json, CancellationToken.None);
        Console.Out.WriteLine(request.Json ? json : $"\n{SelfTestText.Render(result)}\nrun     {path}");
        return stop.IsCancellationRequested ? ExitCode.Interrupted
            : _done.Exists(static one => one.Passed == false) ? ExitCode.Blocked
            : _done.Exists(static one => one.Passed is null) ? ExitCode.CannotTell
            : ExitCode.Ready;
    }

    private async Task MeasureAsync(SelfTestBench bench, CancellationToken stop)
    {
        _progress.Step($"calibrate {CalibrationPairs} pairs of equal arms");
        var (first, _) = await bench.MeasureAsync(SelfTestCases.Equal(SelfTestCases.Short), CalibrationPairs, static _ => { }, stop);
        var p95 = Median.Of(
            [.. first.Pairs.Select(static pair => pair.A.P95).OfType<TimeSpan>().Select(static p95 => p95.TotalMilliseconds)]);
        var pairs = PairsOf(first);
        _progress.Detail(string.Create(CultureInfo.InvariantCulture, $"p95 {p95:0.000} ms; {pairs} pairs a decision"));
        var plans = SelfTestCases.Of(request, TimeSpan.FromMilliseconds(p95 ?? 1));
        foreach (var plan in plans.Where(plan => plan.Decisions > 0 && IsWanted(plan)))
        {
            if (stop.IsCancellationRequested)
            {
                return;
            }

            await RunAsync(bench, plan, plan.Setup.Block == s_full || plan.IsTrap ? PairedDecision.FewestPairs : pairs, stop);
        }
    }

    private bool IsWanted(SelfTestPlan plan) =>
        request.Only.Count == 0 || request.Only.Any(name => plan.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    private async Task RunAsync(SelfTestBench bench, SelfTestPlan plan, int pairs, CancellationToken stop)
    {
        var wanted = plan.Decisions * pairs;
        var perPair = new PairPlan(1, plan.Setup.Block, SelfTestBench.Settle).PerPair;
        _progress.Step(plan.ComparesAnswers ? $"{plan.Name}: the same requests to both" : string.Create(CultureInfo.InvariantCulture,
            $"{plan.Name}: {plan.Decisions} decisions of {pairs} pairs, {(wanted * perPair).TotalMinutes:0.#} min"));
        var one = await CaseOfAsync(plan, pairs, () => DecideAsync(bench, plan, pairs, wanted * perPair, stop));
        if (one.Failure is { } failure)
        {
            _progress.Detail($"not measured: {failure.Split('\n')[0]}");
        }

        _done.Add(one);
    }

    /// <summary>What came of a case. One whose server did not start has failed, and says why: the others keep what they told.</summary>
    /// <param name="plan">The case.</param>
    /// <param name="pairs">Pairs of a decision, a count.</param>
    /// <param name="decide">Measures it: its decisions, and the share of the processors that others used.</param>
    internal static async Task<SelfTestCase> CaseOfAsync(SelfTestPlan plan, int pairs, Func<Task<Decided>> decide)
    {
        var (decided, failure) = (new Decided([], null), (string?)null);
        try
        {
            decided = await decide();
        }
        catch (StartFailedException e)
        {
            failure = e.Message;
        }

        var verdicts = SelfTestJudge.Count(decided.Decisions);
        var passed = failure is null ? plan.Passed(verdicts, decided.Foreign) : false;
        return new SelfTestCase
        {
            Name = plan.Name,
            Expected = plan.Expected,
            Pairs = pairs,
            Block = plan.Setup.Block,
            Verdicts = verdicts,
            Example = decided.Decisions is [var first, ..] ? first.Reason : null,
            Failure = failure,
            Passed = passed == true && verdicts.Sum < plan.Decisions ? null : passed, // what was interrupted has not passed
        };
    }

    private async Task<Decided> DecideAsync(SelfTestBench bench, SelfTestPlan plan, int pairs, TimeSpan length, CancellationToken stop)
    {
        if (plan.ComparesAnswers)
        {
            var contract = await bench.ReplayAsync(plan.Setup, stop);
            return new Decided(
                ComparisonJudge.Contradiction(contract) is { } why
                    ? [(ProofVerdict.Regressed, why)]
                    : [(ProofVerdict.Equivalent, "they answer alike")],
                null);
        }

        var (series, foreign) = await bench.MeasureAsync(
            SelfTestCases.Timed(plan.Setup, length), plan.Decisions * pairs, taken => Tell(taken, pairs, plan.Decisions), stop);
        _foreign = plan.IsQuiet ? _foreign ?? foreign : _foreign;
        return new Decided(SelfTestJudge.Decide(series, pairs), foreign);
    }

    private void Tell(int taken, int pairs, int decisions)
    {
        if (taken % (10 * pairs) == 0)
        {
            _progress.Detail($"{taken / pairs} of {decisions}");
        }
    }

    // As many as show that equal arms are equal, in noise like this.
    private static int PairsOf(BlockExperiment calibration)
    {
        var spread = PairPower.Deviation(
            [.. calibration.Pairs.Select(static pair => new MetricPair(Milliseconds(pair.A), Milliseconds(pair.B)).LogRatio)]);
        var needed = spread is { } s ? PairPower.PairsForEquivalence(s, PairedDecision.EquivalenceMargin) : MostPairs;
        return 4 * ((Math.Clamp(needed, PairedDecision.FewestPairs, MostPairs) + 3) / 4);
    }

    private static double Milliseconds(Block block) => block.P95?.TotalMilliseconds ?? double.PositiveInfinity;

    /// <summary>The decisions of one case.</summary>
    /// <param name="Decisions">Each with its reason, in the order in which they were measured.</param>
    /// <param name="Foreign">Share of the processors that others used meanwhile; null when it is not known.</param>
    internal sealed record Decided(IReadOnlyList<(ProofVerdict Verdict, string Reason)> Decisions, Ratio? Foreign);
}
