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
        IReadOnlyList<(ProofVerdict Verdict, string Reason)> decisions;
        Ratio? foreign = null;
        if (plan.ComparesAnswers)
        {
            var contract = await bench.ReplayAsync(plan.Setup, stop);
            decisions = ComparisonJudge.Contradiction(contract) is { } why
                ? [(ProofVerdict.Regressed, why)]
                : [(ProofVerdict.Equivalent, "they answer alike")];
        }
        else
        {
            var (series, others) = await bench.MeasureAsync(
                SelfTestCases.Timed(plan.Setup, wanted * perPair), wanted, taken => Tell(taken, pairs, plan.Decisions), stop);
            (decisions, foreign) = (SelfTestJudge.Decide(series, pairs), others);
        }

        var verdicts = SelfTestJudge.Count(decisions);
        var passed = plan.Passed(verdicts, foreign);
        _foreign = plan.IsQuiet ? _foreign ?? foreign : _foreign;
        _done.Add(new SelfTestCase
        {
            Name = plan.Name,
            Expected = plan.Expected,
            Pairs = pairs,
            Block = plan.Setup.Block,
            Verdicts = verdicts,
            Example = decisions.Count > 0 ? decisions[0].Reason : null,
            Passed = passed == true && verdicts.Sum < plan.Decisions ? null : passed, // what was interrupted has not passed
        });
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
}
