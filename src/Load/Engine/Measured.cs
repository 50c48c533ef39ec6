using System.Diagnostics;
using Headroom.Load.Recording;
using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Load.Engine;

/// <summary>A run that is over, with all that its workers recorded.</summary>
/// <param name="Run">The run; its workers are at rest.</param>
/// <param name="Live">What was collected second by second.</param>
/// <param name="Interrupted">Whether somebody stopped it.</param>
/// <param name="Cpu">Processor time of the process in the window.</param>
/// <param name="SenderCpu">Processor time of its first sending thread alone; null where the system does not tell.</param>
/// <param name="EndNs">The end of the window.</param>
internal sealed record Measured(RunState Run, Live Live, bool Interrupted, TimeSpan Cpu, TimeSpan? SenderCpu, long EndNs)
{
    /// <summary>The run's metrics.</summary>
    public static RunMetrics Gather(Measured measured)
    {
        var run = measured.Run;
        var recorders = run.Workers.Select(static worker => worker.Recorder).ToArray();
        var window = RunClock.Span(Math.Max(0, measured.EndNs - run.WarmUpNs));
        var address = run.Target.Address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        return new RunMetrics
        {
            Window = new Window(run.Clock.StartedAt + RunClock.Span(Math.Min(run.WarmUpNs, measured.EndNs)), window),
            Provenance = $"load '{run.Load.Name}' against {address}",
            Scenario = run.Load.Name,
            OfferedRate = run.Scenarios.Any(static scenario => scenario.IsOpen)
                ? new(run.Due > 0 ? run.Due / window.TotalSeconds : 0)
                : null,
            Endpoints =
            [
                .. run.Plan.Endpoints.Select((endpoint, i) =>
                    EndpointRecorder.Merge(endpoint.Name, endpoint.Checks, [.. recorders.Select(recorder => recorder.Endpoints[i])])),
            ],
            Seconds = measured.Live.Seconds.Metrics((int)Math.Ceiling(window.TotalSeconds)),
            Generator = measured.Generator(recorders),
            IterationDuration = Histogram.Merged(recorders.Select(static recorder => recorder.IterationDuration)),
            Groups =
            [
                .. run.Plan.Groups.Select((group, i) =>
                    new GroupMetrics(group, Histogram.Merged(recorders.Select(recorder => recorder.Groups[i])))),
            ],
            Thresholds = run.Plan.Thresholds.Finish(window),
            Interrupted = measured.Interrupted,
            EndedBecause = run.EndedBecause,
        };
    }

    private GeneratorMetrics Generator(Recorder[] recorders)
    {
        var dropped = Run.Workers.Sum(static worker => worker.DroppedByTarget);
        using var process = Process.GetCurrentProcess();
        return new GeneratorMetrics
        {
            SendLag = Histogram.Merged(recorders.Select(static recorder => recorder.SendLag)),
            Iterations = recorders.Sum(static recorder => recorder.Iterations),
            DroppedByGenerator = Run.Lost,
            DroppedByTarget = dropped,
            Waited = recorders.Sum(static recorder => recorder.Waited) + dropped,
            Cpu = Cpu,
            SenderCpu = SenderCpu,
            PeakVus = Run.PeakVus,
            CutShort = recorders.Sum(static recorder => recorder.CutShort),
            Connections = Run.Workers.Sum(static worker => worker.Opened),
            Threads = Run.Threads,
            PeakRss = new Bytes(process.PeakWorkingSet64),
            OpenFilesLimit = OpenFiles.Limit,
            SamplesLost = Run.Samples?.Finish() ?? 0,
        };
    }
}
