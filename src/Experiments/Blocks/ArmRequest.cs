using Headroom.Experiments.Clones;
using Headroom.Experiments.Processes;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Blocks;

/// <summary>What an arm is made of.</summary>
public sealed record ArmRequest
{
    /// <summary>"A" or "B".</summary>
    public required string Name { get; init; }

    /// <summary>Where the load goes.</summary>
    public required Uri Url { get; init; }

    /// <summary>How it is started, and started again at each quarter; null when it runs already.</summary>
    public ServiceStart? Start { get; init; }

    /// <summary>The git revision whose files the command is started among; null: those of the present folder.</summary>
    public string? Revision { get; init; }

    /// <summary>
    /// The roots of the process trees that do its work, where they do not listen at the address themselves (a proxy does);
    /// null: whoever listens there.
    /// </summary>
    public IReadOnlyList<int>? Processes { get; init; }

    /// <summary>The database whose statements are counted, or null.</summary>
    public string? Postgres { get; init; }

    /// <summary>How many of its requests a cache before it has answered so far; null: none stands there.</summary>
    public Func<long>? CacheHits { get; init; }

    /// <summary>The clone that its command is pointed at, which is its alone; null when its database is somebody else's.</summary>
    public ArmClone? OwnClone { get; init; }

    /// <summary>What is recorded of it.</summary>
    public BlockArm Described => new(Name, Url, Start?.Name, Revision, OwnClone?.Text);

    /// <summary>Its name alone: the database's address may hold a password.</summary>
    public override string ToString() => $"{nameof(ArmRequest)} {Name}";
}

/// <summary>The clone of one arm.</summary>
/// <param name="Database">The clone.</param>
/// <param name="Text">What it is, in words: "a clone with remedy.sql".</param>
public sealed record ArmClone(DatabaseClone Database, string Text);
