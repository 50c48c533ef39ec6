using Headroom.Model.Findings;

namespace Headroom.Analyze.Judge;

/// <summary>What a finding takes over from those that are folded into it.</summary>
internal static class Symptoms
{
    /// <summary>The cause: as severe as the most severe of all, with their evidence, and a sentence that tells them.</summary>
    /// <param name="cause">The finding that stands.</param>
    /// <param name="symptoms">Those that it explains; with none it stays as it is.</param>
    /// <param name="sentence">What they show beside the cause.</param>
    public static Finding Naming(Finding cause, IReadOnlyList<Finding> symptoms, string sentence) =>
        symptoms.Count == 0 ? cause : cause with
        {
            Severity = symptoms.Select(static symptom => symptom.Severity).Append(cause.Severity).Max(),
            Explanation = $"{cause.Explanation} {sentence}",
            Evidence = [.. cause.Evidence.Union(symptoms.SelectMany(static symptom => symptom.Evidence), StringComparer.Ordinal)],
        };

    /// <summary>The sentence of what was counted while the load ran.</summary>
    public static string UnderLoad(IEnumerable<Finding> symptoms) =>
        $"It shows under load, too: {string.Join("; ", symptoms.Select(static symptom => symptom.Title))}.";
}
