using System.Text.Json.Serialization;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Model.Evidence;

/// <summary>What the load did and what came back, in the recorded window (the warm-up is left out).</summary>
public sealed record RunMetrics : IEvidence<RunMetrics>
{
    internal const string KindName = "run-metrics";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>Iterations that the schedule wanted a second, mean over the window; null for a closed model.</summary>
    public PerSecond? OfferedRate { get; init; }

    /// <summary>How busy a sending thread of the generator was, a ratio; null where it is not known.</summary>
    [JsonIgnore]
    public double? SenderBusy => Window.Duration > TimeSpan.Zero ? Generator.SenderCpu / Window.Duration : null;

    /// <summary>Arrivals that had to wait for a VU, a ratio; 0 without arrivals.</summary>
    [JsonIgnore]
    public double WaitedShare => Arrivals > 0 ? (double)Generator.Waited / Arrivals : 0;

    /// <summary>Arrivals that the target had to bear: those that started, and those for which no VU came free (a count).</summary>
    [JsonIgnore]
    public long Arrivals => Generator.Iterations + Generator.DroppedByTarget;

    /// <summary>Per endpoint, by name.</summary>
    public required IReadOnlyList<EndpointMetrics> Endpoints { get; init; }

    /// <summary>Second by second, from 0.</summary>
    public required IReadOnlyList<SecondMetrics> Seconds { get; init; }

    /// <summary>How the generator itself did.</summary>
    public required GeneratorMetrics Generator { get; init; }

    /// <summary>Durations of whole iterations, think time included, of those that ended in the window by themselves.</summary>
    public Histogram IterationDuration { get; init => field = value ?? new(); } = new(); // null in runs that were recorded before

    /// <summary>Per group, by name.</summary>
    public IReadOnlyList<GroupMetrics> Groups { get; init => field = value ?? []; } = []; // null in runs that were recorded before

    /// <summary>The plan's thresholds, in its order.</summary>
    public IReadOnlyList<ThresholdMetrics> Thresholds { get; init => field = value ?? []; } = []; // null in runs that were recorded before

    /// <summary>Whether the run was stopped before its end.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Why the run ended itself before its end (a threshold, a dry feed, a target that never answered), or null.</summary>
    public string? EndedBecause { get; init; }

    /// <summary>How the service that Headroom had started ended by itself meanwhile; null when it lived, or was somebody else's.</summary>
    public ServiceEnd? ServiceEnd { get; init; }
}

/// <summary>Requests of one group that followed each other, timed together.</summary>
/// <param name="Name">The group.</param>
/// <param name="Duration">From the start of its first request to the end of its last, think time between them included.</param>
public sealed record GroupMetrics(string Name, Histogram Duration);

/// <summary>What became of a threshold.</summary>
public sealed record ThresholdMetrics
{
    /// <summary>The metric with its labels, as k6 writes it.</summary>
    public required string Metric { get; init; }

    /// <summary>The expression, as k6 writes it.</summary>
    public required string Expression { get; init; }

    /// <summary>What was measured, in the unit of the bound (of a windowed one: the worst window); null when nothing was.</summary>
    public double? Actual { get; init; }

    /// <summary>Whether it held; one with nothing measured did not.</summary>
    public required bool Passed { get; init; }

    /// <summary>Whether it ended the run.</summary>
    public bool Aborted { get; init; }
}

/// <summary>One endpoint under load.</summary>
public sealed record EndpointMetrics
{
    /// <summary>"METHOD /route/{template}".</summary>
    public required string Endpoint { get; init; }

    /// <summary>Requests that ended, in whatever way.</summary>
    public required long Requests { get; init; }

    /// <summary>
    /// Requests that failed: a transport error, a status of 400 and above, or one that the request's status check does not expect.
    /// </summary>
    public required long Failed { get; init; }

    /// <summary>Responses by status.</summary>
    public required IReadOnlyDictionary<string, long> Status { get; init; }

    /// <summary>
    /// Transport errors by kind: refused, reset, timeout, unfinished (cut off when the run ended), protocol, tls, unresolved, unreachable,
    /// exhausted (the generator's own machine had no socket or port left).
    /// </summary>
    public required IReadOnlyDictionary<string, long> Errors { get; init; }

