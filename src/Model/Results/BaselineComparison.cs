namespace Headroom.Model.Results;

/// <summary>
/// A fresh run beside one that was recorded before: failures, checks, endpoints and counted work are judged, latency is not.
/// </summary>
public sealed record BaselineComparison
{
    /// <summary>The format of this document.</summary>
    public string Format { get; init; } = "headroom.baseline/1";

    /// <summary>The run that was recorded before.</summary>
    public required BaselineRow Base { get; init; }

    /// <summary>The fresh run.</summary>
    public required BaselineRow Head { get; init; }

    /// <summary>What came of it.</summary>
    public required DiffVerdict Verdict { get; init; }

    /// <summary>Why: what got worse, or what is missing; of "no regression": what was compared.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>In what the runs themselves are unlike, and what is not judged for that.</summary>
    public required IReadOnlyList<string> Unlike { get; init; }

    /// <summary>Failed requests by endpoint and failed checks, those that got worse first.</summary>
    public required IReadOnlyList<ComparedFailures> Failures { get; init; }

    /// <summary>The endpoints of the base run whose names are routes, and whether they still answer.</summary>
    public required IReadOnlyList<ComparedRoute> Routes { get; init; }

    /// <summary>Classes of statuses that an endpoint of the base run did not answer with: "GET /x: 5xx, 12 of 400".</summary>
    public required IReadOnlyList<string> NewStatus { get; init; }

    /// <summary>Endpoints of which the base run tells the statuses and the fresh one does not.</summary>
    public IReadOnlyList<string> UntoldStatus { get; init => field = value ?? []; } = []; // null in results that were written before

    /// <summary>Checks of the base run, without their groups, that the fresh one did not make.</summary>
    public IReadOnlyList<string> UnmadeChecks { get; init => field = value ?? []; } = []; // null in results that were written before

    /// <summary>Counted work; empty when the base run is none of Headroom's.</summary>
    public IReadOnlyList<CounterDiff> Counters { get; init => field = value ?? []; } = [];

    /// <summary>Findings of either run; empty when the base run is none of Headroom's.</summary>
    public IReadOnlyList<FindingDiff> Findings { get; init => field = value ?? []; } = [];

    /// <summary>p95 of each endpoint in both runs: shown, never judged. The first row is the whole run.</summary>
    public required IReadOnlyList<ComparedLatency> Latency { get; init; }

    /// <summary>Why latency is not judged.</summary>
    public required string LatencyReason { get; init; }

    /// <summary>The command that would judge it.</summary>
    public required string LatencyCommand { get; init; }

    /// <summary>What must hold to accept the fresh run.</summary>
    public required IReadOnlyList<Assertion> Acceptance { get; init; }
}

/// <summary>Failures of one kind in both runs.</summary>
public sealed record ComparedFailures
{
    /// <summary>The endpoint as the fresh run names it, or "all endpoints".</summary>
    public required string Endpoint { get; init; }

    /// <summary>The check, or null: requests that failed.</summary>
    public string? Check { get; init; }

    /// <summary>Failed in the base run.</summary>
    public required long BaseFailed { get; init; }

    /// <summary>Of so many.</summary>
    public required long BaseTotal { get; init; }

    /// <summary>Failed in the fresh run.</summary>
    public required long HeadFailed { get; init; }

    /// <summary>Of so many.</summary>
    public required long HeadTotal { get; init; }

    /// <summary>
    /// Probability of such a difference if both failed alike (Fisher's exact test, one-sided), adjusted for all rows together (Holm).
    /// </summary>
    public required double PValue { get; init; }

    /// <summary>What became of it.</summary>
    public required DiffOutcome Outcome { get; init; }

    /// <summary>Why it is not judged, or null when it is.</summary>
    public string? NotJudged { get; init; }
}

/// <summary>An endpoint of the base run.</summary>
/// <param name="Endpoint">The endpoint as the base run names it.</param>
/// <param name="Answers">
/// Whether the fresh run got an answer from it that is no failure; null when it did not ask often enough, or not at all.
/// </param>
public sealed record ComparedRoute(string Endpoint, bool? Answers);

/// <summary>Latency in both runs.</summary>
/// <param name="Endpoint">The endpoint, or "all endpoints".</param>
/// <param name="BaseP95Ms">95th percentile in the base run, in milliseconds.</param>
/// <param name="HeadP95Ms">95th percentile in the fresh run, in milliseconds.</param>
public sealed record ComparedLatency(string Endpoint, double? BaseP95Ms, double? HeadP95Ms);
