namespace Headroom.Collect.Postgres.Logs;

/// <summary>Which entries count. An entry that does not say its database or user passes no filter on it.</summary>
public sealed record LogFilter
{
    /// <summary>Entries from this moment on, or null.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Entries before this moment, or null.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Entries of this database, or null.</summary>
    public string? Database { get; init; }

    /// <summary>Entries of this user, or null.</summary>
    public string? User { get; init; }

    internal bool Takes(LogEntry entry) =>
        (From is not { } from || entry.Ticks >= from.UtcTicks) && (To is not { } to || entry.Ticks < to.UtcTicks)
        && (Database is null || entry.Database == Database) && (User is null || entry.User == User);
}
