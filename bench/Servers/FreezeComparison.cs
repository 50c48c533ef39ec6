using System.Globalization;
using System.Text.Json;

namespace Headroom.Bench.Servers;

/// <summary>
/// Holds the latencies that a load generator reports against the log of <see cref="FreezingServer"/>. What is true of arrival n is
/// (logged send of n) - (started_at + n / rate).
/// </summary>
internal static class FreezeComparison
{
    private const double NsPerMs = 1e6;
    private const double MostRelative = 0.01;
    private const double MostMedianMs = 0.2;

    // The quantile that each figure is; the mean has none.
    private static readonly (string Name, double? Quantile)[] s_figures =
        [("p50_ms", 0.5), ("mean_ms", null), ("p95_ms", 0.95), ("p99_ms", 0.99), ("p999_ms", 0.999)];

    /// <summary>Writes a row of a Markdown table per figure, mistakes to the error output; true when all are within bounds.</summary>
    public static bool Write(string run, string logFile, string resultFile, double ratePerSecond)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(resultFile));
        var sent = File.ReadLines(logFile).Select(static line => line.Split(' '))
            .Select(static fields => (Number: Whole(fields[0]), RealtimeNs: Whole(fields[1]))).ToArray();
        var startedNs = (DateTimeOffset.Parse(JsonValues.At(document.RootElement, "started_at"), CultureInfo.InvariantCulture).UtcTicks
            - DateTimeOffset.UnixEpoch.Ticks) * 100;
        var trueMs = sent.Select(one => (one.RealtimeNs - startedNs - (one.Number / ratePerSecond * 1e9)) / NsPerMs).Order().ToArray();
        var complete = IsComplete(document.RootElement, [.. sent.Select(static one => one.Number)]);
        return s_figures.Select(figure => Row(run, figure, trueMs, document.RootElement)).ToArray().All(static met => met) && complete;
    }

    private static bool Row(string run, (string Name, double? Quantile) figure, double[] trueMs, JsonElement result)
    {
        var expected = figure.Quantile is { } quantile ? At(trueMs, quantile) : trueMs.Average();
        var service = Ms(result, "service", figure.Name) is { } shown ? Invariant($"{shown:F3}") : "-";
        if (Ms(result, "intended", figure.Name) is not { } reported)
        {
            Console.WriteLine(Invariant($"| {run} | {figure.Name} | {expected:F3} | - | - | - | {service} | not reached |"));
            return false;
        }

        var isMedian = figure.Quantile == 0.5;
        var difference = reported - expected;
        var met = Math.Abs(difference) <= (isMedian ? MostMedianMs : MostRelative * expected);
        var (off, bound) = isMedian
            ? (Invariant($"{difference:+0.000;-0.000} ms"), Invariant($"{MostMedianMs} ms"))
            : (Invariant($"{difference / expected:+0.00%;-0.00%}"), Invariant($"{MostRelative:0 %}"));
        Console.WriteLine(Invariant(
            $"| {run} | {figure.Name} | {expected:F3} | {reported:F3} | {off} | {bound} | {service} | {(met ? "met" : "not reached")} |"));
        return met;
    }

    // Every arrival must have been answered once and recorded: quantiles of a part would prove nothing.
    private static bool IsComplete(JsonElement result, long[] numbers)
    {
        var distinct = numbers.Distinct().Count();
        var recorded = JsonValues.At(result, "requests");
        if (distinct == numbers.Length && numbers.Length > 0 && numbers.Max() == numbers.Length - 1 && Whole(recorded) == numbers.Length)
        {
            return true;
        }

        Console.Error.WriteLine(
            $"freeze: the server answered {numbers.Length} arrivals, {distinct} of them different; "
            + $"the last is {numbers.DefaultIfEmpty(-1).Max()}; {recorded} are recorded");
        return false;
    }

    // The nearest rank, as an HDR histogram has it.
    private static double At(double[] ordered, double quantile) =>
        ordered[Math.Clamp((int)Math.Ceiling(quantile * ordered.Length) - 1, 0, ordered.Length - 1)];

    private static double? Ms(JsonElement result, string clock, string figure) =>
        double.TryParse(JsonValues.At(result, $"latency.{clock}.{figure}"), CultureInfo.InvariantCulture, out var ms) ? ms : null;

    private static long Whole(string text) => long.TryParse(text, out var number) ? number : -1;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
