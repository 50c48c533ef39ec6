using Headroom.Collect.Postgres;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Databases;

/// <summary>What a workload does in an hour, with times and buffers as they were measured on the clone.</summary>
internal static class WorkloadEvidence
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The workload in the form of statement statistics, the greatest total time first.</summary>
    /// <param name="statements">The statements and their names.</param>
    /// <param name="works">What each does; a statement without has no time.</param>
    /// <param name="plans">How; they know the rows.</param>
    /// <param name="at">When it was measured.</param>
    /// <param name="file">The workload's file.</param>
    public static StatementStatistics Statistics(
        IReadOnlyList<(RequestedStatement Statement, string Name)> statements, IReadOnlyList<StatementWork> works,
        IReadOnlyList<StatementPlan> plans, DateTimeOffset at, string file)
    {
        var metrics = statements.Select(s => MetricsOf(
            s.Statement, s.Name, works.FirstOrDefault(work => work.StatementId == s.Statement.StatementId),
            plans.FirstOrDefault(plan => plan.StatementId == s.Statement.StatementId)));
        return new StatementStatistics
        {
            Window = new Window(at, Hour),
            Provenance = works.Count > 0
                ? $"{file}: calls an hour as given; times and buffers measured on a clone"
                : $"{file}: calls an hour as given; nothing was executed",
            IsWorkload = true,
            Statements = [.. metrics.OrderByDescending(m => m.ExecutionTime).ThenBy(m => m.StatementId, StringComparer.Ordinal)],
        };
    }

    /// <summary>The workload's values in the form of parameters.</summary>
    public static StatementParameters Parameters(
        IReadOnlyList<(RequestedStatement Statement, string Name)> statements, DateTimeOffset at, string file) => new()
        {
            Window = new Window(at, TimeSpan.Zero),
            Provenance = file,
            Statements =
        [
            .. statements.Select(s => new ParameterSets(
                s.Statement.StatementId, s.Statement.Query, s.Statement.Source,
                s.Statement.Sets.Count == 0 ? [[]] : s.Statement.Sets)),
        ],
        };

    // A statement that was cut short, or that nobody executed, has no numbers: 0 would say that it is free.
    private static StatementMetrics MetricsOf(RequestedStatement statement, string name, StatementWork? work, StatementPlan? plan) => new()
    {
        StatementId = statement.StatementId,
        Name = name,
        Query = StatementLayout.Authored(statement.Query),
        Roles = [],
        Calls = statement.Calls,
        IsUnmeasured = work is null,
        IsCutShort = work is { IsCutShort: true },
        ExecutionTime = (work?.Time ?? TimeSpan.Zero) * statement.Calls,
        Rows = work is null ? 0 : (long)(statement.Calls * Mean(plan, sample => RowsOf(sample.Root))),
        Buffers = (long)((work?.Buffers ?? 0) * statement.Calls),
        BuffersRead = 0,
        TempBlocksWritten = work is null ? 0 : (long)(statement.Calls * Mean(plan, sample => sample.Root.TempBlocksWritten ?? 0)),
    };

    private static double Mean(StatementPlan? plan, Func<PlanSample, double> number) =>
        plan is { Samples: [_, ..] samples } ? samples.Where(sample => sample.Executed).Select(number).DefaultIfEmpty().Average() : 0;

    // A write without RETURNING returns no row itself: those that it changed come from below.
    private static double RowsOf(PlanNode root) => root switch
    {
        { NodeType: PlanNode.Rule } => root.Children.Sum(child => RowsOf(child)),
        { NodeType: "ModifyTable", ActualRows: 0 or null } => root.Children
            .Where(child => child.ParentRelationship is not ("InitPlan" or "SubPlan"))
            .Sum(child => (child.ActualRows ?? 0) * (child.ActualLoops ?? 1)),
        _ => root.ActualRows ?? 0,
    };
}
