namespace Headroom.Load.Thresholds;

/// <summary>Records one metric of one selection for one worker: over the whole run, or window by window.</summary>
/// <remarks>
/// <code>
///   |-- window 0 --|-- window 1 --|-- window 2 --|      an event belongs to the window in which it ended
/// </code>
/// Windows that were emptied into another recorder, or taken, are used again: after warm-up recording allocates nothing, and memory does
/// not grow with time as long as somebody empties it. Not safe for concurrent callers.
/// </remarks>
/// <param name="window">The length of the windows; null: the whole run is one.</param>
internal sealed class MetricRecorder(TimeSpan? window)
{
    private readonly long _windowNs = window is { } length ? length.Ticks * TimeSpan.NanosecondsPerTick : 0;
    private readonly List<Window> _windows = [];
    private readonly Stack<MetricTotals> _spare = new();
    private Window _last = new(-1, new MetricTotals());
    private long _first;

    /// <summary>The whole run; empty where there are windows.</summary>
    public MetricTotals Run { get; } = new();

    /// <summary>Records a duration that ended at a time, nanoseconds since the recording began.</summary>
    public void Record(long atNs, long durationNs) => At(atNs).Record(durationNs);

    /// <summary>Counts at a time.</summary>
    public void Count(long atNs, long number) => At(atNs).Count(number);

    /// <summary>Records whether something held at a time; of <c>http_req_failed</c> that the request failed.</summary>
    public void Rate(long atNs, bool holds) => At(atNs).Rate(holds);

    /// <summary>Moves everything into another recorder with the same windows and is empty then.</summary>
    public void MoveTo(MetricRecorder other)
    {
        other.Run.Merge(Run);
        Run.Clear();
        foreach (var (number, totals) in _windows)
        {
            other.Of(number).Merge(totals);
            GiveBack(totals);
        }

        _windows.Clear();
        _last = new Window(-1, _last.Totals);
    }

    /// <summary>The least number of a window in which something was recorded, or null.</summary>
    public long? LeastWindow() => _windows.Count == 0 ? null : _windows.Min(static window => window.Number);

    /// <summary>Reads a window for the last time; what comes for it, or for one before it, later counts in the next.</summary>
    public T Take<T>(long number, Func<MetricTotals, T> read)
    {
        var answer = read(Of(number));
        var place = PlaceOf(number);
        GiveBack(_windows[place].Totals);
        _windows.RemoveAt(place);
        (_last, _first) = (new Window(-1, _last.Totals), number + 1);
        return answer;
    }

    private MetricTotals At(long atNs) => _windowNs == 0 ? Run : Of(atNs / _windowNs);

    private MetricTotals Of(long number)
    {
        var wanted = Math.Max(number, _first);
        if (_last.Number == wanted)
        {
            return _last.Totals;
        }

        var place = PlaceOf(wanted);
        if (place < 0)
        {
            place = _windows.Count;
            _windows.Add(new Window(wanted, _spare.TryPop(out var spare) ? spare : new MetricTotals()));
        }

        _last = _windows[place];
        return _last.Totals;
    }

    private int PlaceOf(long number)
    {
        for (var place = 0; place < _windows.Count; place++)
        {
            if (_windows[place].Number == number)
            {
                return place;
            }
        }

        return -1;
    }

    private void GiveBack(MetricTotals totals)
    {
        totals.Clear();
        _spare.Push(totals);
    }

    private readonly record struct Window(long Number, MetricTotals Totals);
}
