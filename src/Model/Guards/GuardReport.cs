namespace Headroom.Model.Guards;

/// <summary>How the statements of a workload compare with their baseline.</summary>
public sealed record GuardReport
{
    /// <summary>The document's format.</summary>
    public string Format { get; init; } = "headroom.guard/1";

    /// <summary>The whole: failed when a statement or a waiver fails, else "cannot tell" when one could not be judged.</summary>
    public required GuardVerdict Verdict { get; init; }

    /// <summary>Why nothing was compared; null when something was.</summary>
    public string? Reason { get; init; }

    /// <summary>The workload's file.</summary>
    public required string Workload { get; init; }

    /// <summary>The baseline's file.</summary>
    public required string Baseline { get; init; }

    /// <summary>The server's version as a number; null when it did not answer.</summary>
    public int? ServerVersion { get; init; }

    /// <summary>Where the statements ran; null when none did.</summary>
    public GuardPlace? MeasuredOn { get; init; }

    /// <summary>From where on a difference counts.</summary>
    public required GuardLimits Limits { get; init; }

    /// <summary>The statements, in the order of the workload.</summary>
    public IReadOnlyList<GuardRow> Statements { get; init; } = [];

    /// <summary>What is not about one statement of the workload: waivers, statements that are gone, another server.</summary>
    public IReadOnlyList<GuardRemark> Remarks { get; init; } = [];
}

/// <summary>What came of a comparison.</summary>
public enum GuardVerdict
{
    /// <summary>Nothing that counts is worse.</summary>
    Passed,

    /// <summary>Something is worse, and a waiver accepts it.</summary>
    Waived,

    /// <summary>It could not be measured, so nobody knows.</summary>
    CannotTell,

    /// <summary>Something is worse.</summary>
    Failed,
}

/// <summary>One statement beside its baseline.</summary>
public sealed record GuardRow
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Headroom's own hash of the normalised text.</summary>
    public required string StatementId { get; init; }

    /// <summary>The line of the workload file on which its text begins, from 1; 0 when it is not known.</summary>
    public required int Line { get; init; }

    /// <summary>What came of it.</summary>
    public required GuardVerdict Verdict { get; init; }

    /// <summary>Buffers a call now; null when not measured.</summary>
    public required long? BuffersPerCall { get; init; }

    /// <summary>Buffers a call in the baseline; null when there are none.</summary>
    public required long? BaselineBuffersPerCall { get; init; }

    /// <summary>The shapes of its plans now.</summary>
    public required IReadOnlyList<string> Plans { get; init; }

    /// <summary>The shapes of its plans in the baseline; null when it is not in there.</summary>
    public required IReadOnlyList<string>? BaselinePlans { get; init; }

    /// <summary>The large tables that it scans sequentially.</summary>
    public required IReadOnlyList<ScannedTable> SequentialScans { get; init; }

    /// <summary>What there is to say, the worst first.</summary>
    public required IReadOnlyList<GuardRemark> Remarks { get; init; }
}

/// <summary>One difference.</summary>
/// <param name="Rule">The rule that it falls under: "new-sequential-scan".</param>
/// <param name="Level">How much it counts.</param>
/// <param name="Message">What is different, in a sentence without values.</param>
/// <param name="File">The file that it is about.</param>
/// <param name="Line">The line in there, from 1; 0 when none is meant.</param>
public sealed record GuardRemark(string Rule, GuardLevel Level, string Message, string File, int Line);

/// <summary>How much a difference counts.</summary>
public enum GuardLevel
{
    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Somebody should look, and it passes.</summary>
    Warning,

    /// <summary>It would fail, and a waiver accepts it.</summary>
    Waived,

    /// <summary>It could not be judged.</summary>
    CannotTell,

    /// <summary>It fails.</summary>
    Failure,
}
