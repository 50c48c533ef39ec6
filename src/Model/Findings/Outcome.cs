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
}
