using System.Diagnostics;

namespace Headroom.Cli.Demo;

/// <summary>The sample service as it was built beside the tool.</summary>
internal sealed class ClipperSample
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromMinutes(3);

    private ClipperSample(string root)
    {
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
    public static ClipperSample Find()
    {
        var root = Environment.GetEnvironmentVariable("HEADROOM_ROOT") ?? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));
        var sample = new ClipperSample(root);
        return File.Exists(sample.Executable) && File.Exists(sample.PlanFile)
            ? sample
            : throw new BadInputException($"the sample service is not built ({sample.Executable}): run ./headroom demo from the repository");
    }

    /// <summary>Ends in bad input when the sample does not know a defect.</summary>
    public async Task CheckDefectsAsync(string defects, CancellationToken cancellation)
    {
        var (code, _, errors) = await RunAsync("migrate up", new() { ["CLIPPER_DEFECTS"] = defects, ["CLIPPER_POSTGRES"] = "" }, cancellation);
        if (code == 2 && errors.Contains("unknown defect", StringComparison.Ordinal))
        {
            throw new BadInputException($"--defects: {errors[errors.IndexOf("unknown defect", StringComparison.Ordinal)..].Trim()}");
        }
    }

    /// <summary>Runs a command of the sample to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public async Task CommandAsync(string command, string connection, string defects, CancellationToken cancellation)
    {
        var (code, output, errors) = await RunAsync(command, new() { ["CLIPPER_POSTGRES"] = connection, ["CLIPPER_DEFECTS"] = defects }, cancellation);
        if (code != 0)
        {
            throw new InvalidOperationException($"clipper {command} ended with {code}: {errors.Trim()} {output.Trim()}");
        }
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(string command, Dictionary<string, string> environment, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Executable) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in command.Split(' '))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(CommandLimit);
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
