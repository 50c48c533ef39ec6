using System.Text;
using Headroom.Model.Text;

namespace Headroom.Load.Import.AccessLogs;

/// <summary>
/// Reads access logs as they come, in pieces of any size and in any order of time: combined, common and JSON lines, told apart line by
/// line.
/// </summary>
/// <remarks>
/// One pass, bounded memory: about 100 MB however long the log. <c>bench/load import</c> guards the speed (100 MB/s on one core).
/// </remarks>
/// <param name="durationUnit">
/// What a whole number stands for that is the duration of a request; null: unknown, unless its name says it.
/// </param>
public sealed class AccessLogScan(TimeSpan? durationUnit = null)
{
    /// <summary>A longer line is malformed.</summary>
    public const int MaxLine = 64 * 1024;

    private const double EnoughTimed = 0.95;

    private const int LongestLine = 80; // characters of the first line that is none

    private readonly CombinedLine _combined = new(durationUnit?.TotalSeconds ?? double.NaN);
    private readonly JsonLine _json = new(durationUnit?.TotalSeconds ?? double.NaN);
    private readonly RouteTree _routes = new();
    private readonly TrafficSeconds _seconds = new();
    private readonly byte[] _carry = new byte[MaxLine];
    private readonly long[] _statuses = new long[500];
    private readonly long[] _verbs = new long[Verbs.Count];
    private int _carried;
    private bool _isTooLong;
    private long _lines;
    private long _malformed;
    private long _other;
    private long _timed;
    private long _unitless;
    private long _from = long.MaxValue;
    private long _to = long.MinValue;
    private long _largestResponse = -1;
    private long _largestRequest = -1;
    private (long Line, string Text)? _firstMalformed;

    /// <summary>Reads the next piece.</summary>
    public void Feed(ReadOnlySpan<byte> data)
    {
        if (_carried > 0 || _isTooLong)
        {
            var end = data.IndexOf((byte)'\n');
            Carry(end < 0 ? data : data[..end]);
            if (end < 0)
            {
                return;
            }

            EndFile();
            data = data[(end + 1)..];
        }

        for (var end = data.IndexOf((byte)'\n'); end >= 0; end = data.IndexOf((byte)'\n'))
        {
            Line(data[..end]);
            data = data[(end + 1)..];
        }

        Carry(data);
    }

    /// <summary>The last line is complete, with or without a line feed.</summary>
    public void EndFile()
    {
        if (_isTooLong)
        {
            _lines++;
            Reject(_carry.AsSpan(0, _carried));
        }
        else
        {
            Line(_carry.AsSpan(0, _carried));
        }

        (_carried, _isTooLong) = (0, false);
    }

    /// <summary>What was read so far.</summary>
    public AccessLogSummary Summary() => new()
    {
        Lines = _lines,
        Requests = _lines - _malformed,
        Malformed = _malformed,
        FirstMalformed = _firstMalformed,
        Time = _from > _to ? null : (DateTimeOffset.FromUnixTimeSeconds(_from), DateTimeOffset.FromUnixTimeSeconds(_to)),
        All = Peaks(static block => block.All, static _ => true),
        Reads = Peaks(static block => block.Reads, static verb => verb.IsRead()),
        Writes = Peaks(static block => block.Writes, static verb => verb.IsWrite()),
        ConcurrencyP90 = _timed > 0 && _timed >= EnoughTimed * (_lines - _malformed) ? _seconds.ConcurrencyP90() : null,
        Timed = _timed,
        Unitless = _unitless,
        LargestResponse = Known(_largestResponse),
        LargestRequest = Known(_largestRequest),
        Statuses = ByStatus(_statuses),
        Routes =
            [.. _routes.Routes().Select(RouteOf).OrderByDescending(static route => route.Requests)
            .ThenBy(static route => route.Endpoint, StringComparer.Ordinal)],
        Other = _other,
        Beyond = _seconds.Beyond,
    };

    private void Carry(ReadOnlySpan<byte> data)
    {
        var room = Math.Min(data.Length, _carry.Length - _carried);
        data[..room].CopyTo(_carry.AsSpan(_carried));
        _carried += room;
        _isTooLong |= room < data.Length;
    }

