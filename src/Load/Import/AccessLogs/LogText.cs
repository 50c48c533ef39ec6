using System.Buffers.Text;

namespace Headroom.Load.Import.AccessLogs;

/// <summary>Reads the numbers and times that stand in logs, without making strings of them.</summary>
internal static class LogText
{
    /// <summary>A whole number that is not negative and has at most 18 digits.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > 18)
        {
            return false;
        }

        foreach (var digit in text)
        {
            var number = digit - (uint)'0';
            if (number > 9)
            {
                return false;
            }

            value = (value * 10) + number;
        }

        return true;
    }

    /// <summary>A duration in seconds, from text such as <c>0.012</c>, <c>12.5ms</c> or, where the unit is known, <c>12</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="secondsPerUnit">
    /// What a number without a unit counts; not a number: a decimal counts seconds, a whole number is not understood.
    /// </param>
    /// <param name="unitless">Whether it is a whole number that is not understood.</param>
    /// <returns>Seconds, not negative; not a number when it is none.</returns>
    public static double Seconds(ReadOnlySpan<byte> text, double secondsPerUnit, out bool unitless)
    {
        unitless = false;
        if (!Utf8Parser.TryParse(text, out double number, out var used) || !double.IsFinite(number) || number < 0)
        {
            return double.NaN;
        }

        if (used < text.Length)
        {
            return number * SuffixSeconds(text[used..]);
        }

        if (!double.IsNaN(secondsPerUnit))
        {
            return number * secondsPerUnit;
        }

        unitless = text.IndexOfAny(".eE"u8) < 0;
        return unitless ? double.NaN : number;
    }

    /// <summary>A time as Apache and nginx write it, <c>10/Oct/2026:13:55:36 -0700</c>, in seconds since 1970 UTC.</summary>
    public static bool TryClfTime(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        return text.Length == 26 && text[2] == '/' && text[6] == '/' && text[11] == ':' && text[14] == ':' && text[17] == ':'
            && text[20] == ' '
            && TryInteger(text[..2], out var day) && Month(text.Slice(3, 3)) is > 0 and var month
                && TryInteger(text.Slice(7, 4), out var year)
            && TryClock(text.Slice(12, 8), out var clock) && TryOffset(text[21..], out var offset)
            && TryInstant(year, month, day, clock - offset, out time);
    }

    /// <summary>
    /// A time as ISO 8601 writes it (UTC when it names no offset), or a number of seconds, milli-, micro- or nanoseconds since 1970.
    /// </summary>
    public static bool TryTime(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        if (text.Length >= 19 && text[4] == '-' && text[7] == '-' && (text[10] | 0x20) is 't' or ' ')
        {
            var rest = text[19..];
            if (rest.Length > 0 && rest[0] is (byte)'.' or (byte)',')
            {
                var end = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                rest = end < 0 ? [] : rest[(end + 1)..];
            }

            return TryInteger(text[..4], out var year) && TryInteger(text.Slice(5, 2), out var month)
                && TryInteger(text.Slice(8, 2), out var day)
                && TryClock(text.Slice(11, 8), out var clock) && TryOffset(rest.TrimStart((byte)' '), out var offset)
                && TryInstant(year, month, day, clock - offset, out time);
        }

        return TryClfTime(text, out time) || TryEpoch(text, out time);
    }

    private static double SuffixSeconds(ReadOnlySpan<byte> suffix) =>
        suffix.SequenceEqual("s"u8) ? 1
        : suffix.SequenceEqual("ms"u8) ? 1e-3
        : suffix.SequenceEqual("us"u8) || suffix.SequenceEqual("µs"u8) ? 1e-6
        : suffix.SequenceEqual("ns"u8) ? 1e-9
        : double.NaN;

    private static bool TryEpoch(ReadOnlySpan<byte> text, out long time)
    {
        var dot = text.IndexOf((byte)'.');
        if (!TryIntegerWide(dot < 0 ? text : text[..dot], out time))
        {
            return false;
        }

        while (time > 100_000_000_000)
        {
            time /= 1000;
        }

        return true;
    }

    private static bool TryIntegerWide(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && value > 0;

    private static bool TryClock(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text[2] != ':' || text[5] != ':' || !TryInteger(text[..2], out var hour) || !TryInteger(text.Slice(3, 2), out var minute)
            || !TryInteger(text.Slice(6, 2), out var second) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        seconds = (hour * 3600) + (minute * 60) + second;
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text.Length == 0 || text is [(byte)'Z' or (byte)'z'])
        {
            return true;
        }

        if (text.Length is not (3 or 5 or 6) || text[0] is not ((byte)'+' or (byte)'-') || !TryInteger(text.Slice(1, 2), out var hours))
        {
            return false;
        }

        long minutes = 0;
        if (text.Length > 3 && !TryInteger(text[^2..], out minutes))
        {
            return false;
        }

        seconds = ((hours * 3600) + (minutes * 60)) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryInstant(long year, long month, long day, long seconds, out long time)
    {
        time = 0;
        if (year is < 1970 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth((int)year, (int)month))
        {
            return false;
        }

        time = ((new DateTime((int)year, (int)month, (int)day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond) + seconds;
        return true;
    }

    private static int Month(ReadOnlySpan<byte> name) =>
        "JanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(name) is var at && at >= 0 && at % 3 == 0 ? (at / 3) + 1 : 0;
}
