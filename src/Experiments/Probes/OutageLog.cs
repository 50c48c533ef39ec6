using Headroom.Experiments.Faults;
using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Experiments.Probes;

/// <summary>Takes down what a load met second by second, and what went over one wire meanwhile. Safe for concurrent callers.</summary>
internal sealed class OutageLog(FaultProxy wire)
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _began = [];
    private readonly List<Ended> _ended = [];
    private readonly List<(long Connections, long RoundTrips)> _wire = [];

    /// <summary>A request began.</summary>
    /// <param name="at">When, from the start of the load.</param>
    public void Began(TimeSpan at)
    {
        lock (_gate)
        {
            _began.Add(at);
        }
    }

    /// <summary>A request ended.</summary>
    public void EndedOf(string endpoint, TimeSpan began, TimeSpan at, TimeSpan latency, FaultAnswer answer)
    {
        lock (_gate)
        {
            _ended.Add(new Ended(endpoint, began, at, latency, answer));
        }
    }

    /// <summary>To be called at the beginning of each second, the first included; answers the whole seconds so far.</summary>
    public IReadOnlyList<OutageSecond> TakeSecond()
    {
        var totals = wire.Totals();
        lock (_gate)
        {
            _wire.Add((totals.Accepted, totals.RoundTrips));
        }

        return Seconds();
    }

    /// <summary>The whole seconds so far.</summary>
    public IReadOnlyList<OutageSecond> Seconds()
    {
        lock (_gate)
        {
            var (began, ended) = (_began.ToLookup(SecondOf), _ended.ToLookup(one => SecondOf(one.At)));
            return [.. Enumerable.Range(0, Math.Max(0, _wire.Count - 1)).Select(second => OfSecond(second, began[second].Count(), [.. ended[second]]))];
        }
    }

    /// <summary>The different answers to requests that began within a time, the most frequent first.</summary>
    public IReadOnlyList<OutageAnswer> Answers(TimeSpan from, TimeSpan until)
    {
        lock (_gate)
        {
            var before = _ended.Where(one => one.At < from).CountBy(KindOf).ToDictionary();
            return
            [
                .. _ended.Where(one => one.Began >= from && one.Began < until)
                    .GroupBy(KindOf)
                    .Select(same => new OutageAnswer(same.Key.Endpoint, same.Count(), before.GetValueOrDefault(same.Key), same.First().Answer))
                    .OrderByDescending(answer => answer.Count).ThenBy(answer => answer.Endpoint, StringComparer.Ordinal),
            ];
        }
    }

    private OutageSecond OfSecond(int second, int began, IReadOnlyList<Ended> ended) => new()
    {
        Second = second,
        Sent = began,
        Ended = ended.Count,
        Failed = ended.Count(one => one.Answer.IsUnanswered() || one.Answer.IsFailed()),
        Refused = ended.Count(one => one.Answer.IsRefused()),
        P95 = ended.Count == 0 ? null : TimeSpan.FromMilliseconds(HarrellDavis.Of([.. ended.Select(one => one.Latency.TotalMilliseconds)], 0.95).Value),
        Connections = _wire[second + 1].Connections - _wire[second].Connections,
        RoundTrips = _wire[second + 1].RoundTrips - _wire[second].RoundTrips,
    };

    private static (string Endpoint, int? Status, string? Error, string Leaks, string? Unreadable) KindOf(Ended one) =>
        (one.Endpoint, one.Answer.Status, one.Answer.Error, string.Join(' ', one.Answer.Leaks), one.Answer.Unreadable);

    private static int SecondOf(TimeSpan at) => (int)at.TotalSeconds;

    private sealed record Ended(string Endpoint, TimeSpan Began, TimeSpan At, TimeSpan Latency, FaultAnswer Answer);
}
