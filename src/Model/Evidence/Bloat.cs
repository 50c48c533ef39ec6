using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>How much of the largest tables and indexes is neither data nor the room that they are told to leave.</summary>
public sealed record Bloat : IEvidence<Bloat>
{
    internal const string KindName = "bloat";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>Tables and indexes, those that waste the most first.</summary>
    public required IReadOnlyList<RelationBloat> Relations { get; init; }

    /// <summary>What could not be estimated, and why: "public.clips: a column has no statistics".</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Tables and indexes that were left out because they are smaller than all that were looked at.</summary>
    public int LeftOut { get; init; }

    /// <summary>Why nothing was measured and all is estimated; null when it was measured.</summary>
    public string? NotMeasured { get; init; }
}

/// <summary>One table or index.</summary>
public sealed record RelationBloat
{
    /// <summary>Schema.</summary>
    public required string Schema { get; init; }

    /// <summary>Table.</summary>
    public required string Table { get; init; }

    /// <summary>The index, or null when this is the table itself.</summary>
    public string? Index { get; init; }

    /// <summary>Size on disk, without TOAST and, of a table, without indexes.</summary>
    public required Bytes Size { get; init; }

    /// <summary>The part of <see cref="Size"/> that a rebuild would give back.</summary>
    public required Ratio Wasted { get; init; }

    /// <summary>Where <see cref="Wasted"/> is from: "pgstattuple_approx", "pgstatindex" or "statistics".</summary>
    public required string Source { get; init; }

    /// <summary>By how much <see cref="Wasted"/> may be too great or too small, absolutely.</summary>
    public required Ratio Error { get; init; }

    /// <summary>Its own storage parameters as they are written: "fillfactor=90", "autovacuum_enabled=false".</summary>
    public IReadOnlyList<string> Options { get; init => field = value ?? []; } = []; // null in runs that were recorded before

    /// <summary>Bytes that a rebuild would give back.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Bytes WastedSize => new((long)(Size.Value * Wasted.Value));
}
