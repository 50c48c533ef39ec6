using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>The fix to make first, decided to its last detail, for people and coding agents; the form of <c>fix-spec.json</c>.</summary>
public sealed record FixSpec
{
    /// <summary>The name and version of the form.</summary>
    public string Format { get; init; } = "headroom.fix-spec/1";

    /// <summary>The run that it follows from: the name of its folder.</summary>
    public required string RunId { get; init; }

    /// <summary>The service, or the database.</summary>
    public required string Service { get; init; }

    /// <summary>The commit that was audited, or null.</summary>
    public string? Commit { get; init; }

    /// <summary>Whether the run can be believed; where it cannot, only what was measured on a clone counts.</summary>
    public required bool IsTrusted { get; init; }

    /// <summary>The first fix within the plan's scope; null when there is none, and then <see cref="Reason"/> says why.</summary>
    public Fix? Fix { get; init; }

    /// <summary>The fix that would come first if every kind of change were within reach; null when it is <see cref="Fix"/>.</summary>
    public Fix? BestOverall { get; init; }

    /// <summary>
    /// Why there is no fix within the scope, in sentences: where no finding explains what comes first, what that is, what to look at and
    /// how to verify it; null when there is one.
    /// </summary>
    public string? Reason { get; init; }
}

/// <summary>One fix: where, what, what must stay, how to check it, how to take it back.</summary>
public sealed record Fix
{
    /// <summary>The fingerprint of the finding that it cures.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What is wrong, in one sentence.</summary>
    public required string Title { get; init; }

    /// <summary>How bad.</summary>
    public required Severity Severity { get; init; }

    /// <summary>How sure, before any proof.</summary>
    public required Confidence Confidence { get; init; }

    /// <summary>What the change is made of.</summary>
    public required RemedyKind Kind { get; init; }

    /// <summary>Whom it concerns.</summary>
    public required RemedyScope Scope { get; init; }

    /// <summary>Where it is, all that is known.</summary>
    public required IReadOnlyList<FixPlace> Places { get; init; }

    /// <summary>The normalised statement; null when the fault is in none, or in several.</summary>
    public string? Query { get; init; }

    /// <summary>What the evidence shows and why it hurts, in words, a line for each thought.</summary>
    public required string Explanation { get; init; }

    /// <summary>The numbers that the finding rests on, the most telling first; empty when it rests on none.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>What to do, in words.</summary>
    public required string Approach { get; init; }

    /// <summary>The same step by step.</summary>
    public required IReadOnlyList<string> Steps { get; init; }

    /// <summary>What must hold before, meanwhile and after.</summary>
    public required IReadOnlyList<string> Invariants { get; init; }

    /// <summary>What the change may not touch.</summary>
    public required IReadOnlyList<string> MustNotChange { get; init; }

    /// <summary>The statements in a form that locks nobody out; null when the change is no SQL.</summary>
    public FixSql? Sql { get; init; }

    /// <summary>What it does: measured with its interval, estimated with its model, or unknown with the reason.</summary>
    public required Effect Expected { get; init; }

    /// <summary>The most that any cure of it can save of the database's measured time; null when that is not known.</summary>
    public Ratio? Share { get; init; }

    /// <summary>What it costs, as measured; empty when nothing was.</summary>
    public required IReadOnlyList<MeasuredChange> Costs { get; init; }

    /// <summary>What must be true for the fix to be accepted.</summary>
    public required IReadOnlyList<FixThreshold> Acceptance { get; init; }

    /// <summary>The commands that tell, in their order.</summary>
    public required IReadOnlyList<FixCommand> Verification { get; init; }

    /// <summary>How to take it back, step by step.</summary>
    public required IReadOnlyList<string> Rollback { get; init; }

    /// <summary>What can go wrong, in one sentence.</summary>
    public required string Risk { get; init; }

    /// <summary>What the ranking divides its worth by; null when it was not ranked.</summary>
    public double? RiskFactor { get; init; }

    /// <summary>Work that it takes, in hours, as the ranking counts it; null when it was not ranked.</summary>
    public double? EffortHours { get; init; }

    /// <summary>Other ways to cure the same fault, in words.</summary>
    public required IReadOnlyList<string> Alternatives { get; init; }

    /// <summary>Pointers into the run folder.</summary>
    public required IReadOnlyList<string> Evidence { get; init; }
}

/// <summary>A place of a fault.</summary>
/// <param name="Kind">
/// "endpoint", "source", "table", "statement", "role", ...; "statement ID" of another one that the fix was seen to change.
/// </param>
/// <param name="Name">Its name: "src/Clips.cs:48".</param>
public sealed record FixPlace(string Kind, string Name);

/// <summary>SQL in a form that locks nobody out.</summary>
/// <param name="Before">Removes what a failed build left, for psql; null where nothing can be left.</param>
/// <param name="Up">Makes the change.</param>
/// <param name="Check">A query that tells whether it is there; null where there is none.</param>
/// <param name="Down">Takes it back; null where nothing is known to.</param>
public sealed record FixSql(string? Before, string Up, string? Check, string? Down);

/// <summary>A condition of acceptance.</summary>
/// <param name="Name">What: "buffers per call", "finding unindexed-sort:clips(user_id)".</param>
/// <param name="Operator">"&lt;", "&lt;=", "==", "absent", or "not worse" (by the statistics of <c>headroom diff</c>).</param>
/// <param name="Value">The bound, or what it is now; null where the operator says it all.</param>
/// <param name="Unit">Its unit: "ms", "ratio", "calls/row"; null for a pure number.</param>
/// <param name="Metric">
/// The same for programs: "finding", "buffers_per_call", "failed", "p95", "calls_per_row", "counted_work", "lost_routes", "exit_code".
/// </param>
/// <param name="Subject">What it is measured of: a fingerprint, an endpoint, a statement; null for the whole service.</param>
public sealed record FixThreshold(string Name, string Operator, double? Value, string? Unit, string Metric, string? Subject);

/// <summary>A command of verification.</summary>
/// <param name="What">What it tells.</param>
/// <param name="Command">The command, for a POSIX shell; <c>$RUN</c> is the folder of the run.</param>
public sealed record FixCommand(string What, string Command);
