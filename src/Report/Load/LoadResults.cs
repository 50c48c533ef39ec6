using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Report.Load;

/// <summary>Makes the JSON contract of a load run from what was measured.</summary>
public static class LoadResults
{
    /// <summary>The result of a run.</summary>
    /// <param name="run">What was measured.</param>
    /// <param name="trust">Whether it can be believed.</param>
    /// <param name="warmUp">Time before the window whose requests were not recorded.</param>
    public static LoadResult Of(RunMetrics run, RunTrust trust, TimeSpan warmUp) => new()
    {
        Requests = Requests(run),
        Rate = Rate(run),
        Dropped = run.Generator.DroppedByGenerator + run.Generator.DroppedByTarget,
        Errors = Errors(run),
        Latency = new LoadLatency(Figures(Latency(run)), Figures(Service(run))),
        Endpoints = [.. run.Endpoints.Select(Endpoint)],
        Trust = new LoadTrustResult
        {
            Valid = trust.Valid,
            Reasons = trust.Reasons,
            Remarks = trust.Remarks,
            SendLagP99 = trust.SendLagP99,
            GeneratorCpuS = run.Generator.Cpu.TotalSeconds,
        },
        Thresholds = run.Thresholds,
        Groups = [.. run.Groups.Select(static group => new LoadGroup(group.Name, group.Duration.Count, Figures(group.Duration)))],
        Iterations = run.Generator.Iterations,
        PeakRss = run.Generator.PeakRss,
        StartedAt = (run.Window.StartedAt - warmUp).UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        DurationS = run.Window.Duration.TotalSeconds,
        Interrupted = run.Interrupted,
        EndedBecause = run.EndedBecause,
    };

    /// <summary>Requests a second, over the full seconds of the window: what the drain after it still brought does not count.</summary>
    internal static PerSecond Rate(RunMetrics run)
    {
        var full = (int)run.Window.Duration.TotalSeconds;
        return full == 0 || run.Seconds.Count == 0
            ? PerSecond.Of(Requests(run), run.Window.Duration)
            : PerSecond.Of(
                run.Seconds.Where(second => second.Second < full).Sum(static second => second.Requests), TimeSpan.FromSeconds(full));
    }

    /// <summary>Requests of all endpoints.</summary>
    internal static long Requests(RunMetrics run) => run.Endpoints.Sum(static endpoint => endpoint.Requests);

    /// <summary>Failed requests of all endpoints.</summary>
    internal static long Failed(RunMetrics run) => run.Endpoints.Sum(static endpoint => endpoint.Failed);

    /// <summary>Time from the intended start, of all endpoints.</summary>
    internal static Histogram Latency(RunMetrics run) => Histogram.Merged(run.Endpoints.Select(static endpoint => endpoint.Latency));

    /// <summary>Time from the actual start, of all endpoints.</summary>
    internal static Histogram Service(RunMetrics run) => Histogram.Merged(run.Endpoints.Select(static endpoint => endpoint.Service));

    /// <summary>Transport errors of all endpoints, by kind.</summary>
    internal static SortedDictionary<string, long> Errors(RunMetrics run)
    {
        var errors = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (kind, count) in run.Endpoints.SelectMany(static endpoint => endpoint.Errors))
        {
            errors[kind] = errors.GetValueOrDefault(kind) + count;
        }

        return errors;
    }

    /// <summary>The figures of a histogram.</summary>
    internal static LatencyFigures Figures(Histogram histogram) => new()
    {
        P50 = histogram.Quantile(0.5),
        P90 = histogram.Quantile(0.9),
        P95 = histogram.Quantile(0.95),
        P99 = histogram.Quantile(0.99),
        P999 = histogram.Quantile(0.999),
        Mean = Span(histogram.MeanNs),
        Max = Span(histogram.MaxNs),
    };

    private static LoadEndpoint Endpoint(EndpointMetrics endpoint) => new()
    {
        Name = endpoint.Endpoint,
        Requests = endpoint.Requests,
        Failed = endpoint.Failed,
        Status = endpoint.Status,
        Latency = new LoadLatency(Figures(endpoint.Latency), Figures(endpoint.Service)),
        Checks = endpoint.Checks,
        Errors = endpoint.Errors,
    };

    private static TimeSpan? Span(double? nanoseconds) =>
        nanoseconds is { } ns ? TimeSpan.FromTicks((long)Math.Round(ns / TimeSpan.NanosecondsPerTick)) : null;
}
