using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Judge;

/// <summary>
/// That a statement grows with its table is no finding of its own beside the one that says why it scans it; and the counted scans of the
/// table are none beside the statement that was seen to make them.
/// </summary>
internal static class GrowthSymptoms
{
    // Detectors that say why one statement reads everything.
    private static readonly string[] Causes =
    [
        "cast-on-column", "function-on-column", "leading-wildcard", "not-in-subquery", "random-order", "subplan-loop", "unindexable-or",
        "unlimited-result",
    ];

    /// <summary>The findings without the symptoms of others, which name them.</summary>
    /// <param name="findings">Those that stand after the experiments.</param>
    /// <param name="evidence">Which index serves which statements.</param>
    public static IReadOnlyList<Finding> Fold(IReadOnlyList<Finding> findings, EvidenceSet evidence)
    {
        var search = evidence.Find<IndexSearch>();
        var growing = findings.Where(finding => finding.Detector == FullScanGrowth.Id).ToList();
        var explained = growing.Where(symptom => findings.Any(cause => IsCause(cause, symptom, search))).ToList();
        var standing = growing.Except(explained).ToList();
        var scans = findings
            .Where(finding =>
                finding.Detector == "large-sequential-scans" && standing.Exists(cause => cause.Subject.Table == finding.Subject.Table))
            .ToList();
        return
        [
            .. findings.Except(explained).Except(scans).Select(finding =>
                explained.Find(symptom => IsCause(finding, symptom, search)) is { } growth
                    ? Symptoms.Naming(finding, [growth], FullScanGrowth.Sentence(growth))
                : standing.Contains(finding) && scans.Find(scan => scan.Subject.Table == finding.Subject.Table) is { } counted
                    ? Symptoms.Naming(finding, [counted], Symptoms.UnderLoad([counted]))
                : finding),
        ];
    }

    private static bool IsCause(Finding finding, Finding symptom, IndexSearch? search) => symptom.Subject.StatementId is { } statement
        && ((Causes.Contains(finding.Detector, StringComparer.Ordinal) && finding.Subject.StatementId == statement)
            || (IndexSymptoms.IsIndex(finding) && IndexSymptoms.StatementsOf(finding, search).Contains(statement)));
}
