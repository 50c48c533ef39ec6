using Headroom.Collect.Postgres;
using Headroom.Experiments.Proofs;
using Headroom.Experiments.Search;
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
            id = taken.Add(id) ? id : StatementText.IdOf($"{Sql.Identifier(statement.Name)} {statement.Query}");
            taken.Add(id);
            statements.Add((
                new RequestedStatement(
                    id, statement.Query, Math.Max(1, (long)Math.Round(statement.CallsPerHour)), statement.Sets,
                    StatementConstants.Of(statement.Query), OnlyPays(statement.Query))
                { Name = statement.Line > 0 ? $"{statement.Name} (line {statement.Line})" : statement.Name },
                statement.Name));
        }

        return statements;
    }

    /// <summary>Those that were seen, with the values that are known; what has no values is left out.</summary>
    /// <param name="seen">The statements.</param>
    /// <param name="parameters">Their values.</param>
    /// <param name="plans">Their plans: a reading statement that could only be planned may leave something behind, and is left out.</param>
    /// <param name="settings">The settings of the roles that ran them, for their search_path.</param>
    public static IReadOnlyList<RequestedStatement> Of(
        IReadOnlyList<StatementMetrics> seen, StatementParameters parameters, StatementPlans? plans, RoleSettings? settings) =>
    [
        .. from statement in seen
           let sets = parameters.Statements.FirstOrDefault(p => p.StatementId == statement.StatementId)
           where sets is not null && SqlParameters.WhyNot(sets.Query, sets.Sets) is null
               && (IndexBench.Writes(sets.Query)
                   || plans?.Statements.FirstOrDefault(p => p.StatementId == statement.StatementId) is not { Samples: [_, ..] samples }
                   || samples.Any(sample => sample.Executed))
           select new RequestedStatement(
               statement.StatementId, sets.Query, statement.Calls, SqlParameters.Fitting(sets.Query, sets.Sets),
               StatementConstants.Of(sets), OnlyPays(sets.Query))
           { Name = statement.Name ?? statement.StatementId, SearchPath = SearchPath.Of(statement, settings) },
    ];

    /// <summary>Those that a recorded run executed, or would have; empty where its statements or their values are not known.</summary>
    /// <param name="evidence">The run. Of a workload file every statement counts, of a load those that matter.</param>
    public static IReadOnlyList<RequestedStatement> Of(EvidenceSet evidence) =>
        evidence.Find<StatementStatistics>() is not { } statistics || evidence.Find<StatementParameters>() is not { } parameters ? []
            : statistics.IsWorkload ? Of(statistics.Statements, parameters, plans: null, settings: null)
            : Of(PlanCollector.Hot(statistics), parameters, evidence.Find<StatementPlans>(), evidence.Find<RoleSettings>());

    /// <summary>Whether indexes only cost a statement time: it adds rows, and reads none of a table.</summary>
    /// <param name="query">The statement.</param>
    internal static bool OnlyPays(string query)
    {
        SqlToken[] tokens = [.. StatementText.Tokens(query)];
        return tokens is [var first, ..]
            && (first.Is("copy") || (first.Is("insert") && !tokens.Index().Any(token => IsSource(tokens, token.Index))));
    }

    // FROM orders, and neither FROM unnest($1) nor FROM (VALUES ...).
    private static bool IsSource(SqlToken[] tokens, int at)
    {
        if (!tokens[at].Is("from") && !tokens[at].Is("join"))
        {
            return false;
        }

        var name = at + 1 < tokens.Length && (tokens[at + 1].Is("only") || tokens[at + 1].Is("lateral")) ? at + 2 : at + 1;
        while (name + 2 < tokens.Length && tokens[name + 1].Is("."))
        {
            name += 2;
        }

        return name < tokens.Length && tokens[name].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier
            && !(name + 1 < tokens.Length && tokens[name + 1].Is("("));
    }
}
