using Headroom.Experiments.Faults;
using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Experiments.Probes;

/// <summary>Takes down what a load met second by second, and what went over one wire meanwhile. Safe for concurrent callers.</summary>
/// <param name="wire">The wire; null: none is looked at.</param>
internal sealed class OutageLog(FaultProxy? wire)
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
        var totals = wire?.Totals();
        lock (_gate)
        {
            _wire.Add((totals?.Accepted ?? 0, totals?.RoundTrips ?? 0));
        }

        return Seconds();
    }

    /// <summary>The whole seconds so far.</summary>
    public IReadOnlyList<OutageSecond> Seconds()
    {
        lock (_gate)
        {
            var (began, ended) = (_began.ToLookup(SecondOf), _ended.ToLookup(one => SecondOf(one.At)));
            var answers = _ended.ToLookup(one => SecondOf(one.Began), one => one.Answer);
            return
            [
                .. Enumerable.Range(0, Math.Max(0, _wire.Count - 1))
                    .Select(second => OfSecond(second, began[second].Count(), [.. ended[second]]) with
                    {
                        Unanswered = answers[second].Count(answer => answer.IsUnanswered()),
                        SentAndRefused = answers[second].Count(answer => answer.IsRefused()),
                    }),
            ];
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
                    .Select(same =>
                        new OutageAnswer(same.Key.Endpoint, same.Count(), before.GetValueOrDefault(same.Key), same.First().Answer))
                    .OrderByDescending(answer => answer.Count).ThenBy(answer => answer.Endpoint, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>The endpoints whose requests were answered well as a rule, of those that began within a time; by name.</summary>
    /// <param name="from">When it begins.</param>
    /// <param name="until">When it ends.</param>
    /// <param name="fewest">Fewer requests to an endpoint are no rule.</param>
    /// <param name="share">The share of them from which on it is one.</param>
    public IReadOnlyList<string> Answered(TimeSpan from, TimeSpan until, int fewest, double share)
    {
        lock (_gate)
        {
            return
            [
                .. _ended.Where(one => one.Began >= from && one.Began < until && !one.Answer.IsRefused())
                    .GroupBy(one => one.Endpoint)
                    .Where(same => same.Count() >= fewest && same.Count(one => IsGood(one.Answer)) >= share * same.Count())
                    .Select(same => same.Key).Order(StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>Requests that were under way at a moment, and whose connection broke after it.</summary>
    public int Broken(TimeSpan at)
    {
        lock (_gate)
        {
            return _ended.Count(one => one.Began < at && one.At >= at && one.Answer.IsClosed());
        }
    }

    /// <summary>From a moment to the end of the first request that began after it and was answered well; null when there is none.</summary>
    public TimeSpan? FirstGood(TimeSpan after)
    {
        lock (_gate)
        {
            var good = _ended.Where(one => one.Began >= after && IsGood(one.Answer)).ToList();
            return good.Count == 0 ? null : good.Min(one => one.At) - after;
        }
    }

    private static bool IsGood(FaultAnswer answer) => answer.Status is >= 200 and < 400;

    private OutageSecond OfSecond(int second, int began, IReadOnlyList<Ended> ended) => new()
    {
        Second = second,
        Sent = began,
        Ended = ended.Count,
        Failed = ended.Count(one => one.Answer.IsUnanswered() || one.Answer.IsFailed()),
        Refused = ended.Count(one => one.Answer.IsRefused()),
        P95 = ended.Count == 0
            ? null
            : TimeSpan.FromMilliseconds(HarrellDavis.Of([.. ended.Select(one => one.Latency.TotalMilliseconds)], 0.95).Value),
        Connections = _wire[second + 1].Connections - _wire[second].Connections,
        RoundTrips = _wire[second + 1].RoundTrips - _wire[second].RoundTrips,
    };

    private static (string Endpoint, int? Status, string? Error, string Leaks, string? Unreadable) KindOf(Ended one) =>
        (one.Endpoint, one.Answer.Status, one.Answer.Error, string.Join(' ', one.Answer.Leaks), one.Answer.Unreadable);

    private static int SecondOf(TimeSpan at) => (int)at.TotalSeconds;

    private sealed record Ended(string Endpoint, TimeSpan Began, TimeSpan At, TimeSpan Latency, FaultAnswer Answer);
}
