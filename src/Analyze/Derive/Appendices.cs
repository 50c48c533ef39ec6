using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Model.Text;

namespace Headroom.Analyze.Derive;

/// <summary>Parts of the evidence as lines of text, for the appendices of documents: bounded, without any value of a parameter.</summary>
internal static class Appendices
{
    /// <summary>The most appendices of a result.</summary>
    public const int Most = 8;

    /// <summary>The most lines of one.</summary>
    public const int MostLines = 60;

    /// <summary>The most characters of a line.</summary>
    public const int MostCharacters = 160;

    // Settings of the session that asked say nothing of the server.
    private static readonly string[] NotOfTheServer = ["default", "client", "session"];

    /// <summary>
    /// The appendices: the load, the endpoints alone, statements, the database's counters, its settings, its tables; plans of the costliest
    /// statements fill the rest.
    /// </summary>
    /// <param name="evidence">What was collected; what was not gives no appendix.</param>
    public static IReadOnlyList<Appendix> Of(EvidenceSet evidence)
    {
        Appendix?[] all =
        [
            Of("the load in numbers", RunMetrics.Kind, LoadLines(evidence.Find<RunMetrics>())),
            Of("each endpoint alone", EndpointStatements.Kind, AloneLines(evidence.Find<EndpointStatements>())),
            Of("costliest statements", StatementStatistics.Kind, StatementLines(evidence.Find<StatementStatistics>())),
            Of("counters of the database and its cache", DatabaseActivity.Kind, ActivityLines(evidence.Find<DatabaseActivity>())),
            Of("settings of the server that somebody set", ServerSettings.Kind, SettingLines(evidence.Find<ServerSettings>())),
            Of($"tables {evidence.Find<TableActivity>()?.When}", TableActivity.Kind, TableLines(evidence.Find<TableActivity>())),
        ];
        List<Appendix> known = [.. all.OfType<Appendix>()];
        return [.. known, .. Plans(evidence).Take(Most - known.Count)];
    }

    private static IEnumerable<Appendix> Plans(EvidenceSet evidence)
    {
        var names = evidence.Find<StatementStatistics>()?.Statements ?? [];
        foreach (var plan in evidence.Find<StatementPlans>()?.Statements ?? [])
        {
            var name = names.FirstOrDefault(statement => statement.StatementId == plan.StatementId)?.Name ?? plan.StatementId;
            if (Of($"plan of statement {Shown(name)}", StatementPlans.Kind, PlanLines(plan)) is { } appendix)
            {
                yield return appendix;
            }
        }
    }

    // The slowest of the executions with different values.
    private static IEnumerable<string> PlanLines(StatementPlan plan)
    {
        var slowest = plan.Samples.MaxBy(sample => sample.ExecutionTime ?? TimeSpan.Zero);
        return slowest is null ? [] :
        [
            StatementText.WithoutValues(plan.Query),
            slowest.ExecutionTime is { } time ? $"executed in {Ms(time)}" : "planned, not executed",
            .. ExplainText.Of(slowest.Root),
        ];
    }

    private static IEnumerable<string> LoadLines(RunMetrics? run) => run is null ? [] :
    [
        $"scenario {run.Scenario}: window {Number(run.Window.Duration.TotalSeconds)} s, offered {Offered(run)}",
        $"iterations {run.Generator.Iterations}, at most {run.Generator.PeakVus} at once",
        $"never sent: {run.Generator.DroppedByGenerator} since the generator was late, {run.Generator.DroppedByTarget} since every virtual "
            + $"user waited on the target; {run.Generator.Waited} waited",
        .. run.EndedBecause is { } why ? [$"ended early: {why}"] : Array.Empty<string>(),
        .. run.Endpoints.Select(OfEndpoint),
        .. run.Endpoints.SelectMany(endpoint => endpoint.Checks.Select(check => OfCheck(endpoint, check))),
        .. run.Thresholds.Select(OfThreshold),
    ];

