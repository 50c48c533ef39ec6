using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>Messages of WARNING and above by kind. Bounded: so many kinds, then one for all others.</summary>
internal sealed class ErrorTable
{
    private const int MostKinds = 1000;
    private const string Others = "(other messages)";

    private static readonly (byte[] Start, string Reason)[] Cancelled =
    [
        ("canceling statement due to statement timeout"u8.ToArray(), "statement timeout"),
        ("canceling statement due to lock timeout"u8.ToArray(), "lock timeout"),
        ("canceling statement due to user request"u8.ToArray(), "user request"),
        ("canceling statement due to conflict with recovery"u8.ToArray(), "conflict with recovery"),
        ("canceling autovacuum task"u8.ToArray(), "autovacuum task"),
        ("canceling statement due to transaction timeout"u8.ToArray(), "transaction timeout"),
        ("terminating connection due to idle-in-transaction timeout"u8.ToArray(), "idle-in-transaction timeout"),
        ("terminating connection due to transaction timeout"u8.ToArray(), "transaction timeout"),
        ("terminating connection due to administrator command"u8.ToArray(), "administrator command"),
        ("terminating connection due to conflict with recovery"u8.ToArray(), "conflict with recovery"),
    ];

    private readonly Dictionary<(LineKind Severity, string Message), (long Count, long First, long Last)> _kinds = [];
    private readonly Dictionary<string, long> _cancellations = new(StringComparer.Ordinal);

    /// <summary>Deadlocks that the server broke.</summary>
    public long Deadlocks { get; private set; }

    /// <summary>Counts an entry.</summary>
    public void Take(LogEntry entry)
    {
        var message = entry.Message.Span;
        var text = ErrorText.Of(message);
        var key = (entry.Severity, _kinds.Count >= MostKinds && !_kinds.ContainsKey((entry.Severity, text)) ? Others : text);
        _kinds[key] = _kinds.TryGetValue(key, out var seen)
            ? (seen.Count + 1, Math.Min(seen.First, entry.Ticks), Math.Max(seen.Last, entry.Ticks))
            : (1, entry.Ticks, entry.Ticks);
        if (message.StartsWith("deadlock detected"u8))
        {
            Deadlocks++;
        }

        foreach (var (start, reason) in Cancelled)
        {
            if (message.StartsWith(start))
            {
                _cancellations[reason] = _cancellations.GetValueOrDefault(reason) + 1;
                break;
            }
        }
    }

    /// <summary>By kind, the most frequent first.</summary>
    public IReadOnlyList<LoggedError> Errors() =>
    [
        .. _kinds.OrderByDescending(static pair => pair.Value.Count).ThenByDescending(static pair => pair.Key.Severity)
            .ThenBy(static pair => pair.Key.Message, StringComparer.Ordinal)
            .Select(static pair => new LoggedError(
                pair.Key.Severity.ToString().ToUpperInvariant(), pair.Key.Message, pair.Value.Count,
                new DateTimeOffset(pair.Value.First, TimeSpan.Zero), new DateTimeOffset(pair.Value.Last, TimeSpan.Zero))),
    ];

    /// <summary>By reason, the most frequent first.</summary>
    public IReadOnlyList<LoggedCount> Cancellations() =>
    [
        .. _cancellations.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => new LoggedCount(pair.Key, pair.Value)),
    ];
}
