using System.Text.Json;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>What <c>locust --json</c> prints: a list of the statistics of each name.</summary>
/// <remarks>
/// Response times are in milliseconds, of successes and failures together; percentiles are those of times that Locust rounds to two digits
/// above 100 ms, and to whole milliseconds below, taken as Locust takes them. The list has no row of the whole run: that is the sum of all.
/// The time of a name begins when its first request has ended. Which requests failed is what the script said.
/// </remarks>
internal static class LocustJson
{
    private const string Name = "json";
    private const string What = "what locust --json prints";

    /// <summary>The form.</summary>
    public static RunForm Form { get; } = new("locust", Name,
        static head => RunJson.LooksLikeList(head.Text, "num_requests", "num_failures", "total_response_time", "response_times"),
        static source => RunJson.ReadList(source, What, root => Run(source, root)));

    private static ImportedRun Run(RunSource source, JsonElement root)
    {
        var all = new Tally();
        var endpoints = new List<ImportedEndpoint>();
        var beyond = 0L;
        foreach (var row in root.EnumerateArray())
        {
            all.Add(row);
            if (endpoints.Count < RunTally.MostEndpoints)
            {
                endpoints.Add(EndpointOf(row));
            }
            else
            {
                beyond++;
            }
        }

        return new ImportedRun
        {
            Source = source.Source,
            Tool = "locust",
            Form = Name,
            StartedAt = all.StartedAt,
            DurationS = all.DurationS,
            Requests = all.Requests,
            HttpReqDuration = all.Latency(),
            HttpReqFailed = all.Requests > 0 ? Ratio.Of(all.Failed, all.Requests) : null,
            Endpoints = endpoints,
            Remarks = beyond == 0 ? [] : [$"{beyond} names beyond the first {RunTally.MostEndpoints} are in the totals only"],
        };
    }

    private static ImportedEndpoint EndpointOf(JsonElement row)
    {
        var tally = new Tally();
        tally.Add(row);
        var latency = tally.Latency();
        return new ImportedEndpoint
        {
            Name = EndpointNames.Kept(row.Text("name") ?? ""),
            Method = EndpointNames.Method(row.Text("method") ?? ""),
            Requests = tally.Requests,
            Failed = tally.Failed,
            P95Ms = latency?.P95Ms,
            Latency = latency,
        };
    }

    // One name, or all of them.
    private sealed class Tally
    {
        private readonly SortedDictionary<double, long> _times = [];
        private long _timed;
        private double _sumMs;
        private double? _minMs;
        private double? _maxMs;
        private double? _from;
        private double? _to;

        public long Requests { get; private set; }

        public long Failed { get; private set; }

        public DateTimeOffset? StartedAt => Instant(_from);

        public double? DurationS => Instant(_from) is not null && Instant(_to) is not null && _to > _from ? _to - _from : null;

        public void Add(JsonElement row)
        {
            if (row.Count("num_requests") is not { } requests || row.Count("num_failures") is not { } failed)
            {
                throw new RunFormException(null, $"a name without 'num_requests' or 'num_failures'; expected {What}");
            }

            (Requests, Failed) = (Sum(Requests, requests), Sum(Failed, failed));
            _timed = Sum(_timed, Math.Max(0, requests - (row.Count("num_none_requests") ?? 0)));
            _sumMs += row.Amount("total_response_time") ?? double.NaN;
            _minMs = row.Amount("min_response_time") is { } least && !(least >= _minMs) ? least : _minMs;
            _maxMs = row.Amount("max_response_time") is { } most && !(most <= _maxMs) ? most : _maxMs;
            _from = row.Amount("start_time") is { } from && !(from >= _from) ? from : _from;
            _to = row.Amount("last_request_timestamp") is { } to && !(to <= _to) ? to : _to;
            foreach (var time in row.Fields("response_times"))
            {
                if (RunNumbers.Number(time.Name) is not { } ms || time.Value.AsCount() is not { } count)
                {
                    throw new RunFormException(null, "a response time that is none, or without a count; expected milliseconds and a count");
                }

                _times[ms] = Sum(_times.GetValueOrDefault(ms), count);
            }
        }

        public ImportedLatency? Latency() => _timed == 0 ? null : new ImportedLatency
        {
            P50Ms = Quantile(0.50),
            P90Ms = Quantile(0.90),
            P95Ms = Quantile(0.95),
            P99Ms = Quantile(0.99),
            MeanMs = double.IsFinite(_sumMs) ? _sumMs / _timed : null,
            MinMs = _minMs,
            MaxMs = _maxMs,
        };

        // The time that this share of the others lies below, without a mean of two.
        private double? Quantile(double share)
        {
            var rank = (long)(share * _times.Values.Aggregate(0L, Sum));
            var below = 0L;
            foreach (var (ms, count) in _times)
            {
                below += count;
                if (below > rank)
                {
                    return ms;
                }
            }

            return null;
        }

        private static DateTimeOffset? Instant(double? seconds) => seconds is { } since ? RunNumbers.Instant(since * 1000) : null;

        private static long Sum(long one, long other) => Math.Min(one + other, RunNumbers.MostCount);
    }
}