    private static string Offered(RunMetrics run) =>
        run.OfferedRate is { } rate ? $"{Number(rate.Value)} iterations/s" : "as fast as the virtual users went";

    private static string OfEndpoint(EndpointMetrics endpoint) =>
        $"{endpoint.Endpoint}: {Counted.Of(endpoint.Requests, "request")}, {endpoint.Failed} failed, "
        + $"{Counted.Of(endpoint.Received.Value, "byte")} received";

    private static string OfCheck(EndpointMetrics endpoint, CheckMetrics check) =>
        $"check of {endpoint.Endpoint}: {check.Name}: {check.Passes} passed, {check.Fails} failed";

    private static string OfThreshold(ThresholdMetrics threshold) =>
        $"threshold {threshold.Metric} {threshold.Expression}: {(threshold.Passed ? "held" : "did not hold")}, "
        + (threshold.Actual is { } actual ? Number(actual) : "nothing was measured");

    private static IEnumerable<string> AloneLines(EndpointStatements? alone) => (alone?.Endpoints ?? []).Select(OfAlone);

    private static string OfAlone(EndpointAlone endpoint)
    {
        if (endpoint.Missing is { } missing)
        {
            return $"{endpoint.Endpoint}: not seen: {missing}";
        }

        var calls = endpoint.Statements.Sum(statement => statement.CallsPerRequest);
        var buffers = endpoint.Statements.Sum(statement => statement.CallsPerRequest * statement.BuffersPerCall);
        var cost = endpoint.Cost is { Processor: { Requests: > 0 and var requests } use, Database: var database }
            ? $"processor {Ms(use.Used / requests)} (may be off by {Ms(use.Resolution / requests)}), database {Ms(database / requests)}"
            : "processor time not seen";
        return $"{endpoint.Endpoint}: {Several(calls, "statement")} a request, {Several(buffers, "buffer")} a request, {cost}; "
            + Counted.Of(endpoint.Requests, "request");
    }

    private static IEnumerable<string> StatementLines(StatementStatistics? statistics) => statistics is null ? [] :
    [
        .. statistics.Restarted == 0
            ? Array.Empty<string>()
            : [$"{Counted.Of(statistics.Restarted, "statement")} left out: the counters began anew in the window"],
        .. statistics.Statements.Select(OfStatement),
    ];

    private static string OfStatement(StatementMetrics statement)
    {
        var name = statement.Name is { } called ? $"[{called}] " : "";
        return $"{Counted.Of(statement.Calls, "call")}{Costs(statement)}: {name}{StatementText.WithoutValues(statement.Query)}";
    }

    private static string Costs(StatementMetrics statement)
    {
        var calls = Math.Max(1, statement.Calls);
        return statement switch
        {
            { IsUnmeasured: true } => ", not measured",
            { IsCutShort: true } => $", at least {Ms(statement.ExecutionTime)} in all, at least {Ms(statement.ExecutionTime / calls)} each",
            _ => $", {Ms(statement.ExecutionTime)} in all, {Ms(statement.ExecutionTime / calls)} each, "
                + $"{Several((double)statement.Rows / calls, "row")} and {Several((double)statement.Buffers / calls, "buffer")} a call",
        };
    }

    private static IEnumerable<string> ActivityLines(DatabaseActivity? activity) => activity is null ? [] :
    [
        $"database {activity.Database}, {WindowOf(activity)}",
        .. OfCounters(activity.Counters),
        $"checkpoints of the server: {activity.Checkpoints.Timed} by time, {activity.Checkpoints.Requested} asked for, "
            + $"{Counted.Of(activity.Checkpoints.Buffers, "buffer")}, writing {Ms(activity.Checkpoints.WriteTime)}",
        .. activity.Wal is { } wal ? [OfLog(wal)] : Array.Empty<string>(),
        .. activity.InputOutput.Select(OfInputOutput),
    ];

