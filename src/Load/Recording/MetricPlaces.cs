using Headroom.Load.Protocols;
using Headroom.Load.Thresholds;

namespace Headroom.Load.Recording;

/// <summary>Which of the thresholds' recorders count requests, iterations and groups that have certain labels.</summary>
internal sealed class MetricPlaces
{
    private readonly Place[] _latency;
    private readonly Place[] _duration;
    private readonly Place[] _failed;
    private readonly Place[] _requests;
    private readonly Place[] _received;
    private readonly Place[] _sent;
    private readonly Place[] _checks;
    private readonly Place[] _iterations;
    private readonly Place[] _iterationDuration;
    private readonly Place[] _groups;
    private readonly Place[] _dropped;

    private MetricPlaces(ThresholdBoard board, KnownTags known)
    {
        _latency = Of("latency");
        _duration = Of("http_req_duration");
        _failed = Of("http_req_failed");
        _requests = Of("http_reqs");
        _received = Of("data_received");
        _sent = Of("data_sent");
        _checks = Of("checks");
        _iterations = Of("iterations");
        _iterationDuration = Of("iteration_duration");
        _groups = Of("group_duration");
        _dropped = Of("dropped_iterations");

        Place[] Of(string metric) =>
        [
            .. board.Slots.Index().Where(slot => slot.Item.Metric == metric && slot.Item.Selector.Fits(known))
                .Select(static slot => new Place(slot.Index, slot.Item.Selector)),
        ];
    }

    /// <summary>The places of things with these labels; null when there are no thresholds.</summary>
    public static MetricPlaces? For(ThresholdBoard board, KnownTags known) =>
        board.Slots.Count == 0 ? null : new MetricPlaces(board, known);

    /// <summary>Counts a request; what ends in the drain after the window is no part of a number or a rate.</summary>
    public void Request(MetricRecorder[] metrics, long atNs, long windowNs, Connection connection, bool failed, long? latencyNs)
    {
        var status = connection.Error == ErrorKind.None ? connection.Response.Status : (int?)null;
        if (atNs < windowNs)
        {
            Add(_requests, 1);
            Add(_received, connection.BodyBytes);
            Add(_sent, connection.SentBytes);
        }

        foreach (var place in _failed)
        {
            if (place.Fits(status, failed, connection.Error))
            {
                metrics[place.Number].Rate(atNs, failed);
            }
        }

        if (latencyNs is { } latency)
        {
            Time(_latency, latency);
            Time(_duration, connection.EndedNs - connection.BeganNs);
        }

        void Add(Place[] places, long count)
        {
            foreach (var place in places)
            {
                if (place.Fits(status, failed, connection.Error))
                {
                    metrics[place.Number].Count(atNs, count);
                }
            }
        }

        void Time(Place[] places, long durationNs)
        {
            foreach (var place in places)
            {
                if (place.Fits(status, failed, connection.Error))
                {
                    metrics[place.Number].Record(atNs, durationNs);
                }
            }
        }
    }

    /// <summary>Counts a check.</summary>
    public void Check(MetricRecorder[] metrics, long atNs, string name, bool holds)
    {
        foreach (var place in _checks)
        {
            if (place.Selector.FitsCheck(name))
            {
                metrics[place.Number].Rate(atNs, holds);
            }
        }
    }

    /// <summary>Counts an iteration that ended by itself.</summary>
    public void Iteration(MetricRecorder[] metrics, long atNs, long durationNs)
    {
        Count(_iterations, metrics, atNs, 1);
        Record(_iterationDuration, metrics, atNs, durationNs);
    }

    /// <summary>Counts a group that ended.</summary>
    public void Group(MetricRecorder[] metrics, long atNs, long durationNs) => Record(_groups, metrics, atNs, durationNs);

    /// <summary>Counts arrivals that were never sent.</summary>
    public void Dropped(MetricRecorder[] metrics, long atNs, long count) => Count(_dropped, metrics, atNs, count);

    private static void Count(Place[] places, MetricRecorder[] metrics, long atNs, long count)
    {
        foreach (var place in places)
        {
            metrics[place.Number].Count(atNs, count);
        }
    }

    private static void Record(Place[] places, MetricRecorder[] metrics, long atNs, long durationNs)
    {
        foreach (var place in places)
        {
            metrics[place.Number].Record(atNs, durationNs);
        }
    }

    private readonly record struct Place(int Number, Selector Selector)
    {
        public bool Fits(int? status, bool failed, ErrorKind error) =>
            !Selector.DependsOnResponse || Selector.FitsResponse(status, failed, error);
    }
}
