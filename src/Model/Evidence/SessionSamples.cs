namespace Headroom.Model.Evidence;

/// <summary>What the sessions were doing, looked at many times a second: states, waits, who blocks whom, transactions left open.</summary>
/// <remarks>
/// Sessions are those of clients in the audited database, Headroom's own left out; connections are counted over the whole server.
/// </remarks>
public sealed record SessionSamples : IEvidence<SessionSamples>
{
    internal const string KindName = "session-samples";

    /// <summary>
    /// A session that is idle in a transaction for longer counts as one that was left open, not as one between two statements.
    /// </summary>
    /// <remarks>
    /// A program takes milliseconds from one statement to the next; a second holds a call to another service, or a person.
    /// </remarks>
    public static readonly TimeSpan LongIdle = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>How often the sessions were looked at.</summary>
    public required int Samples { get; init; }

    /// <summary>The time between two looks that was aimed at.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>
    /// Time that Headroom waited for the answers to its own looks: more than they cost the server, since it holds the round trip.
    /// </summary>
    public required TimeSpan OwnTime { get; init; }

    /// <summary>What could not be seen and what would show it, or null.</summary>
    public string? Missing { get; init; }

    /// <summary>Sessions with the same role, application, state and wait, the most frequent first.</summary>
    public required IReadOnlyList<SessionGroup> Groups { get; init; }

    /// <summary>Sessions by role and application, as a pool opens them, the largest first.</summary>
    public IReadOnlyList<PoolSessions> Pools { get; init => field = value ?? []; } = []; // null in samples that were recorded before

    /// <summary>Sessions that were executing a statement, summed over the samples.</summary>
    public required long ActiveSessions { get; init; }

    /// <summary>Sessions that waited for a lock, summed over the samples.</summary>
    public required long WaitingSessions { get; init; }

    /// <summary>The most sessions that executed a statement at once.</summary>
    public required int PeakActive { get; init; }

    /// <summary>Roles that were idle in a transaction.</summary>
    public required IReadOnlyList<IdleTransactions> IdleTransactions { get; init; }

    /// <summary>Who blocked whom, the longest wait first.</summary>
    public required IReadOnlyList<BlockedStatement> LockWaits { get; init; }

    /// <summary>The longest transactions of each role and statement, the longest first.</summary>
    public required IReadOnlyList<OpenTransaction> Transactions { get; init; }

    /// <summary>Prepared transactions and replication slots that keep dead rows from being vacuumed.</summary>
    public required IReadOnlyList<LastingHolder> Holders { get; init; }

    /// <summary>Connections of the whole server.</summary>
    public required ConnectionCounts Connections { get; init; }
}

/// <summary>Sessions that look the same.</summary>
/// <param name="Role">The role.</param>
/// <param name="Application">What the client calls itself.</param>
/// <param name="State">"active", "idle", "idle in transaction".</param>
/// <param name="WaitType">The kind of event that is waited for, or null: "Lock", "IO", "Client".</param>
/// <param name="WaitEvent">The event, or null.</param>
/// <param name="Sessions">Sessions, summed over the samples.</param>
/// <param name="Peak">The most at once.</param>
public sealed record SessionGroup(
    string Role, string Application, string State, string? WaitType, string? WaitEvent, long Sessions, int Peak);

/// <summary>The sessions of one role and application: those of a service's pool, of all its instances together.</summary>
/// <param name="Role">The role.</param>
/// <param name="Application">What the client calls itself.</param>
/// <param name="Used">
/// Sessions that were in use, or had been since the look before, summed over the looks: short statements show in it. The rarer the looks,
/// the more does each see. Before the first look it is the time between two that is aimed at.
/// </param>
/// <param name="States">How many sessions were in which state at once, by open sessions; a look that saw none is left out.</param>
public sealed record PoolSessions(string Role, string Application, long Used, IReadOnlyList<PoolState> States);

/// <summary>How the sessions of a pool were seen together; those that are neither active nor in a transaction are idle.</summary>
/// <param name="Open">Sessions.</param>
/// <param name="Active">Of those, the ones that executed a statement.</param>
/// <param name="InTransaction">Of those, the ones that were idle in a transaction: nobody else can use them.</param>
/// <param name="Waiting">Of those, the ones that waited for a lock; they are active, too.</param>
/// <param name="Looks">Looks that saw just that.</param>
public sealed record PoolState(int Open, int Active, int InTransaction, int Waiting, int Looks);

