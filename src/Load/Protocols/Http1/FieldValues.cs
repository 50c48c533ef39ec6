using System.Text;

namespace Headroom.Load.Protocols.Http1;

/// <summary>Reads the values of the header fields that frame a message.</summary>
internal static class FieldValues
{
    /// <summary>A value without the white space around it.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value)
    {
        var (from, to) = (0, value.Length);
        while (from < to && IsSpace(value[from]))
        {
            from++;
        }

        while (to > from && IsSpace(value[to - 1]))
        {
            to--;
        }

        return value[from..to];
    }

    /// <summary>
    /// A length: digits alone, or a list of the same number again and again.
    /// <b>Source:</b> RFC 9110, section 8.6.
    /// </summary>
    /// <param name="value">The field's value.</param>
    /// <param name="length">In: the length of an earlier field, or -1. Out: the length.</param>
    /// <returns>False when it is no length, more than a <see cref="long"/> holds, or another than the earlier one.</returns>
    public static bool TryLength(ReadOnlySpan<byte> value, ref long length)
    {
        while (true)
        {
            var comma = value.IndexOf((byte)',');
            if (!TryDigits(Trim(comma < 0 ? value : value[..comma]), out var one) || (length >= 0 && length != one))
            {
                return false;
            }

            length = one;
            if (comma < 0)
            {
                return true;
            }

            value = value[(comma + 1)..];
        }
    }

    /// <summary>Whether a comma-separated list has a token, in any case.</summary>
    public static bool HasToken(ReadOnlySpan<byte> list, ReadOnlySpan<byte> lowerToken)
    {
        foreach (var range in list.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(Trim(list[range]), lowerToken))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r';

    private static bool TryDigits(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit) || number > (long.MaxValue - (digit - '0')) / 10)
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return !digits.IsEmpty;
    }
}
