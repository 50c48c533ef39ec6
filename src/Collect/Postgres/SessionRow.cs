namespace Headroom.Collect.Postgres;

/// <summary>One client session in one look.</summary>
internal sealed record SessionRow
{
    public required int Pid { get; init; }

    public required string Role { get; init; }

    public required string Application { get; init; }

    /// <summary>Null when it is hidden from this role.</summary>
    public string? State { get; init; }

    public string? WaitType { get; init; }

    public string? WaitEvent { get; init; }

    public TimeSpan? TransactionAge { get; init; }

    public TimeSpan? StateAge { get; init; }

    /// <summary>Whether it holds a snapshot or a transaction id.</summary>
    public bool HoldsRows { get; init; }

    /// <summary>Whether it is in the audited database.</summary>
    public required bool Here { get; init; }

    /// <summary>Its last statement, where somebody needs it.</summary>
    public string? Query { get; init; }

    public bool IsIdleInTransaction => State?.StartsWith("idle in transaction", StringComparison.Ordinal) == true;

    public bool WaitsForLock => WaitType == "Lock";
}

/// <summary>A session that waits for a lock in one look, and one of those that it waits for.</summary>
internal sealed record WaitRow
{
    public required int Waiter { get; init; }

    /// <summary>0: a prepared transaction.</summary>
    public required int Blocker { get; init; }

    public string? WaiterQuery { get; init; }

    public string? BlockerQuery { get; init; }

    public string? BlockerState { get; init; }

    public string? BlockerRole { get; init; }

    /// <summary>Whether it is idle in its transaction for less time than its last statement took.</summary>
    public bool BlockerIsBrieflyIdle { get; init; }

    public required string LockType { get; init; }

    public required string Mode { get; init; }

    public string? Relation { get; init; }

    /// <summary>Null where the server does not say (before PostgreSQL 14).</summary>
    public TimeSpan? Waited { get; init; }
}
