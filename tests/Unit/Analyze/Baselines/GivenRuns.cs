using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Tests.Unit.Analyze.Baselines;

/// <summary>Imported runs as a test needs them, written in a few words.</summary>
internal static class GivenRuns
{
    /// <summary>A run of a minute with the sums of its endpoints.</summary>
    public static ImportedRun Imported(params ImportedEndpoint[] endpoints) => new()
    {
        Source = "k6.json",
        Tool = "k6",
        Form = "ndjson",
        StartedAt = DateTimeOffset.UnixEpoch,
        DurationS = 60,
        Requests = endpoints.Sum(endpoint => endpoint.Requests),
        HttpReqDuration = new ImportedLatency { P95Ms = 20 },
        HttpReqFailed = Ratio.Of(endpoints.Sum(endpoint => endpoint.Failed ?? 0), endpoints.Sum(endpoint => endpoint.Requests ?? 0)),
        Endpoints = endpoints,
    };

    /// <summary>An endpoint of which so many requests ended with each status; the others are answered with 200.</summary>
    public static ImportedEndpoint Called(string name, long requests, params (string Status, long Count)[] failures) => new()
    {
        Name = name,
        Requests = requests,
        Failed = failures.Sum(failure => failure.Count),
        Status = new SortedDictionary<string, long>(failures.ToDictionary(failure => failure.Status, failure => failure.Count)) { ["200"] = requests - failures.Sum(failure => failure.Count) },
        P95Ms = 20,
    };

    /// <summary>Medians of failures and successes in milliseconds.</summary>
    public static FailureShape Paced(double failed, double succeeded) => new() { FailedP50Ms = failed, SucceededP50Ms = succeeded };
}
