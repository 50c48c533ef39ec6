namespace Headroom.Model.Evidence;

/// <summary>SQL that was applied to the clone of one arm, and taken back after the measurement.</summary>
public sealed record RemedyRun : IEvidence<RemedyRun>
{
    internal const string KindName = "remedy";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The name of the script that was applied.</summary>
    public required string Up { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan BuildTime { get; init; }

    /// <summary>
    /// The objects of the schema that it made, changed or removed, by name; empty when it changes rows or statistics at most.
    /// </summary>
    public required IReadOnlyList<string> Changed { get; init; }

    /// <summary>The name of the script that takes it back; null when none was given.</summary>
    public string? Down { get; init; }

    /// <summary>Which statement of <see cref="Down"/> fails and why; null when none does.</summary>
    public string? DownFailure { get; init; }

    /// <summary>The objects that are not as they were after <see cref="Down"/>.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];
}
