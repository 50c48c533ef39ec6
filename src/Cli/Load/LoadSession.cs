using System.Text.Json;
using Headroom.Analyze.Trust;
using Headroom.Cli.Output;
using Headroom.Load;
using Headroom.Load.Samples;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report.Load;

namespace Headroom.Cli.Load;

/// <summary>One load run from its request to its outputs.</summary>
internal sealed class LoadSession(LoadRequest request, TimeProvider time)
{
    /// <summary>Runs, tells meanwhile, and prints what came of it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var folder = request.Out is { } path ? LoadFolder.Begin(path, request, time) : null;
        using var file = request.Samples is { } samples ? Open(samples) : null;
        var live = request.MetricsPort is null ? null : new LiveMetrics();
        var (run, host) = await MeasureAsync(file, live, stop);
        var trust = LoadTrust.Of(run, host, K6Metric.MostVus(request.Job.Plan));
        Print(run, trust, host, folder);
        file?.Dispose();
        var lost = run.Generator.SamplesLost == 0
            ? null
            : $"{run.Generator.SamplesLost:#,0} requests were left out, since they could not be written in time";
        if ((file?.Failure ?? lost) is { } failure)
        {
            await Console.Error.WriteLineAsync($"headroom: --samples {request.Samples} is not whole: {failure}");
            return ExitCode.ToolError;
        }

        return CodeOf(run, trust);
    }

    /// <summary>An interrupted run is that; what cannot be trusted proves nothing, thresholds included.</summary>
    internal static int CodeOf(RunMetrics run, RunTrust trust) => run switch
    {
        { Interrupted: true } => ExitCode.Interrupted,
        _ when !trust.Valid => ExitCode.CannotTell,
        _ when run.Thresholds.Any(static threshold => !threshold.Passed) => ExitCode.Blocked,
        _ => ExitCode.Ready,
    };

    private async Task<(RunMetrics Run, HostUse? Host)> MeasureAsync(SampleFile? file, LiveMetrics? live, CancellationToken stop)
    {
        await using var server = live is null ? null : MetricsServer.Start(request.MetricsPort!.Value, live.Text, time);
        if (server is not null && !request.Quiet)
        {
            await Console.Error.WriteLineAsync($"metrics at {server.Address}");
        }

        var view = request.Quiet ? null : LoadTerminal.View();
        var engine = new LoadEngine(time);
        await engine.RehearseAsync(stop);
        var host = HostWatch.Start(request.Job.Target, time);
        var listeners = new IProgress<LoadProgress>?[] { view, live }.OfType<IProgress<LoadProgress>>().ToList();
        var run = await engine.RunAsync(
            request.Job.Target,
            request.Job.Plan,
            new LoadOptions
            {
                Seed = request.Seed,
                Threads = request.Threads,
                Progress = new Told(listeners),
                Samples = SampleTee.Of([.. new ISampleSink?[] { file, live }.OfType<ISampleSink>()]),
            },
            stop);
        view?.Clear();
        return (run, host.Stop());
    }

    private void Print(RunMetrics run, RunTrust trust, HostUse? host, LoadFolder? folder)
    {
        var json = JsonSerializer.Serialize(LoadResults.Of(run, trust, request.Job.Plan.WarmUp), ModelJson.LoadResult);
        if (request.Json)
        {
            Console.Out.WriteLine(json);
            if (!request.Quiet)
            {
                Console.Error.WriteLine(TrustLine.Of(run, trust));
            }
        }
        else
        {
            Console.Out.Write(LoadTerminal.Painted(LoadSummary.Render(run, trust)));
        }

        folder?.End(run, host, json, LoadSummary.Render(run, trust), K6Summary.Render(run, request.Job.Plan));
        if (request.K6Summary is { } path)
        {
            Write(path, K6Summary.Render(run, request.Job.Plan));
        }
    }

    private static void Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--k6-summary {path}: {e.Message.TrimEnd('.')}; expected a file that can be written");
        }
    }

    private static SampleFile Open(string path)
    {
        try
        {
            return SampleFile.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--samples {path}: {e.Message.TrimEnd('.')}; expected a file that can be written");
        }
    }

    private sealed class Told(IReadOnlyList<IProgress<LoadProgress>> listeners) : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value)
        {
            foreach (var listener in listeners)
            {
                listener.Report(value);
            }
        }
    }
}
