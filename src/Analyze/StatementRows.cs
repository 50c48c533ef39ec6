using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Analyze;

/// <summary>The rows of the result's table of statements.</summary>
internal static class StatementRows
{
    /// <summary>More statements than these (a count) are in the evidence alone.</summary>
    private const int MostStatements = 20;

    /// <summary>The costliest statements; what nobody measured is null.</summary>
    public static IReadOnlyList<StatementResult> Of(EvidenceSet evidence)
    {
        if (evidence.Find<StatementStatistics>() is not { } statistics)
        {
            return [];
        }

        var shares = new LoadShares(statistics, evidence.Find<EndpointStatements>());
        var plans = (evidence.Find<StatementPlans>()?.Statements ?? []).GroupBy(plan => plan.StatementId)
            .ToDictionary(same => same.Key, same => same.First());
        return [.. statistics.Statements.Take(MostStatements)
            .Select(statement => Row(statement, shares, plans.GetValueOrDefault(statement.StatementId), statistics.IsWorkload))];
    }

    /// <summary>What a statement's plan lacks: "its values match no row"; null when nothing.</summary>
    public static string? RemarkOf(StatementPlan? plan) => plan switch
    {
        null => null,
        { Missing: { } missing } => missing,
        { Samples: [_, ..] samples } when !samples.Any(sample => sample.Executed) => "planned, not executed",
        _ when MatchesNoRow(plan) => "its values match no row",
        _ => null,
    };

    /// <summary>Whether a statement was executed with values and found nothing with any of them.</summary>
    public static bool MatchesNoRow(StatementPlan plan) => plan is { Source: not ParameterSource.None, Samples: [_, ..] samples }
        && StatementText.Tokens(plan.Query).Any(token => token.Kind == SqlTokenKind.Parameter)
        && samples.All(sample => sample.Executed && MatchesNothing(sample.Root));

    private static StatementResult Row(StatementMetrics statement, LoadShares shares, StatementPlan? plan, bool isWorkload)
    {
        var calls = Math.Max(1, statement.Calls);
        var isMeasured = !statement.IsUnmeasured;
        var isCut = statement.IsCutShort
            || (isWorkload && isMeasured && plan is { Samples: [_, ..] samples } && !samples.Any(sample => sample.Executed));
        return new StatementResult
        {
            StatementId = statement.StatementId,
            Name = statement.Name,
            Query = statement.Query,
            Endpoints = shares.EndpointsOf(statement.StatementId),
            Calls = statement.Calls,
            Load = isMeasured ? shares.Of(statement.StatementId) : null,
            Mean = isMeasured ? statement.ExecutionTime / calls : null,
            RowsPerCall = isMeasured && !isCut ? (double)statement.Rows / calls : null,
            BuffersPerCall = isMeasured && !isCut ? (double)statement.Buffers / calls : null,
            Values = plan is { Missing: null, Source: { } source } ? source.ToString().ToLowerInvariant() : null,
            Remark = isCut ? StatementResult.CutShort : RemarkOf(plan),
            Plan = PlanSteps.Of(plan),
        };
    }

    // A write returns no row of its own: what it changed comes from below. An aggregate without groups returns a row whatever there is.
    private static bool MatchesNothing(PlanNode root) => root.NodeType switch
    {
        PlanNode.Rule => root.Children.All(MatchesNothing),
        "ModifyTable" =>
            root.Children.FirstOrDefault(child => child.ParentRelationship is not ("InitPlan" or "SubPlan"))
                is { NodeType: not "Result" } input && input.ActualRows is 0,
        "Aggregate" when root.GroupKeys.Count == 0 =>
            root.Children.FirstOrDefault(child => child.ParentRelationship is not ("InitPlan" or "SubPlan")) is { } input
                && MatchesNothing(input),
        "Gather" or "Gather Merge" when root.Children is [{ NodeType: "Aggregate", GroupKeys.Count: 0 } partial] => MatchesNothing(partial),
        _ => root.ActualRows is 0,
    };
}
