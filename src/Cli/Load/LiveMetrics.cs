using Headroom.Load;
using Headroom.Report.Load;

namespace Headroom.Cli.Load;

/// <summary>Counts every request while the run goes on, for scrapers.</summary>
internal sealed class LiveMetrics : ISampleSink, IProgress<LoadProgress>
{
    private static readonly long[] s_boundsNs = [.. OpenMetricsText.BoundsS.Select(static bound => (long)Math.Round(bound * 1e9))];

    private readonly Lock _lock = new();
    private IReadOnlyList<Endpoint> _endpoints = [];
    private LoadProgress? _progress;

    /// <inheritdoc/>
    public void Begin(SampleHeader header)
    {
        lock (_lock)
        {
            _endpoints = [.. header.Endpoints.Select(static name => new Endpoint(name))];
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<RequestSample> samples)
    {
        lock (_lock)
        {
            foreach (ref readonly var sample in samples)
            {
                if (!sample.WarmUp)
                {
                    _endpoints[sample.Endpoint].Add(in sample);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Report(LoadProgress value)
    {
        lock (_lock)
        {
            _progress = value;
        }
    }

    /// <summary>The text that a scraper gets now.</summary>
    public string Text()
    {
        lock (_lock)
        {
            return OpenMetricsText.Render(new LiveLoad
            {
                Elapsed = _progress?.Elapsed ?? TimeSpan.Zero,
                InFlight = _progress?.InFlight ?? 0,
                Dropped = _progress?.Dropped ?? 0,
                Endpoints = [.. _endpoints.Select(static endpoint => endpoint.Live())],
            });
        }
    }

    private sealed class Endpoint(string name)
    {
        private readonly Dictionary<int, long> _status = [];
        private readonly Dictionary<string, long> _errors = new(StringComparer.Ordinal);
        private readonly Buckets _latency = new();
        private readonly Buckets _service = new();
        private long _failed;

        public void Add(in RequestSample sample)
        {
            _failed += sample.Failed ? 1 : 0;
            if (sample.Status != 0)
            {
                _status[sample.Status] = _status.GetValueOrDefault(sample.Status) + 1;
            }
            else
            {
                _errors[sample.Error.Text()] = _errors.GetValueOrDefault(sample.Error.Text()) + 1;
            }

            if (sample.Error is ErrorKind.None or ErrorKind.Timeout or ErrorKind.Unfinished)
            {
                _latency.Add(sample.EndedNs - sample.IntendedNs);
                _service.Add(sample.EndedNs - sample.BeganNs);
            }
        }

        public LiveEndpoint Live() => new()
        {
            Name = name,
            Status = _status,
            Errors = _errors,
            Failed = _failed,
            Latency = _latency.Live(),
            Service = _service.Live(),
        };
    }

    private sealed class Buckets
    {
        private readonly long[] _counts = new long[s_boundsNs.Length + 1];
        private long _sumNs;

        public void Add(long nanoseconds)
        {
            var place = Array.BinarySearch(s_boundsNs, nanoseconds);
            _counts[place < 0 ? ~place : place]++;
            _sumNs += Math.Max(0, nanoseconds);
        }

        public LiveBuckets Live() => new(_counts, _sumNs / 1e9);
    }
}
