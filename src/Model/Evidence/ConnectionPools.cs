namespace Headroom.Model.Evidence;

/// <summary>What a connection pooler did in a window: its pools looked at again and again, and the difference of its totals.</summary>
public sealed record ConnectionPools : IEvidence<ConnectionPools>
{
    internal const string KindName = "connection-pools";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The pooler and its version as it says itself.</summary>
    public required string Pooler { get; init; }

    /// <summary>How often the pools were looked at.</summary>
    public required int Samples { get; init; }

    /// <summary>The pools, one for each pair of database and role.</summary>
    public required IReadOnlyList<Pool> Pools { get; init; }

    /// <summary>The databases that it serves, with their totals.</summary>
    public required IReadOnlyList<PooledDatabase> Databases { get; init; }

    /// <summary>The settings that decide about sizes and waits, by name.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }
}

/// <summary>One pool.</summary>
public sealed record Pool
{
    /// <summary>The database as clients call it.</summary>
    public required string Database { get; init; }

    /// <summary>The role.</summary>
    public required string Role { get; init; }

    /// <summary>"session", "transaction" or "statement".</summary>
    public required string Mode { get; init; }

    /// <summary>Server connections that it may open; null when the pooler does not say.</summary>
    public int? Size { get; init; }

    /// <summary>The most clients that were connected to a server connection at once.</summary>
    public required int PeakClients { get; init; }

    /// <summary>The most clients that waited for a server connection at once.</summary>
    public required int PeakWaiting { get; init; }

    /// <summary>Samples in which clients waited.</summary>
    public required int WaitingSamples { get; init; }

    /// <summary>The most server connections that were in use at once.</summary>
    public required int PeakUsed { get; init; }

    /// <summary>The longest that the first client in the queue had waited.</summary>
    public required TimeSpan LongestWait { get; init; }
}

/// <summary>One database behind a pooler, with the totals of the window.</summary>
public sealed record PooledDatabase
{
    /// <summary>Its name as clients call it.</summary>
    public required string Name { get; init; }

    /// <summary>Its name on the server.</summary>
    public required string ServerDatabase { get; init; }

    /// <summary>Where the server is; null: a Unix socket.</summary>
    public string? Host { get; init; }

    /// <summary>The server's port.</summary>
    public required int Port { get; init; }

    /// <summary>Connections that each of its pools may open.</summary>
    public required int PoolSize { get; init; }

    /// <summary>Connections that all its pools together may open; 0 is no limit.</summary>
    public required int MostConnections { get; init; }

    /// <summary>Transactions.</summary>
    public required long Transactions { get; init; }

    /// <summary>Statements.</summary>
    public required long Queries { get; init; }

    /// <summary>Time that server connections were in a transaction.</summary>
    public required TimeSpan TransactionTime { get; init; }

    /// <summary>Time that server connections executed statements.</summary>
    public required TimeSpan QueryTime { get; init; }

    /// <summary>Time that clients waited for a server connection.</summary>
    public required TimeSpan WaitTime { get; init; }
}
