using Headroom.Collect.Postgres;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Cli.Databases;

/// <summary>Statements as experiments execute them, from a workload or from what the database was seen to execute.</summary>
internal static class RequestedStatements
{
    /// <summary>Those of a workload, with an hour's calls. Two that differ by constants alone keep apart.</summary>
    public static IReadOnlyList<(RequestedStatement Statement, string Name)> Of(Workload workload)
    {
        List<(RequestedStatement, string)> statements = [];
        HashSet<string> taken = [];
        foreach (var statement in workload.Statements)
        {
            var id = StatementText.IdOf(statement.Query);
            id = taken.Add(id) ? id : StatementText.IdOf($"{statement.Query} {statement.Name}");
            taken.Add(id);
            statements.Add((
                new RequestedStatement(
                    id, statement.Query, Math.Max(1, (long)Math.Round(statement.CallsPerHour)), statement.Sets, StatementConstants.Of(statement.Query), IsInsert(statement.Query)),
                statement.Name));
        }

        return statements;
    }

    /// <summary>Those that were seen, with the values that are known; what has no values is left out.</summary>
    public static IReadOnlyList<RequestedStatement> Of(IReadOnlyList<StatementMetrics> seen, StatementParameters parameters) =>
    [
        .. from statement in seen
           let sets = parameters.Statements.FirstOrDefault(p => p.StatementId == statement.StatementId)
           where sets is not null
           select new RequestedStatement(
               statement.StatementId, sets.Query, statement.Calls, sets.Sets, StatementConstants.Of(sets), IsInsert(sets.Query)),
    ];

    private static bool IsInsert(string query) => StatementText.Tokens(query).FirstOrDefault() is var first && (first.Is("insert") || first.Is("copy"));
}
