using Headroom.Load;
using Headroom.Model.Text;
using Headroom.Model.Units;
using Headroom.Report;

namespace Headroom.Cli.Output;

/// <summary>Where a load run stands, as text.</summary>
internal static class LoadFrame
{
    private const int BarWidth = 30;
    private const int FixedLines = 5;
    private const int NameWidth = 44;

    /// <summary>One line, for what is no terminal.</summary>
    public static string Line(LoadProgress value)
    {
        var errors = Errors(value);
        return $"{Phase(value),-7} {Clock(value)}  {Format.Count(value.RequestsPerSecond)} requests/s  {Format.Count(value.InFlight)} in "
            + $"flight  p50 {Format.Duration(value.P50)}  p95 {Format.Duration(value.P95)}  p99 {Format.Duration(value.P99)}  "
            + $"{Format.Count(value.Errors)} failed"
            + (errors.Length > 0 ? $"  ({errors})" : "");
    }

    /// <summary>Several lines that fit a terminal: none is wider than it, and there are fewer of them than it has.</summary>
    public static IReadOnlyList<string> Lines(LoadProgress value, int width, int height)
    {
        var share = value.Total > TimeSpan.Zero ? Math.Clamp(value.Elapsed / value.Total, 0, 1) : 1;
        var bar = new string('█', (int)(share * BarWidth)).PadRight(BarWidth, '░');
        var left = value.Phase == LoadPhase.Draining
            ? "ending"
            : $"{Math.Max(0, Math.Ceiling((value.Total - value.Elapsed).TotalSeconds)):0} s left";
        var errors = Errors(value);
        string[] lines =
        [
            $"{bar} {Clock(value)}  {Phase(value)}  {left}",
            $"{Format.Count(value.RequestsPerSecond)} requests/s   {Format.Count(value.InFlight)} in flight   "
                + $"{Format.Count(value.Requests)} requests   "
                + $"{Format.Count(value.Errors)} failed" + (value.Dropped > 0 ? $"   {Format.Count(value.Dropped)} never sent" : ""),
            $"p50 {Format.Duration(value.P50)}   p95 {Format.Duration(value.P95)}   p99 {Format.Duration(value.P99)}   (last second, "
                + "from the intended start)",
            .. errors.Length > 0 ? [$"errors: {errors}"] : Array.Empty<string>(),
            .. Endpoints(value.Endpoints, height - FixedLines - 2),
        ];
        return [.. lines.Take(Math.Max(1, height - 1)).Select(line => Cut(line, width - 1))];
    }

    private static IEnumerable<string> Endpoints(IReadOnlyList<EndpointProgress> endpoints, int most)
    {
        if (endpoints.Count < 2 || most < 2)
        {
            return [];
        }

        var shown = endpoints.OrderByDescending(static endpoint => endpoint.Requests).Take(most - 1).ToList();
        var name = Math.Min(NameWidth, shown.Max(static endpoint => endpoint.Name.Length));
        return
        [
            $"{"".PadRight(name)}  {"requests",11}  {"failed",9}  {"p50",9}  {"p95",9}  {"p99",9}",
            .. shown.Select(endpoint =>
                $"{Format.Short(endpoint.Name, name).PadRight(name)}  {Format.Count(endpoint.Requests),11}  {Failed(endpoint),9}  "
                + $"{Format.Duration(endpoint.P50),9}  {Format.Duration(endpoint.P95),9}  {Format.Duration(endpoint.P99),9}"),
            .. endpoints.Count > shown.Count
                ? [$"and {Format.Several(endpoints.Count - shown.Count, "more endpoint")}"]
                : Array.Empty<string>(),
        ];
    }

    private static string Failed(EndpointProgress endpoint) =>
        endpoint.Failed == 0 ? "0" : Format.Percent(Ratio.Of(endpoint.Failed, endpoint.Requests));

    private static string Errors(LoadProgress value) => string.Join(
        ", ",
        value.ErrorsByKind.OrderByDescending(static error => error.Value)
            .Select(static error => $"{error.Key} ×{Format.Count(error.Value)}"));

    /// <summary>7/30 s; once nothing new starts any more, 30 s + 2 s.</summary>
    public static string Clock(LoadProgress value)
    {
        var (elapsed, total) = (Second(value), Math.Round(value.Total.TotalSeconds));
        return elapsed > total ? $"{total:0} s + {elapsed - total:0} s" : $"{elapsed:0}/{total:0} s";
    }

    /// <summary>The nearest whole second: what comes about once a second comes a little before it as well as after it.</summary>
    public static double Second(LoadProgress value) => Math.Round(value.Elapsed.TotalSeconds);

    private static string Phase(LoadProgress value) => value.Phase switch
    {
        LoadPhase.WarmUp => "warm-up",
        LoadPhase.Recording => "load",
        _ => "drain",
    };

    /// <summary>A line that takes one row: no wider than it may be, and without control characters.</summary>
    /// <param name="line">The line.</param>
    /// <param name="width">The most columns.</param>
    public static string Cut(string line, int width)
    {
        var plain = Format.Plain(line).Replace('\n', ' ').Replace('\t', ' ');
        return width < 2 && plain.Length > width ? "" : Shortened.Of(plain, width);
    }
}
