using System.Buffers;
using System.Globalization;

namespace Headroom.Load.Import.Runs;

/// <summary>Reads the numbers, durations and times that load tools print.</summary>
internal static class RunNumbers
{
    /// <summary>The greatest count that is read: sums of a few thousand do not overflow.</summary>
    public const long MostCount = 1_000_000_000_000_000;

    private const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789.");

    // Of all units only that of a microsecond has a letter that a program may be unable to read or to write.
    private static readonly (string Unit, double Ms)[] s_units =
    [
        ("ns", 1e-6), ("us", 1e-3), ("\u00B5s", 1e-3), ("\u03BCs", 1e-3), ("\uFFFDs", 1e-3), ("?s", 1e-3),
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000),
    ];

    /// <summary>A count: digits only, at most 10^15.</summary>
    public static long? Count(ReadOnlySpan<char> text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= MostCount
            ? value : null;

    /// <summary>A number as a count: whole, not negative, at most 10^15.</summary>
    public static long? Count(double? number) =>
        number is >= 0 and <= MostCount and var value && Math.Floor(value) == value ? (long)value : null;

    /// <summary>A finite decimal number that is not negative.</summary>
    public static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text.Trim(), Plain, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value >= 0
            ? value : null;

    /// <summary>A duration with its units in milliseconds: wrk's "635.91us", Go's "1m2.5s".</summary>
    public static double? Milliseconds(ReadOnlySpan<char> text)
    {
        var rest = text.Trim();
        if (rest.IsEmpty)
        {
            return null;
        }

        var sum = 0.0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(s_digits);
            if (digits <= 0 || Number(rest[..digits]) is not { } number)
            {
                return null;
            }

            rest = rest[digits..];
            var unit = rest.IndexOfAny(s_digits) is > 0 and var next ? rest[..next] : rest;
            if (MsOf(unit) is not { } factor)
            {
                return null;
            }

            sum += number * factor;
            rest = rest[unit.Length..];
        }

        return double.IsFinite(sum) ? sum : null;
    }

    /// <summary>Seconds in milliseconds; null stays null, and so does what is no number any more.</summary>
    public static double? OfSeconds(double? seconds) => seconds * 1000 is { } ms && double.IsFinite(ms) ? ms : null;

    /// <summary>
    /// The seconds in which so many requests came at a mean rate over the whole run; null when one of them is not known, or is 0.
    /// </summary>
    public static double? Lasted(long? requests, double? perSecond) =>
        requests is > 0 and var count && perSecond is > 0 and var rate && double.IsFinite(count / rate) ? count / rate : null;

    /// <summary>An instant of milliseconds since 1970; null when it lies before, or thousands of years after.</summary>
    public static DateTimeOffset? Instant(double unixMs) =>
        unixMs is >= 0 and < 1e14 ? DateTimeOffset.FromUnixTimeMilliseconds((long)unixMs) : null;

    /// <summary>An instant as ISO 8601 writes it, with its offset.</summary>
    public static DateTimeOffset? Iso(string? text) =>
        text is not null && HasOffset(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;

    private static bool HasOffset(string text) =>
        text.Length > 19 && (text[^1] is 'Z' or 'z' || text.AsSpan(19).IndexOfAny('+', '-') >= 0);

    private static double? MsOf(ReadOnlySpan<char> unit)
    {
        foreach (var (name, ms) in s_units)
        {
            if (unit.SequenceEqual(name))
            {
                return ms;
            }
        }

        return null;
    }
}
