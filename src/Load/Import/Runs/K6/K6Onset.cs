namespace Headroom.Load.Import.Runs.K6;

/// <summary>In which seconds an endpoint was requested, in which it failed, and how much was asked of it when it first did.</summary>
/// <remarks>
/// k6 writes samples not quite in order. The last <see cref="Open"/> seconds are open; what comes later counts in the open second that
/// took its place.
/// </remarks>
internal sealed class K6Onset
{
    private const int Open = 8;

    private readonly (long Second, long Requests, long Failed)[] _open = new (long, long, long)[Open];
    private (long Second, long Requests)? _first;

    /// <summary>Seconds in which it was requested, the open ones left out.</summary>
    public long Seconds { get; private set; }

    /// <summary>Seconds in which some of its requests failed, the open ones left out.</summary>
    public long Failing { get; private set; }

    /// <summary>Requests in the first second in which it failed, or null; of the open ones nothing.</summary>
    public long? RequestsAtOnset => _first?.Requests;

    /// <summary>Counts a request that ended in a second of any clock.</summary>
    public void Record(long second) => At(second).Requests++;

    /// <summary>Counts a request that failed in a second; it is recorded, too.</summary>
    public void Fail(long second) => At(second).Failed++;

    /// <summary>Closes all seconds.</summary>
    public void Close()
    {
        for (var place = 0; place < Open; place++)
        {
            Close(ref _open[place], 0);
        }
    }

    private ref (long Second, long Requests, long Failed) At(long second)
    {
        ref var open = ref _open[(int)((ulong)second % Open)];
        if (open.Second < second)
        {
            Close(ref open, second);
        }

        return ref open;
    }

    private void Close(ref (long Second, long Requests, long Failed) open, long next)
    {
        Seconds += open.Requests > 0 ? 1 : 0;
        if (open.Failed > 0)
        {
            Failing++;
            _first = _first is { } first && first.Second <= open.Second ? first : (open.Second, open.Requests);
        }

        open = (next, 0, 0);
    }
}
