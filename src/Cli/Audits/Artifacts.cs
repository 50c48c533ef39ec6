using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Report.Artifacts;

namespace Headroom.Cli.Audits;

/// <summary>The files that people and tools take out of an audit: plans, the costliest statements, the index migration.</summary>
internal static class Artifacts
{
    private const string Folder = "audit_artifacts";
    private const int MostPlans = 20;

    /// <summary>Writes those that the evidence gives; those of an earlier judgement that it gives no more are removed.</summary>
    public static void Write(RunFolder folder, EvidenceSet evidence, AuditResult result)
    {
        folder.Clear($"{Folder}/explain");
        var statistics = evidence.Find<StatementStatistics>();
        HashSet<string> taken = [];
        foreach (var plan in (evidence.Find<StatementPlans>()?.Statements ?? []).Where(plan => plan.Samples.Count > 0).Take(MostPlans))
        {
            folder.Write($"{Folder}/explain/{NameOf(plan, statistics, taken)}.json", ExplainJson.Render(plan));
        }

        Put(folder, "pg_stat_top.sql.txt", statistics is null ? null : TopStatements.Render(statistics));
        Put(folder, "0001_performance_indexes.up.sql", IndexMigration.Up(result));
        Put(folder, "0001_performance_indexes.down.sql", IndexMigration.Down(result));
        Put(folder, "performance_indexes.sql", IndexMigration.Analysis(result));
    }

    private static void Put(RunFolder folder, string name, string? text)
    {
        if (text is null)
        {
            folder.Delete($"{Folder}/{name}");
        }
        else
        {
            folder.Write($"{Folder}/{name}", text);
        }
    }

    private static string NameOf(StatementPlan plan, StatementStatistics? statistics, HashSet<string> taken)
    {
        var name = statistics?.Statements.FirstOrDefault(s => s.StatementId == plan.StatementId)?.Name ?? plan.StatementId;
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).TrimStart('.');
        var free = safe.Length == 0 ? plan.StatementId : safe[..Math.Min(safe.Length, 100)];
        return taken.Add(free) ? free : $"{free}-{plan.StatementId}";
    }
}
