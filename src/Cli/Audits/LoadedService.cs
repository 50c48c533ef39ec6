using Headroom.Experiments.Processes;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Audits;

/// <summary>What became of the service while the load ran.</summary>
internal static class LoadedService
{
    /// <summary>The load as it is recorded: with the end of the service where it ended by itself meanwhile.</summary>
    /// <param name="run">What came of the load.</param>
    /// <param name="end">The end of the service that Headroom had started, or null.</param>
    /// <param name="warmUp">How long the load warmed up before its window.</param>
    /// <param name="log">The file in the run's folder that holds the service's output.</param>
    /// <returns>The load, and why the service cannot be asked from now on, or null.</returns>
    public static (Collected Run, string? Unreachable) After(Collected run, ProcessEnd? end, TimeSpan warmUp, string log)
    {
        if (end is null)
        {
            return (run, null);
        }

        if (run is not Collected.Present { Evidence: RunMetrics metrics })
        {
            return (run, $"the service ended by itself during the load, with exit code {end.ExitCode}");
        }

        var after = end.At - (metrics.Window.StartedAt - warmUp);
        var told = new ServiceEnd { After = after > TimeSpan.Zero ? after : TimeSpan.Zero, ExitCode = end.ExitCode, Log = log };
        return (new Collected.Present(metrics with { ServiceEnd = told }), told.Sentence);
    }
}
