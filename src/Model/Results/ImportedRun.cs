using System.Text.Json.Serialization;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>What <c>headroom import</c> read: a contract that scripts depend on.</summary>
public sealed record ImportedRuns
{
    /// <summary>The runs, in the order of their paths.</summary>
    public required IReadOnlyList<ImportedRun> Runs { get; init; }

    /// <summary>What people or tools said of the runs, in the order of their paths.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>Profiles of code, in the order of their paths.</summary>
    public IReadOnlyList<CodeProfile> Profiles { get; init => field = value ?? []; } = []; // null in what was imported before

    /// <summary>Files that could not be read, in the order of their paths.</summary>
    public required IReadOnlyList<ImportFailure> Failures { get; init; }

    /// <summary>Files of folders that are no results of a load tool and state nothing, or are Headroom's own of a run.</summary>
    public long Skipped { get; init; }

    /// <summary>What the runs show; null where nobody asked, as in the file that a folder keeps.</summary>
    public BaselineTable? Baseline { get; init; }
}

/// <summary>A file that could not be read.</summary>
/// <param name="Source">Its path.</param>
/// <param name="Line">The line, from 1; null when the fault is of the file as a whole.</param>
/// <param name="Reason">What is wrong with it, and what was expected.</param>
public sealed record ImportFailure(string Source, long? Line, string Reason);

/// <summary>One run of a load tool, as far as its file tells; what the file does not hold is null, never 0.</summary>
public sealed record ImportedRun
{
    /// <summary>The file, relative to the path that was given.</summary>
    public required string Source { get; init; }

    /// <summary>The tool that wrote it: "k6", "jmeter", "gatling", "locust", "wrk", "wrk2", "hey", "ab", "vegeta", "autocannon".</summary>
    public required string Tool { get; init; }

    /// <summary>The form of the file: "summary-export", "ndjson", "csv", ...</summary>
    public required string Form { get; init; }

    /// <summary>When the run began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How long it lasted, in seconds.</summary>
    public double? DurationS { get; init; }

    /// <summary>Requests that ended, in whatever way.</summary>
    public long? Requests { get; init; }

    /// <summary>Latency of the requests as the tool defines it (k6: sending, waiting and receiving).</summary>
    public ImportedLatency? HttpReqDuration { get; init; }

    /// <summary>Share of the requests that failed.</summary>
    public Ratio? HttpReqFailed { get; init; }

    /// <summary>Share of the checks that held.</summary>
    public Ratio? ChecksPass { get; init; }

    /// <summary>The tool's thresholds with what it said of them, in the file's order; null when the form has none.</summary>
    public IReadOnlyList<ImportedThreshold>? Thresholds { get; init; }

    /// <summary>The checks, in the file's order; null when the form does not tell them apart.</summary>
    public IReadOnlyList<ImportedCheck>? Checks { get; init; }

    /// <summary>The endpoints by name; null when the form does not tell them apart.</summary>
    public IReadOnlyList<ImportedEndpoint>? Endpoints { get; init; }

    /// <summary>
    /// What was odd about the file, but did not keep it from being read: lines that are no samples, names beyond the limit.
    /// </summary>
    public IReadOnlyList<string> Remarks { get; init => field = value ?? []; } = []; // null in a file that somebody else wrote
}

/// <summary>Percentiles in milliseconds, in the precision of the file; null when it does not hold them.</summary>
public sealed record ImportedLatency
{
    /// <summary>Median.</summary>
    [JsonConverter(typeof(ExactConverter))]
    public double? P50Ms { get; init; }

    /// <summary>90th percentile.</summary>
    [JsonConverter(typeof(ExactConverter))]
    public double? P90Ms { get; init; }

    /// <summary>95th percentile.</summary>
    [JsonConverter(typeof(ExactConverter))]
    public double? P95Ms { get; init; }

    /// <summary>99th percentile.</summary>
    [JsonConverter(typeof(ExactConverter))]
    public double? P99Ms { get; init; }

    /// <summary>Mean.</summary>
    [JsonConverter(typeof(ExactConverter))]
    public double? MeanMs { get; init; }

    /// <summary>Least.</summary>
    [JsonConverter(typeof(ExactConverter))]
    public double? MinMs { get; init; }

    /// <summary>Greatest.</summary>
    [JsonConverter(typeof(ExactConverter))]
    public double? MaxMs { get; init; }
}