    /// <summary>
    /// Time from the intended start to the last byte, of every request that got a response, ran into a timeout, or was cut off when the run
    /// ended (its time so far).
    /// </summary>
    public required Histogram Latency { get; init; }

    /// <summary>Time from the actual start to the last byte.</summary>
    public required Histogram Service { get; init; }

    /// <summary>Failed responses by status, with what tells their cause.</summary>
    public required IReadOnlyList<FailureMetrics> Failures { get; init; }

    /// <summary>Checks, by name.</summary>
    public required IReadOnlyList<CheckMetrics> Checks { get; init; }

    /// <summary>Body bytes received.</summary>
    public required Bytes Received { get; init; }

    /// <summary>Bytes sent, headers included.</summary>
    public Bytes Sent { get; init; }
}

/// <summary>Failed responses of one status at one endpoint.</summary>
public sealed record FailureMetrics
{
    /// <summary>The status, or the kind of transport error.</summary>
    public required string Status { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>How many of them had a Retry-After header.</summary>
    public required long WithRetryAfter { get; init; }

    /// <summary>How many of them had any header of a rate limit: RateLimit, RateLimit-*, X-RateLimit-*.</summary>
    public required long WithRateLimitHeader { get; init; }

    /// <summary>Time from the actual start to the last byte of these responses.</summary>
    public required Histogram Service { get; init; }
}

/// <summary>How often a check held.</summary>
public sealed record CheckMetrics(string Name, long Passes, long Fails);

/// <summary>One second of the window, or of the drain after it; requests are counted in the second in which they ended.</summary>
public sealed record SecondMetrics
{
    /// <summary>The second, from 0.</summary>
    public required int Second { get; init; }

    /// <summary>Requests that ended.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests that failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Median from the intended start; null when nothing ended.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>p95 from the intended start; null when nothing ended.</summary>
    public TimeSpan? P95 { get; init; }

    /// <summary>p99 from the intended start; null when nothing ended.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>
    /// Requests by their latency from the intended start, in coarse steps; null when nothing ended, and in runs that were recorded before.
    /// </summary>
    public LatencyCounts? LatencyCounts { get; init; }
}

/// <summary>The generator as a measuring instrument.</summary>
public sealed record GeneratorMetrics
{
    /// <summary>From the moment a request was due (and a VU was free for it) to the moment it was handed to the socket.</summary>
    public required Histogram SendLag { get; init; }

    /// <summary>Iterations that started.</summary>
    public required long Iterations { get; init; }

    /// <summary>Arrivals that were never sent because the generator was late though a VU was free: its own fault.</summary>
    public required long DroppedByGenerator { get; init; }

    /// <summary>
    /// Arrivals that were never sent because every VU waited on the target until the run ended: saturation of the target.
    /// </summary>
    public required long DroppedByTarget { get; init; }

    /// <summary>Arrivals that had to wait for a VU because every one waited on the target.</summary>
    public required long Waited { get; init; }

    /// <summary>Processor time of the generator in the window, user and system.</summary>
    public required TimeSpan Cpu { get; init; }

    /// <summary>
    /// Processor time of its first sending thread alone, which sends as much as each of the others; null in runs that were recorded before,
    /// and where the system does not tell.
    /// </summary>
    public TimeSpan? SenderCpu { get; init; }

    /// <summary>Most iterations in flight at once.</summary>
    public required int PeakVus { get; init; }

    /// <summary>Iterations that ended early because a response did not hold what a later request needs.</summary>
    public long CutShort { get; init; }

    /// <summary>Connections that were opened, warm-up included.</summary>
    public long Connections { get; init; }

    /// <summary>Threads that sent.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Most physical memory that the generator's process held; null where the system does not tell.</summary>
    public Bytes? PeakRss { get; init; }

    /// <summary>Requests that are missing from the samples because whoever took them was too slow.</summary>
    public long SamplesLost { get; init; }

    /// <summary>Files and sockets that the process may open; null where the system does not tell.</summary>
    public long? OpenFilesLimit { get; init; }
}
