using System.Globalization;
using Headroom.Model.Findings;
using Headroom.Model.Text;
using Headroom.Model.Units;

namespace Headroom.Report;

/// <summary>Quantities as a person reads them: the only place where anything is rounded or becomes percent.</summary>
/// <remarks>What is not known is <see cref="Unknown"/>, never 0. No answer depends on the culture of the thread.</remarks>
internal static class Format
{
    /// <summary>What stands in the place of a number that is not known.</summary>
    public const string Unknown = "–";

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>950 µs, 8.1 ms, 1.24 s, 2 min 5 s, 1 h 2 min.</summary>
    public static string Duration(TimeSpan? duration) => duration is { } value ? Duration(value, "0.0", "0.00") : Unknown;

    /// <summary>The same without idle zeros, for a bound that a person chose: 100 ms, 1.5 s.</summary>
    public static string Bound(TimeSpan? duration) => duration is { } value ? Duration(value, "0.####", "0.#####") : Unknown;

    /// <summary>6.3 %. What is not quite nothing is not 0 %, and what is not quite all is not 100 %.</summary>
    public static string Percent(Ratio? share) => share is { } ratio ? Percent(ratio.Value) : Unknown;

    /// <summary>The same without idle zeros, for a bound that a person chose: 1 %, 0.5 %.</summary>
    public static string Bound(Ratio? share) => share is { } ratio ? Text(ratio.Value * 100, "0.####") + " %" : Unknown;

    /// <summary>How well a line fits, rounded down, so that only a perfect fit is 1: 0.999.</summary>
    public static string Fit(double fit) => Text(Math.Floor((fit * 1000) + 1e-9) / 1000, "0.###");

    /// <summary>A change as a signed percentage: −12.3 %, +4 %; the minus is a true one.</summary>
    public static string Change(double change) =>
        Math.Abs(change) switch
        {
            0 => "0 %",
            < 0.0001 => "±0.01 %",
            var size => (change < 0 ? "−" : "+") + Text(size * 100, size < 0.1 ? "0.##" : "0.#") + " %",
        };

    /// <summary>12.4 MB, in powers of ten.</summary>
    public static string Bytes(Bytes? size) => size?.Value switch
    {
        null => Unknown,
        < 1_000 and var bytes => Text(bytes, "0") + " B",
        < 999_950 and var bytes => Text(bytes / 1e3, "0.0") + " kB",
        < 999_950_000 and var bytes => Text(bytes / 1e6, "0.0") + " MB",
        var bytes => Text(bytes.Value / 1e9, "0.0") + " GB",
    };

    /// <summary>1,234.</summary>
    public static string Count(long? count) => count is { } value ? value.ToString("#,0", Invariant) : Unknown;

    /// <summary>66.9/s.</summary>
    public static string Rate(PerSecond? rate) => rate is { } value ? Number(value.Value) + "/s" : Unknown;

    /// <summary>A plain number to three significant digits, whole from 100 on: 0.052, 1.24, 12.4, 1,234.</summary>
    public static string Number(double? number) => number switch
    {
        null => Unknown,
        0 => "0",
        { } value when Math.Abs(value) < 0.001 => value.ToString("0.0e0", Invariant),
        { } value when Math.Abs(value) < 0.1 => Text(value, "0.####"),
        { } value when Math.Abs(value) < 9.995 => Text(value, "0.##"),
        { } value when Math.Abs(value) < 99.95 => Text(value, "0.#"),
        { } value => Text(value, "#,0"),
    };

    /// <summary>How many times as much: 643x, 2.1x; a factor beyond 10,000 is "over 10,000x", the result holds no more digits.</summary>
    public static string Factor(double factor) => factor > 10_000 ? "over 10,000x" : Number(factor) + "x";

    /// <summary>A number of a finding with its unit, if it has one: 63 %, 54.2 ms, 12.3/s, 8.2 MB, 1,234 rows, 0.98.</summary>
    public static string Fact(Fact fact) => fact.Unit switch
    {
        "" or "value" => Number(fact.Value),
        "ratio" => Percent(fact.Value),
        "ms" => Duration(TimeSpan.FromMilliseconds(fact.Value)),
        "s" => Duration(TimeSpan.FromSeconds(fact.Value)),
        "per_s" or "1/s" => Number(fact.Value) + "/s",
        "bytes" => Bytes(new Bytes((long)fact.Value)),
        "bytes/s" => Bytes(new Bytes((long)fact.Value)) + "/s",
        var unit => Number(fact.Value) is "1" ? $"1 {OfOne(unit)}" : $"{Number(fact.Value)} {unit}",
    };

    // rows, indexes, calls/request: the first word is what is counted.
    private static string OfOne(string unit)
    {
        var slash = unit.IndexOf('/', StringComparison.Ordinal);
        var (many, rest) = slash < 0 ? (unit, "") : (unit[..slash], unit[slash..]);
        return many switch
        {
            "indexes" => "index",
            "entries" => "entry",
            "batches" => "batch",
            [.. var one, 's'] => one,
            _ => many,
        } + rest;
    }

    /// <summary>2026-08-01 09:30 UTC.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", Invariant) + " UTC";

    /// <summary>1 finding, 2 findings.</summary>
    public static string Several(long count, string one, string? many = null) => $"{Count(count)} {Counted.Word(count, one, many)}";

    /// <summary>A number in a coordinate or an attribute.</summary>
    public static string Coordinate(double number) => Text(number, "0.##");

    /// <summary>
    /// Text from outside without what could rearrange or hide it: control characters but line breaks and tabs, and the
    /// characters that turn the direction of writing. A line break of Windows becomes one.
    /// </summary>
    public static string Plain(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        return lines.Any(IsTreacherous) ? string.Concat(lines.Select(c => IsTreacherous(c) ? '\uFFFD' : c)) : lines;
    }

    /// <summary>The first <paramref name="length"/> characters of one line.</summary>
    public static string Short(string text, int length) => Shortened.Line(Plain(text), length);

    private static bool IsTreacherous(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t'))
        || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F';

    private static string Duration(TimeSpan value, string milliseconds, string seconds) => value.TotalMilliseconds switch
    {
        0 => "0 ms",
        < 0 => "−" + Duration(value.Negate(), milliseconds, seconds),
        < 0.01 and var ms => Text(ms * 1000, "0.#") + " µs",
        < 0.9995 and var ms => Text(ms * 1000, "0") + " µs",
        < 999.95 and var ms => Text(ms, milliseconds) + " ms",
        < 59_995 and var ms => Text(ms / 1000, seconds) + " s",
        < 3_599_500 and var ms => Pair(Math.Round(ms / 1000), 60, "min", "s"),
        var ms => Pair(Math.Round(ms / 60_000), 60, "h", "min"),
    };

    private static string Pair(double units, int size, string great, string small)
    {
        var rest = units % size;
        return $"{Text(Math.Floor(units / size), "#,0")} {great}" + (rest == 0 ? "" : $" {Text(rest, "0")} {small}");
    }

    private static string Percent(double ratio) => ratio switch
    {
        0 => "0 %",
        1 => "100 %",
        < 0.0001 => "< 0.01 %",
        < 0.00995 => Text(ratio * 100, "0.00") + " %",
        > 1.0005 => Text(ratio * 100, "#,0") + " %",
        >= 0.9995 => "> 99.9 %",
        _ => Text(ratio * 100, "0.0") + " %",
    };

    private static string Text(double number, string format) => number.ToString(format, Invariant);
}
