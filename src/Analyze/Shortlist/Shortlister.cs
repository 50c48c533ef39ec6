using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Shortlist;

/// <summary>A remedy that is worth an experiment.</summary>
/// <param name="Fingerprint">The finding that it belongs to.</param>
/// <param name="Table">The table that it changes, with its schema unless that is public.</param>
/// <param name="Remedy">The remedy.</param>
/// <param name="Statements">Statements to execute with and without it, the costliest under load first.</param>
public sealed record Candidate(string Fingerprint, string Table, Remedy Remedy, IReadOnlyList<CandidateStatement> Statements);

/// <summary>A statement of an experiment and its weight.</summary>
/// <param name="StatementId">The statement.</param>
/// <param name="Calls">Executions in the load window.</param>
public sealed record CandidateStatement(string StatementId, long Calls);

/// <summary>Chooses what is tried on a clone.</summary>
public static class Shortlister
{
    /// <summary>Experiments take time: at most this many remedies are tried, those with the greatest share of the load first.</summary>
    public const int MostCandidates = 10;

    /// <summary>Statements beyond the costliest add time, not evidence.</summary>
    private const int MostStatements = 3;

    /// <summary>The index remedies of the findings.</summary>
    public static IReadOnlyList<Candidate> Of(IReadOnlyList<Finding> findings, StatementStatistics? statements, StatementPlans? plans) =>
    [
        .. findings
            .Where(finding => finding is { Subject.Table: not null, Remedies: [{ Kind: RemedyKind.Index }, ..] })
            .OrderByDescending(finding => finding.Share?.Value ?? 0).ThenBy(finding => finding.Fingerprint, StringComparer.Ordinal)
            .Take(MostCandidates)
            .Select(finding => new Candidate(finding.Fingerprint, finding.Subject.Table!, finding.Remedies[0], StatementsOf(finding, statements, plans))),
    ];

    private static List<CandidateStatement> StatementsOf(Finding finding, StatementStatistics? statements, StatementPlans? plans)
    {
        var named = finding.Evidence.Select(pointer => PlanOf(pointer, plans)).OfType<string>().Append(finding.Subject.StatementId).OfType<string>().Distinct();
        return
        [
            .. named.Select(id => (Id: id, Metrics: statements?.Statements.FirstOrDefault(s => s.StatementId == id)))
                .OrderByDescending(s => s.Metrics?.ExecutionTime ?? default).ThenBy(s => s.Id, StringComparer.Ordinal)
                .Take(MostStatements)
                .Select(s => new CandidateStatement(s.Id, s.Metrics?.Calls ?? 1)),
        ];
    }

    private static string? PlanOf(string pointer, StatementPlans? plans)
    {
        const string prefix = "evidence/plans.json#/statements/";
        return pointer.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(pointer[prefix.Length..], out var index) && index < plans?.Statements.Count
            ? plans.Statements[index].StatementId
            : null;
    }
}
