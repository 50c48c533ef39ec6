using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Headroom.Load.K6;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>Reads the rows of k6's CSV into one sample, which is used again for the next row.</summary>
internal sealed class K6CsvRow
{
    private const int FirstTag = 3;
    private const int NoTag = -1;
    private const int MostColumns = 1000;
    private const int ShortestDate = 19;
    private const int LongestStamp = 40;

    private readonly int[] _slots;
    private readonly K6Point _point;

    private K6CsvRow(int[] slots, K6Point point) => (_slots, _point) = (slots, point);

    /// <summary>Prepares the reading of rows with the columns of this header; null when it is none.</summary>
    public static K6CsvRow? Of(string header, K6Point point) =>
        header.StartsWith(K6Csv.Header, StringComparison.Ordinal) && header.Split(',') is { Length: <= MostColumns } columns
            ? new K6CsvRow([.. columns.Select((column, place) => place < FirstTag ? NoTag : point.SlotOf(column) ?? NoTag)], point)
            : null;

    /// <summary>Reads a row; false when it is none.</summary>
    public bool Read(ReadOnlySpan<byte> row)
    {
        _point.Begin(null, default, 0);
        if (row.Count((byte)',') < _slots.Length - 1)
        {
            return false;
        }

        var rest = row;
        var isMore = true;
        var name = Field(ref rest, ref isMore, out _);
        if (name.IsEmpty || name.ContainsAny(" \"\n"u8))
        {
            return false;
        }

        if (_point.MetricOf(name) is not { } metric)
        {
            // One whose quote is open goes on in the next line.
            return row.Count((byte)'"') % 2 == 0;
        }

        if (!TryTime(Field(ref rest, ref isMore, out _), out var at)
            || !TryNumber(Field(ref rest, ref isMore, out _), out var value))
        {
            return false;
        }

        _point.Begin(metric, at, value);
        for (var column = FirstTag; column < _slots.Length; column++)
        {
            if (!isMore)
            {
                return false;
            }

            var field = Field(ref rest, ref isMore, out var isDoubled);
            if (_slots[column] >= 0 && !field.IsEmpty)
            {
                _point.Set(_slots[column], field, isDoubled);
            }
        }

        return !isMore && rest.IsEmpty;
    }

    // The next field without its quotes. Nothing is more at the end of the row; a quote that stays open, or has something behind it,
    // leaves a rest.
    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest, ref bool isMore, out bool isDoubled)
    {
        isDoubled = false;
        if (rest is not [(byte)'"', ..])
        {
            var comma = rest.IndexOf((byte)',');
            var plain = comma < 0 ? rest : rest[..comma];
            isMore = comma >= 0;
            rest = comma < 0 ? [] : rest[(comma + 1)..];
            return plain;
        }

        var end = 1;
        while (rest[end..].IndexOf((byte)'"') is >= 0 and var quote)
        {
            end += quote;
            if (end + 1 < rest.Length && rest[end + 1] == '"')
            {
                (end, isDoubled) = (end + 2, true);
                continue;
            }

            var field = rest[1..end];
            isMore = end + 1 < rest.Length && rest[end + 1] == ',';
            rest = rest[Math.Min(rest.Length, end + (isMore ? 2 : 1))..];
            return field;
        }

        isMore = false;
        return rest;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out double value) =>
        Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value);

    // unix, unix_milli, unix_micro and unix_nano are told by their size, rfc3339 by its shape.
    private static bool TryTime(ReadOnlySpan<byte> text, out DateTimeOffset at)
    {
        at = default;
        if (!Utf8Parser.TryParse(text, out long stamp, out var used) || used != text.Length)
        {
            return TryDate(text, out at);
        }

        var (ticks, isKnown) = stamp switch
        {
            < 0 => (0L, false),
            < 100_000_000_000 => (stamp * TimeSpan.TicksPerSecond, true),
            < 100_000_000_000_000 => (stamp * TimeSpan.TicksPerMillisecond, true),
            < 100_000_000_000_000_000 => (stamp * TimeSpan.TicksPerMicrosecond, true),
            _ => (stamp / TimeSpan.NanosecondsPerTick, true),
        };
        at = isKnown ? DateTimeOffset.UnixEpoch.AddTicks(ticks) : default;
        return isKnown;
    }

    private static bool TryDate(ReadOnlySpan<byte> text, out DateTimeOffset at)
    {
        at = default;
        if (text.Length is < ShortestDate or > LongestStamp || text[4] != '-')
        {
            return false;
        }

        Span<char> characters = stackalloc char[LongestStamp];
        var length = Encoding.Latin1.GetChars(text, characters);
        return DateTimeOffset.TryParse(characters[..length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at);
    }
}
