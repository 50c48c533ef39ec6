using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>Two recorded runs, side by side: what may be judged of runs that were not interleaved, and what may not.</summary>
public sealed record RunDiff
{
    /// <summary>The format of this document.</summary>
    public string Format { get; init; } = "headroom.diff/1";

    /// <summary>The earlier run, which the other is held against.</summary>
    public required DiffedRun Base { get; init; }

    /// <summary>The other run.</summary>
    public required DiffedRun Head { get; init; }

    /// <summary>What came of it.</summary>
    public required DiffVerdict Verdict { get; init; }

    /// <summary>
    /// Why: failures, endpoints that are gone, work, findings, of each the worst first; for <see cref="DiffVerdict.CannotTell"/> what is
    /// missing.
    /// </summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>In what the runs themselves are unlike, and what is not judged for that.</summary>
    public required IReadOnlyList<string> Unlike { get; init; }

    /// <summary>Counted work: statements a request, buffers and rows a call.</summary>
    public required IReadOnlyList<CounterDiff> Counters { get; init; }

    /// <summary>Failed requests and failed checks.</summary>
    public required IReadOnlyList<FailureDiff> Failures { get; init; }

    /// <summary>Endpoints that one run alone has, as "only in base: GET /x".</summary>
    public required IReadOnlyList<string> Routes { get; init; }

    /// <summary>Findings that came, went or stayed.</summary>
    public required IReadOnlyList<FindingDiff> Findings { get; init; }

    /// <summary>Latency by endpoint: shown, never judged.</summary>
    public required IReadOnlyList<LatencyDiff> Latency { get; init; }

    /// <summary>Why latency is not judged.</summary>
    public required string LatencyReason { get; init; }

    /// <summary>The command that would judge it; null when neither run has any.</summary>
    public string? LatencyCommand { get; init; }
}

/// <summary>A run that is held against another.</summary>
/// <param name="RunId">Its id.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="Url">Where the load went.</param>
/// <param name="Commit">The commit of the working tree, or null.</param>
/// <param name="Host">The machine.</param>
/// <param name="Requests">Requests in its window.</param>
/// <param name="Trusted">Whether it can be believed.</param>
public sealed record DiffedRun(
    string RunId, DateTimeOffset StartedAt, Uri Url, string? Commit, MachineFacts Host, long Requests, bool Trusted);

/// <summary>What came of holding two recorded runs against each other.</summary>
public enum DiffVerdict
{
    /// <summary>Nothing that may be judged got worse.</summary>
    NoRegression,

    /// <summary>Something did.</summary>
    Regressed,

    /// <summary>A run cannot be believed, or the runs have nothing in common that may be judged.</summary>
    CannotTell,
}

/// <summary>What became of one number.</summary>
public enum DiffOutcome
{
    /// <summary>No difference that matters.</summary>
    Same,

    /// <summary>It got better.</summary>
    Better,

    /// <summary>It got worse.</summary>
    Worse,
}

/// <summary>A counter in both runs.</summary>
/// <param name="Subject">The endpoint, or the statement's name, or its id.</param>
/// <param name="Query">The statement, or null.</param>
/// <param name="Counter">"statements_per_request", "buffers_per_call", "rows_per_call".</param>
/// <param name="Base">In the base run.</param>
/// <param name="Head">In the other.</param>
/// <param name="Outcome">
/// What became of it; more rows are other data, and neither they nor what it takes to read them are better or worse.
/// </param>
/// <param name="NotJudged">Why a change is neither better nor worse though it is large enough; null when it is judged.</param>
public sealed record CounterDiff(
    string Subject, string? Query, string Counter, double Base, double Head, DiffOutcome Outcome, string? NotJudged = null);

/// <summary>Failures of one kind in both runs.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Check">The check, or null: requests that failed.</param>
/// <param name="BaseFailed">Failed in the base run.</param>
/// <param name="BaseTotal">Of so many.</param>
/// <param name="HeadFailed">Failed in the other.</param>
/// <param name="HeadTotal">Of so many.</param>
/// <param name="PValue">
/// Of "it fails no more than in the base run" where it got worse, of the contrary where it got better; adjusted for all rows together.
/// </param>
/// <param name="NewStatus">Statuses of 500 and above, and transport errors, that the base run did not have.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record FailureDiff(
    string Endpoint, string? Check, long BaseFailed, long BaseTotal, long HeadFailed, long HeadTotal, double PValue,
    IReadOnlyList<string> NewStatus, DiffOutcome Outcome);

/// <summary>A finding of either run.</summary>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="Base">Its severity in the base run; null when it was not found there.</param>
/// <param name="Head">Its severity in the other; null when it was not found there.</param>
/// <param name="Unseen">Why the run without it did not look, or null: it looked and found nothing.</param>
/// <param name="BaseFingerprint">Its fingerprint in the base run, where that is another; else null.</param>
public sealed record FindingDiff(
    string Fingerprint, string Title, Severity? Base, Severity? Head, string? Unseen, string? BaseFingerprint = null);

/// <summary>Latency of one endpoint in both runs, from the intended start.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Base">In the base run.</param>
/// <param name="Head">In the other.</param>
/// <param name="BaseRate">Requests a second in the base run.</param>
/// <param name="HeadRate">Requests a second in the other.</param>
public sealed record LatencyDiff(string Endpoint, LatencyQuantiles Base, LatencyQuantiles Head, PerSecond BaseRate, PerSecond HeadRate);