    private void Line(ReadOnlySpan<byte> line)
    {
        line = line.Length > 0 && line[^1] == '\r' ? line[..^1] : line;
        line = line.StartsWith("\uFEFF"u8) ? line[3..] : line;
        if (line.Length == 0)
        {
            return;
        }

        _lines++;
        var entry = new LogEntry();
        if (line.Length <= MaxLine && (line[0] == '{' ? _json.TryRead(line, ref entry) : _combined.TryRead(line, ref entry)))
        {
            Count(ref entry);
        }
        else
        {
            Reject(line);
        }
    }

    private void Count(ref LogEntry entry)
    {
        var verb = Verbs.Of(entry.Method);
        _verbs[(int)verb]++;
        _statuses[entry.Status - 100]++;
        _from = Math.Min(_from, entry.Time);
        _to = Math.Max(_to, entry.Time);
        _largestResponse = Math.Max(_largestResponse, entry.ResponseBytes);
        _largestRequest = Math.Max(_largestRequest, entry.RequestBytes);
        _timed += double.IsNaN(entry.Seconds) ? 0 : 1;
        _unitless += entry.HasUnitlessDuration ? 1 : 0;
        _seconds.Add(entry.Time, verb, entry.Seconds);
        entry.Target = WithoutHost(entry.Target);
        if (Segments.IsStrange(entry.Target) || !_routes.Add(verb, entry))
        {
            _other++;
        }
    }

    private void Reject(ReadOnlySpan<byte> line)
    {
        _malformed++;
        if (_firstMalformed is null)
        {
            var text = Encoding.UTF8.GetString(line[..Math.Min(4 * LongestLine, line.Length)]); // a character has four bytes at most
            _firstMalformed = (_lines, Shortened.Of(string.Concat(text.Select(static c => char.IsControl(c) ? '?' : c)), LongestLine));
        }
    }

    private static ReadOnlySpan<byte> WithoutHost(ReadOnlySpan<byte> target)
    {
        if (target.Length == 0 || target[0] == '/' || !(target.StartsWith("http://"u8) || target.StartsWith("https://"u8)))
        {
            return target;
        }

        var host = target[(target.IndexOf("//"u8) + 2)..];
        var slash = host.IndexOf((byte)'/');
        return slash < 0 ? "/"u8 : host[slash..];
    }

    private Peaks? Peaks(Func<TrafficSeconds.Block, int[]> kind, Func<Verb, bool> counts)
    {
        var count = Enum.GetValues<Verb>().Where(counts).Sum(verb => _verbs[(int)verb]);
        return _seconds.Busiest(kind) is var (second, minute) ? new Peaks(count, second, Whole(count) ?? InARow(kind) ?? minute) : null;
    }

    // A log that is shorter than a minute has none: its rate is that of all of it.
    private Peak? Whole(long count) => _to - _from + 1 is < 60 and var seconds
        ? new Peak((double)count / seconds, DateTimeOffset.FromUnixTimeSeconds(_from))
        : null;

    // Of fewer than two minutes perhaps none is a whole one of the clock, and those at its ends count too few requests.
    private Peak? InARow(Func<TrafficSeconds.Block, int[]> kind) =>
        _to - _from + 1 < 120 ? _seconds.BusiestInARow(kind, _from, _to) : null;

    private static LoggedRoute RouteOf((IReadOnlyList<string?> Pieces, Verb Verb, RouteTally Tally) route) => new()
    {
        Method = route.Verb.Text(),
        Pieces = route.Pieces,
        Requests = route.Tally.Count,
        Statuses = ByStatus(Array.ConvertAll(route.Tally.Statuses, static count => (long)count)),
        LargestResponse = Known(route.Tally.LargestResponse),
        Queries =
            [.. route.Tally.Shapes.OrderByDescending(static shape => shape.Count)
            .ThenBy(static shape => string.Join('&', shape.Names), StringComparer.Ordinal)
            .Select(static shape => new LoggedQuery { Names = shape.Names, Kept = shape.Kept, Requests = shape.Count, Rows = shape.Rows })],
    };

    private static SortedDictionary<int, long> ByStatus(long[] counts)
    {
        var statuses = new SortedDictionary<int, long>();
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                statuses[100 + i] = counts[i];
            }
        }

        return statuses;
    }

    private static long? Known(long value) => value < 0 ? null : value;
}
