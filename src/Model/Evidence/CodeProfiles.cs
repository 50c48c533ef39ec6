namespace Headroom.Model.Evidence;

/// <summary>Profiles of the service's code that were taken while the load ran: where it computes, allocates, waits.</summary>
public sealed record CodeProfiles : IEvidence<CodeProfiles>
{
    internal const string KindName = "code-profiles";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>What was read, in the order of the plan's names; a source that holds several measures gives several.</summary>
    public required IReadOnlyList<CodeProfile> Profiles { get; init; }

    /// <summary>What the plan asked for and nobody could read, with the cause.</summary>
    public required IReadOnlyList<MissingProfile> Missing { get; init; }
}

/// <summary>A profile that could not be read.</summary>
/// <param name="Name">Its name in the plan.</param>
/// <param name="Cause">Why: what was tried, what came back.</param>
public sealed record MissingProfile(string Name, string Cause);

/// <summary>One measure of one profile: how much of it each function took, and through which callers.</summary>
public sealed record CodeProfile
{
    /// <summary>Its name in the plan, or its file's.</summary>
    public required string Name { get; init; }

    /// <summary>The address or the file that it was read from.</summary>
    public required string Source { get; init; }

    /// <summary>The form: "pprof", "speedscope", "cpuprofile", "folded".</summary>
    public required string Form { get; init; }

    /// <summary>What was measured, as the profiler calls it: "cpu", "inuse_space", "delay", "samples".</summary>
    public required string Measure { get; init; }

    /// <summary>The unit of every amount below: "nanoseconds", "bytes" or "count".</summary>
    public required string Unit { get; init; }

    /// <summary>How long the profiler looked; null when the profile does not say, as one of what is held at an instant.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The sum of all samples.</summary>
    public required long Total { get; init; }

    /// <summary>Functions that were seen, a count.</summary>
    public required int FunctionCount { get; init; }

    /// <summary>The functions, those first that took most by themselves; at most 1000 of <see cref="FunctionCount"/>.</summary>
    public required IReadOnlyList<ProfileFunction> Functions { get; init; }

    /// <summary>
    /// The calls as a tree in preorder, the larger branch first; the root, at depth 0, holds all. What took less than a thousandth is left
    /// out, and there are at most 1500.
    /// </summary>
    public required IReadOnlyList<ProfileCall> Calls { get; init; }

    /// <summary>What a reader must know: samples that were left out, stacks that were cut.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>What one function took.</summary>
public sealed record ProfileFunction
{
    /// <summary>Its name, as the profiler writes it.</summary>
    public required string Name { get; init; }

    /// <summary>Its source file; null when the profile does not say.</summary>
    public string? File { get; init; }

    /// <summary>By itself ("flat"), in the profile's unit.</summary>
    public required long Own { get; init; }

    /// <summary>With all that it called ("cum"), in the profile's unit; a function that calls itself is counted once.</summary>
    public required long Cumulative { get; init; }
}

/// <summary>One place of the tree of calls.</summary>
/// <param name="Depth">Calls above it: 0 is the root, 1 where a thread begins.</param>
/// <param name="Name">The function.</param>
/// <param name="Value">What it and all below it took there, in the profile's unit.</param>
public sealed record ProfileCall(int Depth, string Name, long Value);