/// <summary>One threshold.</summary>
/// <param name="Metric">The metric with its filter: "http_req_duration{name:GET /feed}".</param>
/// <param name="Expression">The condition: "p(95)&lt;300".</param>
/// <param name="Passed">What the tool said of it; null when it did not.</param>
public sealed record ImportedThreshold(string Metric, string Expression, bool? Passed);

/// <summary>One check.</summary>
/// <param name="Name">Its name, with its groups before it: "Home::feed is 200".</param>
/// <param name="Passes">How often it held.</param>
/// <param name="Fails">How often it did not.</param>
public sealed record ImportedCheck(string Name, long Passes, long Fails);

/// <summary>One endpoint of an imported run.</summary>
public sealed record ImportedEndpoint
{
    /// <summary>Its name as the tool has it: the name tag, label or path.</summary>
    public required string Name { get; init; }

    /// <summary>The HTTP method.</summary>
    public string? Method { get; init; }

    /// <summary>Requests that ended, in whatever way.</summary>
    public long? Requests { get; init; }

    /// <summary>Requests that failed, as the tool counts them.</summary>
    public long? Failed { get; init; }

    /// <summary>Failures by cause: policy, saturation, fault, client, transport.</summary>
    public IReadOnlyDictionary<string, long>? FailedByClass { get; init; }

    /// <summary>Answers by status; "0" is no answer.</summary>
    public IReadOnlyDictionary<string, long>? Status { get; init; }

    /// <summary>
    /// Requests without an answer by kind: refused, reset, timeout, unresolved, unreachable, tls, protocol. They may be fewer than those of
    /// status "0", where the file tells the kind of some only; null when it tells none.
    /// </summary>
    public IReadOnlyDictionary<string, long>? Errors { get; init; }

    /// <summary>
    /// Failed answers that say when to come back (Retry-After) by status, each status that failed is there; null where the file holds no
    /// headers.
    /// </summary>
    public IReadOnlyDictionary<string, long>? RetryAfter { get; init; }

    /// <summary>95th percentile of the latency in milliseconds.</summary>
    [JsonConverter(typeof(ExactConverter))]
    public double? P95Ms { get; init; }

    /// <summary>All that is known of its latency.</summary>
    public ImportedLatency? Latency { get; init; }

    /// <summary>What tells the cause of its failures; null when the form holds no single requests.</summary>
    public FailureShape? Failures { get; init; }
}

/// <summary>How the failures of an endpoint look: what tells a rate limit from saturation and from a fault.</summary>
public sealed record FailureShape
{
    /// <summary>Median latency of the requests that failed, in milliseconds.</summary>
    public double? FailedP50Ms { get; init; }

    /// <summary>Median latency of the requests that did not fail, in milliseconds.</summary>
    public double? SucceededP50Ms { get; init; }

    /// <summary>Requests a second in the first second in which it failed; null when it never did.</summary>
    public double? OnsetRatePerS { get; init; }

    /// <summary>Seconds in which some of its requests failed.</summary>
    public long FailingSeconds { get; init; }

    /// <summary>Seconds in which it was requested.</summary>
    public long Seconds { get; init; }
}

/// <summary>What became of a claim when the evidence was held against it.</summary>
public enum ClaimVerdict
{
    /// <summary>Nothing measured it.</summary>
    Untested,

    /// <summary>The evidence shows it.</summary>
    Confirmed,

    /// <summary>The evidence shows that it is not so.</summary>
    Refuted,
}

/// <summary>What a person or a tool said of a service, before any evidence.</summary>
public sealed record Claim
{
    /// <summary>The file that it stands in.</summary>
    public required string Source { get; init; }

    /// <summary>Where in the file: a JSON pointer or "line 12".</summary>
    public required string Place { get; init; }

    /// <summary>The claim in its own words, at most 500 characters.</summary>
    public required string Text { get; init; }

    /// <summary>The endpoint that it names, or null.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The table that it names, or null.</summary>
    public string? Table { get; init; }

    /// <summary>The detector that could tell, or null when none could.</summary>
    public string? Detector { get; init; }

    /// <summary>What became of it.</summary>
    public ClaimVerdict Verdict { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The fingerprint of the finding that confirms it, or null.</summary>
    public string? Finding { get; init; }
}
