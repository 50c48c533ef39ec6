namespace Headroom.Cli.Prove;

/// <summary>What stands on the command line of <c>headroom prove</c>, not looked at yet; null where an option is not given.</summary>
internal sealed record ProveArguments
{
    public required string Finding { get; init; }

    public string? Run { get; init; }

    public string? Config { get; init; }

    public string? Postgres { get; init; }

    public string? CloneMode { get; init; }

    public string? Pairs { get; init; }

    public string? RemedyCommand { get; init; }

    public IReadOnlyList<string> RemedyEnvironment { get; init; } = [];

    public string? RemedyRevision { get; init; }

    public string? Scenario { get; init; }

    public string? Rate { get; init; }

    public string? Budget { get; init; }

    public string? Seed { get; init; }

    public bool Json { get; init; }

    /// <summary>Whether a remedy of code or settings is given.</summary>
    public bool HasRemedy => RemedyCommand is not null || RemedyRevision is not null || RemedyEnvironment.Count > 0;

    /// <summary>Says nothing of connections and values: they may be secret.</summary>
    public override string ToString() => $"{nameof(ProveArguments)} {Finding}";
}
