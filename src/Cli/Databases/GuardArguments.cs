namespace Headroom.Cli.Databases;

/// <summary>The options of a guard as they were typed.</summary>
internal sealed record GuardArguments
{
    public required string Postgres { get; init; }

    public required string Workload { get; init; }

    public required string Baseline { get; init; }

    public string CloneMode { get; init; } = "auto";

    public bool Update { get; init; }

    public string? Waivers { get; init; }

    public string? Factor { get; init; }

    public string? LeastBuffers { get; init; }

    public string? LargeRows { get; init; }

    public string Format { get; init; } = "text";

    public string? Junit { get; init; }

    public bool Json { get; init; }

    /// <summary>Says nothing of the connections: they may hold passwords.</summary>
    public override string ToString() => nameof(GuardArguments);
}
