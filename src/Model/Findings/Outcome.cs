using System.Text.Json.Serialization;

namespace Headroom.Model.Findings;

/// <summary>How a detector ended. Only <see cref="Clean"/> says that there is nothing.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
[JsonDerivedType(typeof(Found), "found")]
[JsonDerivedType(typeof(Clean), "clean")]
[JsonDerivedType(typeof(NotApplicable), "not_applicable")]
[JsonDerivedType(typeof(NotRun), "not_run")]
[JsonDerivedType(typeof(Crashed), "crashed")]
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>What it could not tell beside what it told, each with its cause; the audit lists it among what it did not test.</summary>
    public IReadOnlyList<string> Untold { get; init; } = [];

    /// <summary>The fault is there.</summary>
    public sealed record Found([property: JsonIgnore] IReadOnlyList<Finding> Findings) : Outcome
    {
        /// <summary>How many findings.</summary>
        public int Count => Findings.Count;
    }

    /// <summary>It was looked for and is not there.</summary>
    public sealed record Clean : Outcome;

    /// <summary>It cannot be there: the reason.</summary>
    public sealed record NotApplicable(string Reason) : Outcome;

    /// <summary>It was not looked for: what was missing.</summary>
    public sealed record NotRun(string Reason) : Outcome;

    /// <summary>The detector failed: our fault.</summary>
    public sealed record Crashed(string Reason) : Outcome;

    /// <summary><see cref="Found"/> when there are findings, else <see cref="Clean"/>.</summary>
    public static Outcome Of(IReadOnlyList<Finding> findings) => findings.Count == 0 ? new Clean() : new Found(findings);

    /// <summary>One outcome of several parts, of which each may find something; no reason that one of them gives is lost.</summary>
    /// <remarks>
    /// In this order: what was found, each finding once, with the other parts' reasons <see cref="Untold"/>; a part that crashed, that did
    /// not run, that does not apply, with the reasons of all; clean only where every part is.
    /// </remarks>
    /// <param name="none">Why it did not run, where there is no part.</param>
    /// <param name="parts">The parts; null: nothing was there that it could look at.</param>
    public static Outcome Together(string none, params IReadOnlyList<Outcome?> parts)
    {
        List<Outcome> all = [.. parts.OfType<Outcome>()];
        List<Finding> found =
            [.. all.OfType<Found>().SelectMany(static part => part.Findings).DistinctBy(static finding => finding.Fingerprint)];
        List<string> reasons = [.. all.Select(ReasonOf).OfType<string>().Distinct()];
        var reason = string.Join("; ", reasons);
        Outcome together = all switch
        {
            [] => new NotRun(none),
            _ when found.Count > 0 => new Found(found) { Untold = reasons },
            _ when all.Exists(static part => part is Crashed) => new Crashed(reason),
            _ when all.Exists(static part => part is NotRun) => new NotRun(reason),
            _ when all.Exists(static part => part is NotApplicable) => new NotApplicable(reason),
            _ => new Clean(),
        };
        return together with { Untold = [.. together.Untold, .. all.SelectMany(static part => part.Untold)] };
    }

    private static string? ReasonOf(Outcome outcome) => outcome switch
    {
        NotApplicable none => none.Reason,
        NotRun missing => missing.Reason,
        Crashed crash => crash.Reason,
        _ => null,
    };
}
