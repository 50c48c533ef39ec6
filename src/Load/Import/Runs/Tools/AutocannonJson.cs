using System.Text.Json;
using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>What <c>autocannon --json</c> prints.</summary>
/// <remarks>
/// Latencies are whole milliseconds of the requests that were answered. There is a 90th and a 97.5th percentile, and no 95th: it is
/// unknown, not guessed. autocannon has no notion of a failure: here it is an answer of 400 and above, or an
/// error; its errors include the timeouts.
/// </remarks>
internal static class AutocannonJson
{
    private const string Name = "json";
    private const string What = "what autocannon --json prints";

    /// <summary>The form.</summary>
    public static RunForm Form { get; } = new("autocannon", Name,
        static head => RunJson.LooksLike(head.Text, "latency", "requests", "throughput", "non2xx"),
        static source => RunJson.Read(source, What, root => Run(source, root)));

    private static ImportedRun Run(RunSource source, JsonElement root)
    {
        if (root.Get("requests")?.Count("total") is not { } answers)
        {
            throw new RunFormException(null, $"no 'requests' with a 'total'; expected {What}");
        }

        var errors = root.Count("errors");
        var late = root.Count("timeouts") is { } timeouts ? Math.Min(timeouts, errors ?? 0) : 0;
        var refused = root.Count("4xx") + root.Count("5xx");
        var failed = refused + errors;
        var requests = answers + (errors ?? 0);
        var statuses = Statuses(root);
        if (statuses is not null && errors is > 0 and var lost)
        {
            statuses[FailureClass.NoAnswer] = lost;
        }

        var recorded = root.Get("latency") ?? default;
        var latency = answers == 0 || recorded.Count("totalCount") == 0 ? null : LatencyOf(recorded);
        var endpoint = new ImportedEndpoint
        {
            Name = EndpointNames.Path(root.Text("url")),
            Requests = requests,
            Failed = failed,
            FailedByClass = failed is { } count ? FailureClass.Known(Causes(statuses, (errors ?? 0) - late, late), count) : null,
            Status = statuses,
            Errors = late > 0 ? new SortedDictionary<string, long>(StringComparer.Ordinal) { [ErrorKind.Timeout.Text()] = late } : null,
            P95Ms = latency?.P95Ms,
            Latency = latency,
        };
        return new ImportedRun
        {
            Source = source.Source,
            Tool = "autocannon",
            Form = Name,
            StartedAt = RunNumbers.Iso(root.Text("start")),
            DurationS = root.Number("duration") is >= 0 and var seconds ? seconds : null,
            Requests = requests,
            HttpReqDuration = latency,
            HttpReqFailed = failed is { } of && requests > 0 ? Ratio.Of(of, requests) : null,
            Endpoints = [endpoint],
            Remarks = root.Count("mismatches") is > 0 and var mismatches
                ? [$"{mismatches} answers had another body than autocannon was told to expect; they are not counted as failed"]
                : [],
        };
    }

    private static IEnumerable<KeyValuePair<string, long>> Causes(SortedDictionary<string, long>? statuses, long lost, long late) =>
    [
        KeyValuePair.Create(FailureClass.Transport, lost),
        KeyValuePair.Create(FailureClass.Saturation, late),
        .. FailureClass.OfStatuses(statuses ?? []),
    ];

    // Versions before 7.3 do not tell single statuses.
    private static SortedDictionary<string, long>? Statuses(JsonElement root)
    {
        if (root.Get("statusCodeStats") is not { ValueKind: JsonValueKind.Object })
        {
            return null;
        }

        var statuses = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var field in root.Fields("statusCodeStats"))
        {
            if (FailureClass.Status(field.Name) is { } status && field.Value.Count("count") is { } count)
            {
                statuses[status] = count;
            }
        }

        return statuses;
    }

    private static ImportedLatency LatencyOf(JsonElement latency) => new()
    {
        P50Ms = latency.Amount("p50"),
        P90Ms = latency.Amount("p90"),
        P95Ms = latency.Amount("p95"),
        P99Ms = latency.Amount("p99"),
        MeanMs = latency.Amount("mean") ?? latency.Amount("average"),
        MinMs = latency.Amount("min"),
        MaxMs = latency.Amount("max"),
    };
}
