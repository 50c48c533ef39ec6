using System.Globalization;
using Headroom.Analyze.Guards;
using Headroom.Cli.Load;
using Headroom.Collect.Postgres;
using Headroom.Model.Guards;
using Headroom.Model.Plans;

namespace Headroom.Cli.Databases;

/// <summary>What a user asks of a guard; all that is wrong with it is said at once.</summary>
internal sealed record GuardOptions
{
    /// <summary>What to observe.</summary>
    public required GuardRequest Request { get; init; }

    /// <summary>The files as the user named them.</summary>
    public required GuardFiles Files { get; init; }

    /// <summary>From where on a difference counts.</summary>
    public required GuardLimits Limits { get; init; }

    /// <summary>The baseline; null when one is to be written.</summary>
    public required GuardBaseline? Baseline { get; init; }

    /// <summary>What is accepted for a time.</summary>
    public required IReadOnlyList<GuardWaiver> Waivers { get; init; }

    /// <summary>Whether the result goes to stdout as JSON.</summary>
    public required bool Json { get; init; }

    /// <summary>Whether workflow commands go to stdout.</summary>
    public required bool Annotates { get; init; }

    /// <summary>Where JUnit XML goes, or null.</summary>
    public required string? Junit { get; init; }

    /// <summary>The options and the files that they name.</summary>
    /// <exception cref="BadInputException">Any of it cannot be used.</exception>
    public static GuardOptions Read(GuardArguments said)
    {
        var mistakes = new Mistakes();
        var connection = mistakes.Try(() => ConnectionText.Read("--postgres", said.Postgres));
        var given = said.CloneMode is "auto" or "never"
            ? null
            : mistakes.Try(() => ConnectionText.Read("--clone", said.CloneMode, "auto, never"));
        var limits = LimitsOf(said, mistakes);
        var workload = mistakes.Try(() => WorkloadFile.Read(said.Workload));
        mistakes.Add((workload is null ? [] : WithoutValues(workload).Concat(TooManySets(workload)))
            .Select(mistake => $"{said.Workload}: {mistake}"));
        var waivers = said.Waivers is { } file ? mistakes.Try(() => GuardWaivers.Read(file)) : [];
        var baseline = said.Update ? null : mistakes.Try(() => BaselineFile.Read(said.Baseline));
        mistakes.Add(Contradictions(said));
        mistakes.ThrowIfAny();
        return new GuardOptions
        {
            Request = new GuardRequest(connection!, workload!, said.CloneMode == "never", given, limits.LargeRows),
            Files = new GuardFiles(said.Workload, said.Baseline, said.Waivers),
            Limits = limits,
            Baseline = baseline,
            Waivers = waivers!,
            Json = said.Json,
            Annotates = said.Format == "github",
            Junit = said.Junit,
        };
    }

    private static GuardLimits LimitsOf(GuardArguments said, Mistakes mistakes)
    {
        var factor = GuardLimits.DefaultFactor;
        if (said.Factor is { } text
            && !(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out factor) && factor is >= 1 and <= 1000))
        {
            mistakes.Add($"--factor {text}: expected a number from 1 to 1000");
        }

        return new GuardLimits
        {
            Factor = factor,
            LeastBuffers = mistakes.Whole("--least-buffers", said.LeastBuffers, 0, int.MaxValue) ?? GuardLimits.DefaultLeastBuffers,
            LargeRows = mistakes.Whole("--large-rows", said.LargeRows, 0, int.MaxValue),
        };
    }

    private static IEnumerable<string> Contradictions(GuardArguments said)
    {
        if (said.Format is not ("text" or "github"))
        {
            yield return $"--format {said.Format}: expected text or github";
        }

        if (said is { Json: true, Format: "github" })
        {
            yield return "--json with --format github: stdout takes one of them";
        }

        if (said is { Update: true, Waivers: not null })
        {
            yield return "--update with --waivers: a new baseline accepts what is there, so there is nothing to waive";
        }

        if (said is { Update: true, Junit: not null })
        {
            yield return "--update with --junit: nothing is compared";
        }
    }

    // An audit guesses values that are missing; a guard compares like with like.
    private static IEnumerable<string> WithoutValues(Workload workload) =>
        from statement in workload.Statements
        where statement.Sets.Count == 0 && SqlParameters.CountOf(statement.Query) > 0
        select $"line {statement.Line}: the statement {statement.Name} has parameters and no values; expected -- params: before it";

    private static IEnumerable<string> TooManySets(Workload workload) =>
        from statement in workload.Statements
        where statement.Sets.Count > GuardRun.MostSets
        select $"line {statement.Line}: the statement {statement.Name} has {statement.Sets.Count} sets of values; "
            + $"expected at most {GuardRun.MostSets}, those that differ in what they touch";
}