    private static string WindowOf(DatabaseActivity activity) =>
        (activity.SinceReset ? "since its statistics were reset" : $"in a window of {Number(activity.Window.Duration.TotalSeconds)} s")
        + (activity.WasReset ? "; the counters were reset in the window, and hold what came after" : "");

    private static IEnumerable<string> OfCounters(DatabaseCounters counters)
    {
        var blocks = counters.BlocksHit + counters.BlocksRead;
        return
        [
            $"blocks: {counters.BlocksHit} found in the shared buffers, {counters.BlocksRead} read from outside"
                + (blocks > 0 ? $", hit ratio {Number((double)counters.BlocksHit / blocks)}" : ""),
            $"transactions: {counters.Commits} committed, {counters.Rollbacks} rolled back, "
                + Counted.Of(counters.Deadlocks, "deadlock"),
            $"rows: {counters.RowsReturned} returned, {counters.RowsFetched} fetched by an index, {counters.RowsInserted} inserted, "
                + $"{counters.RowsUpdated} updated, {counters.RowsDeleted} deleted",
            $"temporary files: {counters.TempFiles}, {Counted.Of(counters.TempSize.Value, "byte")}",
        ];
    }

    private static string OfLog(WalCounters wal) =>
        $"write-ahead log of the server: {Counted.Of(wal.Records, "record")}, {Counted.Of(wal.FullPageImages, "whole page")}, "
        + Counted.Of(wal.Size.Value, "byte");

    private static string OfInputOutput(InputOutput io) =>
        $"{io.Backend}, {io.Target}, {io.Context}: {Counted.Of(io.Reads, "read")}, {Counted.Of(io.Writes, "write")}, "
        + $"{Counted.Of(io.Hits, "hit")}, {Counted.Of(io.Evictions, "eviction")}";

    private static IEnumerable<string> SettingLines(ServerSettings? settings) => (settings?.Settings ?? [])
        .Where(setting => !NotOfTheServer.Contains(setting.Source, StringComparer.Ordinal) && setting.Value != setting.BootValue)
        .OrderBy(setting => setting.Name, StringComparer.Ordinal)
        .Select(OfSetting);

    private static string OfSetting(ServerSetting setting) =>
        $"{setting.Name} = {SettingText.Of(setting.Value, setting.Unit)}, by {setting.Source}"
        + (setting.BootValue is { } boot ? $"; {SettingText.Of(boot, setting.Unit)} if nobody set it" : "")
        + (setting.PendingRestart ? "; another value waits for a restart" : "");

    private static IEnumerable<string> TableLines(TableActivity? activity) => (activity?.Tables ?? []).Select(OfTable);

    private static string OfTable(TableUse table)
    {
        var schema = table.Schema == "public" ? "" : $"{table.Schema}.";
        return $"{schema}{table.Name}: {Counted.Of(table.SequentialScans, "sequential scan")} of "
            + $"{Counted.Of(table.SequentialRows, "row")}, {Counted.Of(table.IndexScans, "index scan")}, {table.Inserted} inserted, "
            + $"{table.Updated} updated, {table.Deleted} deleted; {Counted.Of(table.LiveRows, "row")} live, {table.DeadRows} dead";
    }

    private static Appendix? Of(string title, string kind, IEnumerable<string> lines)
    {
        var all = lines.Select(Shown).ToList();
        return all.Count == 0 ? null : new Appendix
        {
            Title = title,
            File = $"evidence/{kind}.json",
            Lines = [.. all.Take(MostLines)],
            Left = Math.Max(0, all.Count - MostLines),
        };
    }

    // One line without control characters, cut where it is too long.
    private static string Shown(string line)
    {
        var plain = string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c)).TrimEnd();
        return Shortened.Of(plain, MostCharacters);
    }

    private static string Ms(TimeSpan time) => $"{Number(time.TotalMilliseconds)} ms";

    // A mean is one only where it is told as one: "1 row", "1.002 rows".
    private static string Several(double mean, string one) =>
        $"{Number(mean)} {(Number(mean) == "1" ? one : Counted.Word(0, one))}";

    private static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);
}