/// <summary>A role's sessions that were idle in a transaction.</summary>
/// <param name="Role">The role.</param>
/// <param name="Applications">What its clients call themselves, sorted.</param>
/// <param name="LongSamples">
/// Samples in which a session of it was idle in a transaction for longer than <see cref="SessionSamples.LongIdle"/>.
/// </param>
/// <param name="Peak">The most such sessions at once.</param>
/// <param name="LongestIdle">The longest that one was idle.</param>
/// <param name="LongestTransaction">The longest that its transaction was open.</param>
/// <param name="LastStatements">The last statements before such a pause, the most frequent first.</param>
public sealed record IdleTransactions(
    string Role,
    IReadOnlyList<string> Applications,
    int LongSamples,
    int Peak,
    TimeSpan LongestIdle,
    TimeSpan LongestTransaction,
    IReadOnlyList<SampledStatement> LastStatements);

/// <summary>A statement in samples.</summary>
/// <param name="StatementId">Headroom's own hash of the normalised text; null when the server cut the text short.</param>
/// <param name="Query">The text, its literals as <c>$0</c>; null when it is hidden from this role.</param>
/// <param name="Sessions">Sessions, summed over the samples.</param>
public sealed record SampledStatement(string? StatementId, string? Query, long Sessions);

/// <summary>A statement that waited for a lock, and what held it up.</summary>
public sealed record BlockedStatement
{
    /// <summary>The table, with its schema unless that is public; null when the lock is on something else.</summary>
    public string? Relation { get; init; }

    /// <summary>What is locked: "relation", "transactionid" (a row that another transaction changed), "advisory".</summary>
    public required string LockType { get; init; }

    /// <summary>The lock that is waited for: "ShareLock", "AccessExclusiveLock".</summary>
    public required string Mode { get; init; }

    /// <summary>The statement that waits.</summary>
    public required SampledStatement Waiter { get; init; }

    /// <summary>
    /// The last statement of the session that is waited for; its locks may stem from an earlier one of the same transaction.
    /// </summary>
    public required SampledStatement Blocker { get; init; }

    /// <summary>The state of the session that is waited for: "active", "idle in transaction", "prepared transaction".</summary>
    public required string BlockerState { get; init; }

    /// <summary>
    /// Whether that session was idle in its transaction for less time than its last statement had taken: seen between two statements of a
    /// transaction that is slow for its statements. False in samples that were recorded before.
    /// </summary>
    public bool BlockerIsBrieflyIdle { get; init; }

    /// <summary>Its role; null when it is not known.</summary>
    public string? BlockerRole { get; init; }

    /// <summary>The longest wait that was seen.</summary>
    public required TimeSpan Longest { get; init; }
}

/// <summary>The longest transaction of a role with a statement.</summary>
/// <param name="Role">The role.</param>
/// <param name="Application">What the client calls itself.</param>
/// <param name="State">Its last state.</param>
/// <param name="Statement">Its last statement.</param>
/// <param name="Age">How long it was open.</param>
/// <param name="HoldsRows">Whether it kept dead rows from being vacuumed (it held a snapshot or a transaction id).</param>
public sealed record OpenTransaction(
    string Role, string Application, string State, SampledStatement Statement, TimeSpan Age, bool HoldsRows);

/// <summary>What keeps dead rows without being a session.</summary>
/// <param name="Kind">"prepared transaction" or "replication slot".</param>
/// <param name="Name">Its name.</param>
/// <param name="Transactions">How many transactions ago its horizon lies.</param>
/// <param name="Age">How long it exists; null when the server does not say.</param>
/// <param name="Active">Whether somebody uses it.</param>
/// <param name="IsCatalogueOnly">Whether it keeps dead rows of the system's catalogues alone, as the slot of a logical consumer.</param>
public sealed record LastingHolder(
    string Kind, string Name, long Transactions, TimeSpan? Age, bool Active, bool IsCatalogueOnly = false);

/// <summary>Connections of the whole server.</summary>
/// <param name="Peak">The most at once, Headroom's own left out.</param>
/// <param name="Mean">Their mean over the samples.</param>
/// <param name="Limit">max_connections.</param>
/// <param name="Reserved">Of those, kept for superusers and for roles with reserved connections.</param>
public sealed record ConnectionCounts(int Peak, double Mean, int Limit, int Reserved);
