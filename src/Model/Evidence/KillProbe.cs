using System.Text.Json.Serialization;

namespace Headroom.Model.Evidence;

/// <summary>
/// The kill probe: under a steady load of its requests a service is killed without a warning, and started again the same way. Times and
/// seconds count from the start of the load.
/// </summary>
public sealed record KillProbe : IEvidence<KillProbe>
{
    internal const string KindName = "kill-probe";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>The endpoints that the load asked in turn.</summary>
    public required IReadOnlyList<string> Endpoints { get; init => field = value ?? []; }

    /// <summary>When it was killed.</summary>
    public required TimeSpan From { get; init; }

    /// <summary>When it said that it is healthy again; null: it did not start again.</summary>
    public TimeSpan? Until { get; init; }

    /// <summary>Why it did not start again, or null.</summary>
    public string? StartFailure { get; init; }

    /// <summary>From the kill to the end of the first request that began after it and was answered well; null: there was none.</summary>
    public TimeSpan? FirstGoodAnswer { get; init; }

    /// <summary>Requests that were under way when it was killed, and whose connection broke.</summary>
    public required int LostInFlight { get; init; }

    /// <summary>The load, second by second from 0.</summary>
    public required IReadOnlyList<OutageSecond> Seconds { get; init => field = value ?? []; }

    /// <summary>What became of writes that were acknowledged right before another kill, by table.</summary>
    public IReadOnlyList<WrittenTable> Writes { get; init => field = value ?? []; } = [];

    /// <summary>Why nothing is known of writes, or null.</summary>
    public string? WritesMissing { get; init; }

    /// <summary>What recovery is judged by; null when it did not start again.</summary>
    [JsonIgnore]
    public FaultedLoad? Load => Until is { } until ? new FaultedLoad(From, until, Seconds) : null;
}

/// <summary>
/// Rows that acknowledged writes promised to a table, and rows that were inserted into it, in three bursts: one that nothing happened to,
/// one after whose last answer the service was killed, and another one that nothing happened to.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Before">The burst before.</param>
/// <param name="Killed">The burst that was followed by the kill.</param>
/// <param name="After">The burst after.</param>
public sealed record WrittenTable(string Table, WrittenRows Before, WrittenRows Killed, WrittenRows After)
{
    /// <summary>
    /// Acknowledged rows that are not there, at least; null when it cannot be told, because promise and rows differ without a kill, too, or
    /// because nothing was acknowledged.
    /// </summary>
    public long? Lost() => Before.IsKept() && After.IsKept() && Killed.Promised > 0 ? Math.Max(0, Killed.Promised - Killed.Inserted) : null;
}

/// <summary>Rows of one burst.</summary>
/// <param name="Promised">Rows that the acknowledged requests insert as a rule.</param>
/// <param name="Inserted">Rows that were inserted, whoever asked for them.</param>
public sealed record WrittenRows(long Promised, long Inserted)
{
    /// <summary>Whether each acknowledged row is there, and no other.</summary>
    public bool IsKept() => Promised > 0 && Promised == Inserted;
}
