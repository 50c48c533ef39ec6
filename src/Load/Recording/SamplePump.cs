using System.Collections.Concurrent;
using Headroom.Model.Plans;

namespace Headroom.Load.Recording;

/// <summary>Carries samples from the workers to a sink on a thread of its own.</summary>
/// <remarks>What a sink cannot take in time is lost and counted, rather than kept in ever more memory.</remarks>
internal sealed class SamplePump : IDisposable
{
    private const int MostWaiting = 64;

    private readonly ISampleSink _sink;
    private readonly BlockingCollection<ArraySegment<RequestSample>> _waiting = new(MostWaiting);
    private readonly ConcurrentBag<RequestSample[]> _used = [];
    private readonly Thread _thread;
    private long _lost;

    /// <summary>Begins a run.</summary>
    public SamplePump(ISampleSink sink, DateTimeOffset startedAt, RecordingPlan plan, LoadPlan load)
    {
        _sink = sink;
        var tags = plan.Endpoints.Select(endpoint => TagsOf(load, load.Requests().First(request => request.Endpoint == endpoint.Name)));
        sink.Begin(new SampleHeader(startedAt, [.. plan.Endpoints.Select(static endpoint => endpoint.Name)], [.. tags]));
        _thread = new Thread(Carry) { IsBackground = true, Name = "load samples" };
        _thread.Start();
    }

    /// <summary>A batch for one worker.</summary>
    public SampleBatch NewBatch() => new(this);

    /// <summary>Hands over samples and answers room for the next ones.</summary>
    public RequestSample[] Hand(RequestSample[] samples, int count)
    {
        if (!_waiting.TryAdd(new(samples, 0, count)))
        {
            Interlocked.Add(ref _lost, count);
            return samples;
        }

        return _used.TryTake(out var room) ? room : new RequestSample[samples.Length];
    }

    /// <summary>Waits until the sink has taken everything.</summary>
    /// <returns>How many samples it could not take in time.</returns>
    public long Finish()
    {
        _waiting.CompleteAdding();
        _thread.Join();
        return Interlocked.Read(ref _lost);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Finish();
        _waiting.Dispose();
    }

    private static SortedDictionary<string, string> TagsOf(LoadPlan load, RequestTemplate request)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in load.Tags.Concat(request.Tags))
        {
            tags[name] = value;
        }

        return tags;
    }

    private void Carry()
    {
        foreach (var samples in _waiting.GetConsumingEnumerable())
        {
            _sink.Write(samples);
            _used.Add(samples.Array!);
        }
    }
}

/// <summary>The samples of one worker until they are handed over.</summary>
internal sealed class SampleBatch(SamplePump pump)
{
    private RequestSample[] _samples = new RequestSample[2048];
    private int _count;

    /// <summary>Adds a sample.</summary>
    public void Add(in RequestSample sample)
    {
        _samples[_count++] = sample;
        if (_count == _samples.Length)
        {
            Flush();
        }
    }

    /// <summary>Hands over what there is.</summary>
    public void Flush()
    {
        if (_count > 0)
        {
            _samples = pump.Hand(_samples, _count);
            _count = 0;
        }
    }
}
