using Headroom.Experiments.Blocks;

namespace Headroom.Cli.Compare;

/// <summary>What stands on the command line of <c>headroom compare</c>, not looked at yet; null where an option is not given.</summary>
internal sealed record CompareArguments
{
    public required ArmArguments A { get; init; }

    public required ArmArguments B { get; init; }

    public string? Scenario { get; init; }

    public string? Rate { get; init; }

    public string? Quantile { get; init; }

    public string? Effect { get; init; }

    public string? Budget { get; init; }

    public string? Health { get; init; }

    public IReadOnlyList<string> Allow { get; init; } = [];

    public string? Seed { get; init; }

    public string? Out { get; init; }

    public bool Json { get; init; }
}

/// <summary>What the command line says of one arm.</summary>
/// <param name="Name">"A" or "B".</param>
/// <param name="Url">Its address.</param>
/// <param name="Start">The command that starts it, or null.</param>
/// <param name="Environment">Its environment, each "NAME=VALUE".</param>
/// <param name="Postgres">Its database, or null.</param>
/// <param name="Revision">The git revision that the command is started in, or null.</param>
internal sealed record ArmArguments(string Name, string Url, string? Start, IReadOnlyList<string> Environment, string? Postgres, string? Revision = null);

/// <summary>A comparison as it was asked for, without mistakes.</summary>
/// <param name="A">The base.</param>
/// <param name="B">What is held against it.</param>
/// <param name="Blocks">The experiment.</param>
/// <param name="Allowed">Hosts besides loopback that load may go to.</param>
/// <param name="Out">The folder for the run, or null for a new one.</param>
/// <param name="Json">Whether stdout is one JSON document.</param>
internal sealed record CompareRequest(ArmRequest A, ArmRequest B, BlockRequest Blocks, IReadOnlyList<string> Allowed, string? Out, bool Json);
