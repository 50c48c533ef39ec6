using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Report.Load;

/// <summary>The totals of a load run.</summary>
internal static class LoadTotals
{
    /// <summary>One line for each kind of thing that was counted.</summary>
    public static IEnumerable<string> Lines(RunMetrics run)
    {
        var (window, generator) = (run.Window.Duration, run.Generator);
        var (requests, failed) = (LoadResults.Requests(run), LoadResults.Failed(run));
        var length = Format.Bound(window);
        yield return $"requests    {Format.Count(requests)} in {length}, {Format.Rate(LoadResults.Rate(run))}; "
            + $"{Format.Count(failed)} failed"
            + (failed == 0 ? "" : $" ({Format.Percent(Ratio.Of(failed, requests))})");
        yield return $"iterations  {Format.Count(generator.Iterations)}, {Rate(generator.Iterations, window)}; "
            + $"p95 {(LoadResults.Latency(run).Count == 0 ? Format.Unknown : Format.Duration(run.IterationDuration.Quantile(0.95)))}"
            + (generator.CutShort > 0 ? $"; {Format.Count(generator.CutShort)} ended early" : "");
        if (run.OfferedRate is { } offered)
        {
            yield return $"arrivals    {Format.Rate(offered)} offered; {Format.Count(generator.Waited)} waited for a virtual user, "
                + $"{Format.Count(generator.DroppedByTarget)} never sent, {Format.Count(generator.DroppedByGenerator)} lost by the "
                + "generator";
        }

        var (received, sent) =
            (run.Endpoints.Sum(static endpoint => endpoint.Received.Value), run.Endpoints.Sum(static endpoint => endpoint.Sent.Value));
        yield return $"data        {Format.Bytes(new Bytes(received))} of bodies received ({Size(received, window)}), "
            + $"{Format.Bytes(new Bytes(sent))} sent ({Size(sent, window)})";
        yield return $"users       at most {Format.Count(generator.PeakVus)} at once; "
            + $"{Format.Several(generator.Connections, "connection was", "connections were")} opened";
        yield return $"generator   {Format.Duration(generator.Cpu)} of processor time on {Format.Several(generator.Threads, "thread")}; "
            + $"peak memory {Format.Bytes(generator.PeakRss)}";
    }

    private static string Rate(long count, TimeSpan window) =>
        window <= TimeSpan.Zero ? Format.Unknown : Format.Rate(PerSecond.Of(count, window));

    private static string Size(long bytes, TimeSpan window) =>
        window <= TimeSpan.Zero ? Format.Unknown : Format.Bytes(new Bytes((long)(bytes / window.TotalSeconds))) + "/s";
}
