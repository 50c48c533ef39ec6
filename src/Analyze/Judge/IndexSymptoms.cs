using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Judge;

/// <summary>
/// The scans and the lock waits by which a missing index shows are not findings of their own beside the index: told once more, they would
/// be three faults with one cure. Where the index was refuted they stand.
/// </summary>
internal static class IndexSymptoms
{
    /// <summary>The findings without the symptoms of those of an index, which name them.</summary>
    /// <param name="findings">Those that stand after the experiments.</param>
    /// <param name="evidence">Who waited for whom.</param>
    public static IReadOnlyList<Finding> Fold(IReadOnlyList<Finding> findings, EvidenceSet evidence)
    {
        var causes = findings.Where(IsIndex).ToList();
        var symptoms = findings.Select(finding => (Finding: finding, Causes: CausesOf(finding, causes, evidence)))
            .Where(pair => pair.Causes.Count > 0).ToList();
        return
        [
            .. findings.Except(symptoms.Select(symptom => symptom.Finding))
                .Select(finding =>
                    Naming(finding, [.. symptoms.Where(symptom => symptom.Causes.Contains(finding)).Select(symptom => symptom.Finding)])),
        ];

        static Finding Naming(Finding cause, List<Finding> explained) => Symptoms.Naming(cause, explained, Symptoms.UnderLoad(explained));
    }

    /// <summary>Whether a finding is that of a missing index: what advises to look whether one is needed names none.</summary>
    public static bool IsIndex(Finding finding) => finding is { Remedies: [{ Kind: RemedyKind.Index }, ..], Subject.Table: not null };

    private static List<Finding> CausesOf(Finding finding, List<Finding> causes, EvidenceSet evidence) => finding.Detector switch
    {
        "large-sequential-scans" => causes.FindAll(cause => cause.Subject.Table == finding.Subject.Table),
        "lock-wait" => evidence.Find<SessionSamples>() is { } samples ? Holding(finding, causes, samples, evidence) : [],
        _ => [],
    };

    private static List<Finding> Holding(Finding finding, List<Finding> causes, SessionSamples samples, EvidenceSet evidence)
    {
        var search = evidence.Find<IndexSearch>();
        var slow = causes.Select(cause => (Cause: cause, Statements: StatementsOf(cause, search))).ToList();
        return LockWait.IsExplained(
            finding, samples, evidence.Find<ServerSettings>(), wait => slow.Exists(each => IsFor(wait, each.Cause, each.Statements)))
            ? [.. slow.Where(each => LockWait.WaitsOf(finding, samples).Any(wait => IsFor(wait, each.Cause, each.Statements)))
                .Select(each => each.Cause)]
            : [];
    }

    /// <summary>The statements that the index of a finding serves.</summary>
    public static HashSet<string> StatementsOf(Finding cause, IndexSearch? search) =>
    [
        .. cause.Subject.StatementId is { } worst ? [worst] : Array.Empty<string>(),
        .. (search?.Chosen ?? []).Where(index => MissingIndex.FingerprintOf(index) == cause.Fingerprint)
            .SelectMany(index => index.Statements),
    ];

    // While a statement looks for its rows without an index, its transaction holds what it has locked; a look may fall on the moment before
    // the next statement.
    private static bool IsFor(BlockedStatement wait, Finding cause, HashSet<string> statements) =>
        wait is { Blocker: var blocker } and ({ BlockerState: "active" } or { BlockerIsBrieflyIdle: true })
        && ((blocker.StatementId is { } id && statements.Contains(id)) || (blocker.Query is { } query && Searches(query, cause)));

    // A statement that was not searched for (a rare write): it searches the table, and names the index's first column.
    private static bool Searches(string query, Finding cause) =>
        cause.Subject is { Table: { } table, Columns: [var column, ..] }
        && StatementText.Tokens(query).Any(token => token.Identifier == column)
        && StatementText.Sources(query).Any(source => Unqualified(source) == Unqualified(table));

    // A search_path may hide the schema in the text.
    private static string Unqualified(string table) => table[(table.LastIndexOf('.') + 1)..];
}
