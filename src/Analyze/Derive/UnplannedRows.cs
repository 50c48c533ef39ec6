using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Text;

namespace Headroom.Analyze.Derive;

/// <summary>The statements that have no plan.</summary>
internal static class UnplannedRows
{
    /// <summary>Each with its reason, in their order; those that a right is missing for as one, first.</summary>
    public static IEnumerable<NotTested> Of(EvidenceSet evidence)
    {
        if (evidence.Find<StatementPlans>() is not { } plans)
        {
            yield break;
        }

        if (plans.Denied is { } denied)
        {
            var count = plans.Statements.Count(plan => plan.Missing == denied);
            yield return new NotTested($"the {Counted.Word(count, "plan")} of {Counted.Of(count, "statement")}", denied);
        }

        var names = evidence.Find<StatementStatistics>()?.Statements ?? [];
        foreach (var plan in plans.Statements.Where(plan => plan.Missing is not null && plan.Missing != plans.Denied))
        {
            yield return new NotTested(
                $"plan of statement {names.FirstOrDefault(s => s.StatementId == plan.StatementId)?.Name ?? plan.StatementId}",
                plan.Missing!);
        }
    }
}
