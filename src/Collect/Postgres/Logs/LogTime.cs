using System.Buffers.Text;
using Headroom.Model.Text;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>
/// Reads <c>2026-01-31 12:00:00.123 UTC</c>. Remembers the last second and the last zone, which most lines share.
/// </summary>
/// <remarks>
/// The zone is an offset or an abbreviation of log_timezone. Abbreviations are not unique; those of the table are read as PostgreSQL's
/// default timezone_abbreviations has them, any other counts as UTC and is remembered in <see cref="UnknownZone"/>.
/// </remarks>
internal sealed class LogTime
{
    /// <summary>"2026-01-31 12:00:00".</summary>
    public const int SecondLength = 19;

    private const string Zones =
        "UTC 0,GMT 0,Z 0,WET 0,WEST 1,BST 1,CET 1,CEST 2,EET 2,EEST 3,MSK 3,IST 2,PKT 5,SGT 8,HKT 8,AWST 8,JST 9,KST 9,ACST 9.5,"
        + "AEST 10,AEDT 11,NZST 12,NZDT 13,EST -5,EDT -4,CST -6,CDT -5,MST -7,MDT -6,PST -8,PDT -7,AKST -9,AKDT -8,HST -10,BRT -3,ART -3";

    private static readonly Dictionary<string, double> Hours =
        Zones.Split(',').Select(static zone => zone.Split(' '))
            .ToDictionary(static zone => zone[0], static zone => double.Parse(zone[1]), StringComparer.Ordinal);

    private readonly byte[] _second = new byte[SecondLength];
    private readonly Dictionary<byte[], long>.AlternateLookup<ReadOnlySpan<byte>> _zones =
        new Dictionary<byte[], long>(ByteKeys.Comparer).GetAlternateLookup<ReadOnlySpan<byte>>();

    private long _ticks;
    private byte[] _zone = [];
    private long _offset;

    /// <summary>A zone that is not known, which was taken for UTC; null when there was none.</summary>
    public string? UnknownZone { get; private set; }

    /// <summary>The stamp at the start of a text.</summary>
    /// <returns>Its length, or 0 when there is none.</returns>
    public int Read(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length < SecondLength || !SecondOf(text[..SecondLength]))
        {
            return 0;
        }

        var at = SecondLength;
        var fraction = 0L;
        if (at < text.Length && text[at] == '.')
        {
            var scale = TimeSpan.TicksPerSecond;
            for (at++; at < text.Length && char.IsAsciiDigit((char)text[at]); at++)
            {
                scale /= 10;
                fraction += scale * (text[at] - '0');
            }
        }

        ticks = _ticks + fraction;
        if (at >= text.Length || text[at] != ' ')
        {
            return at;
        }

        var zone = at + 1;
        var end = zone;
        var isOffset = end < text.Length && text[end] is (byte)'+' or (byte)'-';
        end += isOffset ? 1 : 0;
        while (end < text.Length && (isOffset ? char.IsAsciiDigit((char)text[end]) : char.IsAsciiLetter((char)text[end])))
        {
            end++;
        }

        if (end == zone || end - zone > 10)
        {
            return at;
        }

        ticks -= OffsetOf(text[zone..end]);
        return end;
    }

    private bool SecondOf(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual(_second))
        {
            return true;
        }

        if (text[4] != '-' || text[7] != '-' || text[10] is not ((byte)' ' or (byte)'T') || text[13] != ':' || text[16] != ':'
            || Number(text[..4]) is not { } year || Number(text[5..7]) is not { } month || Number(text[8..10]) is not { } day
            || Number(text[11..13]) is not { } hour || Number(text[14..16]) is not { } minute || Number(text[17..19]) is not { } second
            || year < 1990 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59
            || second > 60)
        {
            return false;
        }

        _ticks = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks + (second * TimeSpan.TicksPerSecond);
        text.CopyTo(_second);
        return true;
    }

    private static int? Number(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out uint number, out var used) && used == digits.Length ? (int)number : null;

    private long OffsetOf(ReadOnlySpan<byte> zone)
    {
        if (!zone.SequenceEqual(_zone))
        {
            (_offset, _zone) = (LookUp(zone), zone.ToArray());
        }

        return _offset;
    }

    private long LookUp(ReadOnlySpan<byte> zone)
    {
        if (_zones.TryGetValue(zone, out var known))
        {
            return known;
        }

        var text = System.Text.Encoding.ASCII.GetString(zone);
        var offset = 0L;
        if (text[0] is '+' or '-' && text.Length is 3 or 5 && Number(zone[1..3]) is { } hours
            && (zone.Length == 3 ? 0 : Number(zone[3..])) is { } minutes)
        {
            offset = ((hours * 60) + minutes) * TimeSpan.TicksPerMinute * (text[0] == '-' ? -1 : 1);
        }
        else if (Hours.TryGetValue(text, out var table))
        {
            offset = (long)(table * TimeSpan.TicksPerHour);
        }
        else
        {
            UnknownZone ??= text;
        }

        if (_zones.Dictionary.Count < 100)
        {
            _zones[zone] = offset;
        }

        return offset;
    }
}
