using Headroom.Analyze.Baselines;
using Headroom.Analyze.Decide;
using Headroom.Collect;
using Headroom.Model.Results;

namespace Headroom.Cli.Audits;

/// <summary>What a gate says of a run folder, judged again by the rules of today; nothing is written into the folder.</summary>
/// <param name="Gate">What it says.</param>
/// <param name="Result">
/// The run with the gate's decision and the waivers that hold on its day, for the formats that render results.
/// </param>
internal sealed record RecordedGate(GateResult Gate, AuditResult Result)
{
    // What load and comparisons leave; their own exit codes have decided.
    private static readonly string[] s_others = ["load.json", "comparison.json"];

    /// <summary>Reads the folder, and what it is to be held against.</summary>
    /// <param name="path">The folder of an audit.</param>
    /// <param name="baseline">What <c>--baseline</c> names; null: what the audit itself was held against, if anything.</param>
    /// <param name="today">The day (UTC) on which the gate is asked.</param>
    /// <param name="stop">Ends the reading of a baseline.</param>
    /// <exception cref="BadInputException">One of them is none, or cannot be read.</exception>
    public static RecordedGate Read(string path, string? baseline, DateOnly today, CancellationToken stop)
    {
        if (!Analysis.With(path, IsAudit))
        {
            throw new BadInputException(
                $"{path}: no run of an audit; expected a folder of headroom audit, demo or db audit: "
                + "headroom load and headroom compare decide by their own exit codes");
        }

        var run = RecordedRuns.Read(path);
        var recorded = baseline is null ? Analysis.With(path, BaselineFolder.Read) : Named(baseline, stop);
        var result = BaselineJudge.Apply(run.Result, run.Evidence, recorded);
        var gate = GateJudge.Of(result, today);
        var held = result.Plan is { } plan ? plan with { Waivers = [.. plan.Waivers.Where(waiver => waiver.Until >= gate.Day)] } : null;
        return new RecordedGate(gate, result with { Decision = gate.Decision, Plan = held });
    }

    private static bool IsAudit(RunFolder folder) =>
        File.Exists(folder.FileOf("result.json")) || !s_others.Any(other => File.Exists(folder.FileOf(other)));

    // Claims and profiles alone have nothing that a run could be worse than.
    private static RecordedBaseline Named(string path, CancellationToken stop)
    {
        var source = BaselineSource.Find(path, stop);
        return source is { RunFolder: null, Imported.Runs.Count: 0 }
            ? throw new BadInputException($"--baseline {path}: it holds no run; expected a recorded run")
            : new RecordedBaseline(source.Imported, source.RunFolder is { } folder ? RecordedRuns.Read(folder) : null);
    }
}
