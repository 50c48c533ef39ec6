using Headroom.Experiments.Blocks;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Contracts;
using Headroom.Experiments.Proofs;

namespace Headroom.Cli.Compare;

/// <summary>What stands on the command line of <c>headroom compare</c>, not looked at yet; null where an option is not given.</summary>
internal sealed record CompareArguments
{
    public required ArmArguments A { get; init; }

    public required ArmArguments B { get; init; }

    public string? Config { get; init; }

    public string? Scenario { get; init; }

    public string? Rate { get; init; }

    public string? Quantile { get; init; }

    public string? Effect { get; init; }

    public string? Budget { get; init; }

    public string? Health { get; init; }

    public string? Postgres { get; init; }

    public string? PostgresVariable { get; init; }

    public string? Remedy { get; init; }

    public string? Down { get; init; }

    public string? Test { get; init; }

    public IReadOnlyList<string> Allow { get; init; } = [];

    public string? Seed { get; init; }

    public string? Out { get; init; }

    public bool Json { get; init; }

    /// <summary>Says nothing of connections and values: they may be secret.</summary>
    public override string ToString() => nameof(CompareArguments);
}

/// <summary>What the command line says of one arm.</summary>
/// <param name="Name">"A" or "B".</param>
/// <param name="Url">Its address.</param>
/// <param name="Start">The command that starts it, or null.</param>
/// <param name="Environment">Its environment, each "NAME=VALUE".</param>
/// <param name="Postgres">Its database, or null.</param>
/// <param name="Revision">The git revision that the command is started in, or null.</param>
/// <param name="StartName">What is recorded of the command: null for the command itself, or the place of the plan that holds it.</param>
internal sealed record ArmArguments(
    string Name,
    string Url,
    string? Start,
    IReadOnlyList<string> Environment,
    string? Postgres,
    string? Revision = null,
    string? StartName = null)
{
    /// <summary>Says nothing of command, connection and values: they may be secret.</summary>
    public override string ToString() => $"{nameof(ArmArguments)} {Name}";
}

/// <summary>A comparison as it was asked for, without mistakes.</summary>
/// <param name="A">The base.</param>
/// <param name="B">What is held against it.</param>
/// <param name="Blocks">The experiment.</param>
/// <param name="Allowed">Hosts besides loopback that load may go to.</param>
/// <param name="Out">The folder for the run, or null for a new one.</param>
/// <param name="Json">Whether stdout is one JSON document.</param>
internal sealed record CompareRequest(
    ArmRequest A, ArmRequest B, BlockRequest Blocks, IReadOnlyList<string> Allowed, string? Out, bool Json)
{
    /// <summary>The database that each arm gets a clone of; null when the arms keep theirs.</summary>
    public CloneRequest? Clones { get; init; }

    /// <summary>How the project tests itself; null when nobody said.</summary>
    public TestCommand? Test { get; init; }
}

/// <summary>A clone of one database for each arm.</summary>
/// <param name="Source">The database.</param>
/// <param name="Variable">The variable in the environment of both commands that names it.</param>
/// <param name="Up">What is applied to B's clone, or null.</param>
/// <param name="Down">What takes that back, or null.</param>
internal sealed record CloneRequest(CloneSource Source, string Variable, RemedyScript? Up, RemedyScript? Down)
{
    /// <summary>Says nothing of the connection string: it may hold a password.</summary>
    public override string ToString() => nameof(CloneRequest);
}
