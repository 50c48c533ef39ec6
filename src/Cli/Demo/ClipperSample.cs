using Headroom.Experiments.Processes;

namespace Headroom.Cli.Demo;

/// <summary>The sample service as it was built beside the tool.</summary>
internal sealed class ClipperSample
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(3);

    private readonly TimeProvider _time;

    private ClipperSample(string root, TimeProvider time)
    {
        _time = time;
        Executable = Path.Combine(root, "artifacts/bin/Clipper/release/clipper");
        PlanFile = Path.Combine(root, "samples/clipper/headroom.yaml");
        FullPlanFile = Path.Combine(root, "samples/clipper/headroom-full.yaml");
    }

    /// <summary>Its program.</summary>
    public string Executable { get; }

    /// <summary>Its plan.</summary>
    public string PlanFile { get; }

    /// <summary>Its plan with its wires.</summary>
    public string FullPlanFile { get; }

    /// <summary>Finds the sample below the repository that the launcher runs from.</summary>
    public static ClipperSample Find(TimeProvider time)
    {
        var root = Environment.GetEnvironmentVariable("HEADROOM_ROOT") ?? Path.Combine(AppContext.BaseDirectory, "../../../..");
        var sample = new ClipperSample(Path.GetFullPath(root), time);
        return File.Exists(sample.Executable) && File.Exists(sample.PlanFile)
            ? sample
            : throw new BadInputException(
                $"the sample service is not built ({sample.Executable}): run ./headroom demo from the repository");
    }

    /// <summary>Ends in bad input when the sample does not know a defect.</summary>
    public async Task CheckDefectsAsync(string defects, CancellationToken cancellation)
    {
        var (code, output) = await RunAsync("migrate up", new() { ["CLIPPER_DEFECTS"] = defects, ["CLIPPER_POSTGRES"] = "" }, cancellation);
        if (code == 2 && output.IndexOf("unknown defect", StringComparison.Ordinal) is >= 0 and var told)
        {
            throw new BadInputException($"--defects: {output[told..].Trim()}");
        }
    }

    /// <summary>Runs a command of the sample to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public async Task CommandAsync(string command, string connection, string defects, CancellationToken cancellation)
    {
        var (code, output) = await RunAsync(
            command, new() { ["CLIPPER_POSTGRES"] = connection, ["CLIPPER_DEFECTS"] = defects }, cancellation);
        if (code != 0)
        {
            throw new InvalidOperationException($"clipper {command} ended with {code}: {output.Trim()}");
        }
    }

    private Task<(int ExitCode, string Output)> RunAsync(
        string command, Dictionary<string, string> environment, CancellationToken cancellation) =>
        ShortCommand.RunAsync(
            new ChildStart(Executable, command.Split(' ')) { Environment = environment }, CommandLimit, _time, cancellation);
}
