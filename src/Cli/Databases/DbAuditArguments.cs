namespace Headroom.Cli.Databases;

/// <summary>The options of an audit of a database as they were typed.</summary>
internal sealed record DbAuditArguments
{
    /// <summary>Seconds, a count.</summary>
    public const int DefaultWindow = 30;

    public required string Postgres { get; init; }

    public string? Workload { get; init; }

    public string CloneMode { get; init; } = "auto";

    public int Window { get; init; } = DefaultWindow;

    public IReadOnlyList<string> Logs { get; init; } = [];

    public string? PoolConsole { get; init; }

    public bool Growth { get; init; }

    public string? FailOn { get; init; }

    public string? Out { get; init; }

    /// <summary>Says nothing of the connections: they may hold passwords.</summary>
    public override string ToString() => nameof(DbAuditArguments);
}
