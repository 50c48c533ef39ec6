using System.Buffers;

namespace Headroom.Load.Import.AccessLogs;

/// <summary>Tells a piece of a path that names a route from one that names a thing.</summary>
internal static class Segments
{
    /// <summary>Longer pieces are ids, whatever they look like.</summary>
    public const int MaxName = 64;

    private static readonly SearchValues<byte> s_version = SearchValues.Create("0123456789."u8);
    private static readonly SearchValues<byte> s_hex = SearchValues.Create("0123456789abcdefABCDEF"u8);
    private static readonly SearchValues<byte> s_numeric = SearchValues.Create("0123456789-,_:T"u8);
    private static readonly SearchValues<byte> s_opaque =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_="u8);
    private static readonly SearchValues<byte> s_address = SearchValues.Create(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._~%!'()*+,;:@/?&=[]|$"u8);

    /// <summary>
    /// Whether a piece is an id by its looks: digits, dates and lists of numbers, a UUID, 12 or more hex digits, a ULID, letters and digits
    /// mixed as in base64url, a word with a number of three or more digits (<c>order-1234</c>), an address of a mailbox; each also with a
    /// file's ending.
    /// </summary>
    public static bool IsId(ReadOnlySpan<byte> segment)
    {
        if (segment.Length > MaxName)
        {
            return true;
        }

        if (!segment.ContainsAnyInRange((byte)'0', (byte)'9'))
        {
            return segment.IndexOf((byte)'@') > 0;
        }

        return segment[0] is >= (byte)'0' and <= (byte)'9' && !segment.ContainsAnyExcept(s_numeric) || IsMixed(segment)
            || (segment.LastIndexOf((byte)'.') is > 0 and var dot && segment.Length - dot <= 6 && !IsVersion(segment)
                && IsId(segment[..dot]));
    }

    /// <summary>Whether an address has characters that a client should have escaped; such requests are probes, not routes.</summary>
    public static bool IsStrange(ReadOnlySpan<byte> target) =>
        target.Length == 0 || target[0] != '/' || target.ContainsAnyExcept(s_address);

    private static bool IsMixed(ReadOnlySpan<byte> text)
    {
        if (text.Length < 8 || text.ContainsAnyExcept(s_opaque))
        {
            return text.IndexOf((byte)'@') > 0;
        }

        var (digits, upper, lower, dashes) = (0, 0, 0, 0);
        foreach (var c in text)
        {
            digits += c is >= (byte)'0' and <= (byte)'9' ? 1 : 0;
            upper += c is >= (byte)'A' and <= (byte)'Z' ? 1 : 0;
            lower += c is >= (byte)'a' and <= (byte)'z' ? 1 : 0;
            dashes += c is (byte)'-' or (byte)'_' ? 1 : 0;
        }

        return IsUuid(text)
            || (text.Length >= 12 && digits >= 2 && !text.ContainsAnyExcept(s_hex))
            || (text.Length == 26 && digits >= 3 && dashes == 0 && (upper == 0 || lower == 0))
            || (text.Length >= 10 && digits >= 2 && upper >= 2 && lower >= 2)
            || (text.Length >= 20 && digits >= 5 && dashes <= 2)
            || IsNumberedWord(text, digits, dashes);
    }

    private static bool IsUuid(ReadOnlySpan<byte> text) =>
        text.Length == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'
        && text.Count((byte)'-') == 4 && !text[..8].ContainsAnyExcept(s_hex) && !text[24..].ContainsAnyExcept(s_hex);

    private static bool IsNumberedWord(ReadOnlySpan<byte> text, int digits, int dashes) =>
        digits >= 3 && dashes == 1 && text.IndexOfAny((byte)'-', (byte)'_') is > 0 and var dash
        && !text[..dash].ContainsAnyInRange((byte)'0', (byte)'9') && !text[(dash + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static bool IsVersion(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept(s_version);
}
