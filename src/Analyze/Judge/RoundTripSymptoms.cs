using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;

namespace Headroom.Analyze.Judge;

/// <summary>
/// Waits in series on the wire to the database are not a finding of their own beside the repeated statements that they are: one cure ends
/// both.
/// </summary>
internal static class RoundTripSymptoms
{
    private static readonly string[] Causes = ["n-plus-one-query", "chatty-endpoint"];

    /// <summary>The findings without the waits that another one explains, which names them.</summary>
    /// <param name="findings">Those that stand after the experiments.</param>
    /// <param name="evidence">What the wires lead to.</param>
    public static IReadOnlyList<Finding> Fold(IReadOnlyList<Finding> findings, EvidenceSet evidence)
    {
        var databases = (evidence.Find<DelayProbe>()?.Wires ?? [])
            .Where(wire => wire.Dependency == DependencyKind.Postgres).Select(wire => wire.Name).ToHashSet(StringComparer.Ordinal);
        var symptoms = findings
            .Where(finding => finding is { Detector: "serial-round-trips", Subject.Dependency: { } wire } && databases.Contains(wire))
            .ToList();
        var folded = symptoms.Where(symptom => findings.Any(finding => IsCause(finding, symptom))).ToList();
        return
        [
            .. findings.Except(folded).Select(finding => folded.Find(symptom => IsCause(finding, symptom)) is { } symptom
                ? Symptoms.Naming(finding, [symptom], $"The delay probe shows it, too: {symptom.Title}.")
                : finding),
        ];
    }

    private static bool IsCause(Finding finding, Finding symptom) =>
        Causes.Contains(finding.Detector) && finding.Subject.Endpoint == symptom.Subject.Endpoint;
}
