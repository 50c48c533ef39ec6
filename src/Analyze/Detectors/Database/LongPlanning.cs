using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>The server thinks longer about a statement than it takes to execute it, every time.</summary>
public static class LongPlanning
{
    /// <summary>Calls a second: planning that happens less often is not worth a change of how the application calls.</summary>
    private const double LeastRate = 100;

    /// <summary>A ratio of all planning and execution (0..1) at which rarer calls matter, too.</summary>
    private const double LeastShare = 0.05;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<StatementStatistics>(
        new DetectorInfo
        {
            Id = "long-planning",
            Summary = "Planning a statement takes longer than executing it.",
            Why = "A plan that is made anew for every call costs processor time that no index saves: often more than the statement itself.",
            How = """
                pg_stat_statements tracked planning; its mean time is above the mean execution time, and the statement ran more than 100
                times a second or its planning is more than 5 % of the database's time.
                """,
            Cure = "Prepared statements that keep their plan (in a pooler: one that keeps them, such as PgBouncer from 1.21 on); "
                + "fewer joins and partitions.",
            Silence = "Rare statements; servers that do not track planning (pg_stat_statements.track_planning is off by "
                + "default): not applicable.",
        },
        Detect);

    private static Outcome Detect(StatementStatistics statistics)
    {
        if (statistics.IsWorkload)
        {
            return new Outcome.NotApplicable("a workload runs on a clone: what the server itself counts of statements was not looked at");
        }

        if (statistics.Statements.All(statement => statement.PlanningTime is null))
        {
            return new Outcome.NotApplicable(
                "the server does not track planning: pg_stat_statements.track_planning is off, as it is by default");
        }

        var total = statistics.Statements.Sum(s => (s.ExecutionTime + (s.PlanningTime ?? default)).TotalMilliseconds);
        return Outcome.Of(
        [
            .. statistics.Statements.Index()
                .Where(statement => IsFault(statement.Item, statistics.Window.Duration, total))
                .Select(statement => FindingOf(
                    statement.Item, statement.Index, Ratio.Of(statement.Item.PlanningTime!.Value.TotalMilliseconds, total))),
        ]);
    }

    private static bool IsFault(StatementMetrics statement, TimeSpan window, double total) =>
        statement is { PlanningTime: { } planning, Plans: > 0 and var plans, Calls: > 0 and var calls }
        && planning / plans > statement.ExecutionTime / calls
        && planning > statement.ExecutionTime // what is planned once and executed often costs little
        && (PerSecond.Of(calls, window).Value > LeastRate || planning.TotalMilliseconds > LeastShare * total);

    private static Finding FindingOf(StatementMetrics statement, int index, Ratio share)
    {
        var table = StatementText.MainTable(statement.Query);
        return new Finding
        {
            Detector = "long-planning",
            Fingerprint = $"long-planning:{statement.StatementId}",
            Severity = Severity.Medium,
            Confidence = Confidence.High,
            Title = $"Planning a statement{(table is null ? "" : $" on {table}")} takes longer than executing it",
            Explanation = "The statement is planned again and again, and the plan takes longer to make than to execute.",
            Facts =
            [
                new Fact("mean planning time", (statement.PlanningTime!.Value / statement.Plans!.Value).TotalMilliseconds, "ms"),
                new Fact("mean execution time", (statement.ExecutionTime / statement.Calls).TotalMilliseconds, "ms"),
                new Fact("plans for each call", (double)statement.Plans.Value / statement.Calls, "plans/call"),
                new Fact("calls under load", statement.Calls, "calls"),
                new Fact("share of the database's planning and execution time", share.Value, "ratio"),
            ],
            Subject = new Subject { Table = table, StatementId = statement.StatementId, Query = statement.Query },
            Share = share,
            Evidence = [$"evidence/statements.json#/statements/{index}"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Code,
                    Up = "Prepare the statement once a connection and execute it with values (most drivers have a setting for it).",
                    Risk = "After five executions the server may take one plan for all values: look for generic-plan-trap on "
                        + "statements with skewed values.",
                },
            ],
            Effect = new Effect.Unknown("it is a change of how the application calls"),
        };
    }
}
