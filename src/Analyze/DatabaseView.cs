using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Model.Text;
using Headroom.Model.Units;

namespace Headroom.Analyze;

/// <summary>What the result of a database's audit says beside its findings: what was looked at, and what could not be.</summary>
internal static class DatabaseView
{
    /// <summary>More tables than these (a count) are in the catalogue alone.</summary>
    private const int MostTables = 20;

    /// <summary>Statements that could not run beyond these (a count) fail for like reasons mostly.</summary>
    private const int MostNamed = 3;

    // Those that a reader asks for first; the evidence has all.
    private static readonly string[] Settings =
    [
        "checkpoint_timeout", "default_statistics_target", "effective_cache_size", "effective_io_concurrency", "jit",
        "maintenance_work_mem", "max_connections", "max_parallel_workers_per_gather", "max_wal_size", "plan_cache_mode", "random_page_cost",
        "shared_buffers", "track_io_timing", "work_mem",
    ];

    /// <summary>The view.</summary>
    /// <param name="evidence">What was collected.</param>
    /// <param name="findings">What was found.</param>
    public static DatabaseResult Of(EvidenceSet evidence, IReadOnlyList<Finding> findings)
    {
        var catalogue = evidence.Find<DatabaseCatalogue>();
        var statistics = evidence.Find<StatementStatistics>();
        var tables = (catalogue?.Tables ?? []).Where(table => table.Parent is null && !table.IsPartition).ToList();
        return new DatabaseResult
        {
            Basis = statistics is null ? "no statement is known" : BasisOf(statistics),
            IsWorkload = statistics?.IsWorkload == true,
            Missing = [.. MissingOf(evidence, statistics)],
            IndexSearch = evidence.Find<IndexSearch>() is { } search ? IndexTrials.Of(search, statistics, catalogue) : null,
            Tables = [.. tables.Select(table => TableOf(table, catalogue!, findings)).OrderByDescending(table => table.Size.Value)
                .ThenBy(table => table.Table, StringComparer.Ordinal).Take(MostTables)],
            TableCount = tables.Count,
            Settings = [.. (evidence.Find<ServerSettings>()?.Settings ?? [])
                .Where(setting => Settings.Contains(setting.Name, StringComparer.Ordinal))
                .OrderBy(setting => setting.Name, StringComparer.Ordinal)
                .Select(setting => new SettingResult(setting.Name, setting.Value, setting.Unit, setting.Source))],
        };
    }

    /// <summary>
    /// Whether more than half of a workload's statements, or of its calls, could not run: then finding nothing says nothing.
    /// </summary>
    /// <param name="evidence">What was collected.</param>
    public static bool IsMostlyLeftOut(EvidenceSet evidence)
    {
        if (evidence.Find<StatementStatistics>() is not { IsWorkload: true } workload || evidence.Find<StatementPlans>() is not { } plans)
        {
            return false;
        }

        var missing = plans.Statements.Where(plan => plan.Missing is not null).Select(plan => plan.StatementId)
            .ToHashSet(StringComparer.Ordinal);
        var left = workload.Statements.Where(statement => missing.Contains(statement.StatementId)).ToList();
        return 2 * left.Count > workload.Statements.Count
            || 2 * left.Sum(statement => statement.Calls) > workload.Statements.Sum(statement => statement.Calls);
    }

    private static string BasisOf(StatementStatistics statistics) => statistics.IsWorkload ? statistics.Provenance
        : statistics.SinceReset
            ? "what the server counted since its statistics were reset"
        : "what the server counted while the database was watched";

    private static IEnumerable<string> MissingOf(EvidenceSet evidence, StatementStatistics? statistics)
    {
        if (statistics is null or { Statements.Count: 0 })
        {
            yield return $"no statement was seen{Cause(evidence, StatementStatistics.Kind)}";
        }

        if (statistics is { Restarted: > 0 and var restarted })
        {
            yield return $"{Counted.Of(restarted, "statement")} left out: pg_stat_statements began to count anew in the window";
        }

        if (evidence.Find<IndexSearch>() is not { } search)
        {
            yield return $"indexes were not searched{Cause(evidence, IndexSearch.Kind)}";
        }
        else if (search.Baseline.Count == 0)
        {
            yield return "indexes were not searched: no statement could be executed on the clone";
        }

        var plans = evidence.Find<StatementPlans>();
        if (plans is null && statistics is { Statements.Count: > 0 })
        {
            yield return $"no statement was planned{Cause(evidence, StatementPlans.Kind)}";
        }

        if (plans?.Denied is { } denied)
        {
            yield return $"{plans.Statements.Count(plan => plan.Missing == denied)} of "
                + $"{Counted.Of(plans.Statements.Count, "statement")} could not run: "
                + denied;
        }

        var failed = (plans?.Statements ?? []).Where(plan => plan.Missing is not null && plan.Missing != plans!.Denied).ToList();
        if (failed.Count > 0)
        {
            yield return $"{failed.Count} of {Counted.Of(plans!.Statements.Count, "statement")} could not run: "
                + string.Join("; ", failed.Take(MostNamed).Select(plan => $"{NameOf(plan.StatementId, statistics)}: {plan.Missing}"))
                + (failed.Count > MostNamed ? $"; and {failed.Count - MostNamed} more" : "");
        }

        var planned = (plans?.Statements ?? []).Where(plan => plan.Samples.Count > 0 && !plan.Samples.Any(sample => sample.Executed))
            .ToList();
        if (planned.Count > 0 && statistics?.IsWorkload == true)
        {
            var isCut = statistics.Statements.Any(statement => !statement.IsUnmeasured);
            yield return $"{planned.Count} of {plans!.Statements.Count} statements "
                + $"{(isCut ? "were stopped at the time limit" : "were planned, not executed")}"
                + (isCut ? $": {string.Join(", ", planned.Take(MostNamed).Select(plan => NameOf(plan.StatementId, statistics)))}" : "")
                + (isCut && planned.Count > MostNamed ? $" and {planned.Count - MostNamed} more" : "");
        }
    }

    private static string NameOf(string id, StatementStatistics? statistics) =>
        statistics?.Statements.FirstOrDefault(s => s.StatementId == id)?.Name ?? id;

    private static string Cause(EvidenceSet evidence, string kind) =>
        evidence.Named(kind) is Collected.Failed failed ? $": {failed.Cause}" : "";

    private static TableResult TableOf(TableFacts table, DatabaseCatalogue catalogue, IReadOnlyList<Finding> findings)
    {
        var name = PlanTree.Name(table);
        var parts = PartitionTree.LeavesOf(table, catalogue).ToList();
        return new TableResult
        {
            Table = name,
            Rows = table.Rows
                ?? (table.IsPartitioned && parts.TrueForAll(part => part.Rows is not null) ? parts.Sum(part => part.Rows!.Value) : null),
            Size = new Bytes(parts.Sum(part => part.Size.Value)),
            Indexes = catalogue.Indexes.Count(index => index.Schema == table.Schema && index.Table == table.Name),
            Findings = findings.Count(finding => finding.Subject.Table == name),
        };
    }
}
