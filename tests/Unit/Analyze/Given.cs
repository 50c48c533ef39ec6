using Headroom.Analyze;
using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Headroom.Statistics;
using Shouldly;

namespace Headroom.Tests.Unit.Analyze;

/// <summary>Evidence as a test needs it, written in a few words.</summary>
internal static class Given
{
    public static readonly Window Throughout = new(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(30));

    public static EvidenceSet Set(params (string Kind, IEvidence Evidence)[] evidence) =>
        new(evidence.ToDictionary(e => e.Kind, Collected (e) => new Collected.Present(e.Evidence)));

    public static EvidenceSet Without(EvidenceSet set, string kind, string? cause = null)
    {
        var rest = set.Names.Where(name => name != kind).ToDictionary(name => name, name => set.Named(name)!);
        if (cause is not null)
        {
            rest[kind] = new Collected.Failed(cause);
        }

        return new EvidenceSet(rest);
    }

    /// <summary>The only finding, whose remedies lock nobody out.</summary>
    public static Finding One(Detector detector, EvidenceSet set)
    {
        var only = detector.Run(set) is Outcome.Found { Findings: [var found] } ? found : throw new InvalidOperationException($"expected one finding, not {detector.Run(set)}");
        foreach (var sql in only.Remedies.Where(remedy => remedy.Kind != RemedyKind.Code).SelectMany(remedy => new[] { remedy.Up, remedy.Down }).OfType<string>())
        {
            MigrationLocks.Of(sql).ShouldBeEmpty(sql);
        }

        return only;
    }

    public static TableFacts Table(string name, long rows, params string[] columns) => new()
    {
        Schema = "public",
        Name = name,
        Rows = rows,
        Pages = rows / 60,
        Size = new Bytes(rows * 140),
        Columns = [.. columns.Select(column => new ColumnFacts(column, column.EndsWith("_at") ? "timestamp with time zone" : column is "email" or "name" ? "text" : "bigint", false, null, null))],
    };

    public static IndexFacts Index(string table, string name, string? predicate, params string[] keys) => new()
    {
        Schema = "public",
        Table = table,
        Name = name,
        Method = "btree",
        Keys = [.. keys.Select(key => key.EndsWith(" DESC") ? new IndexKey(key[..^5], key[..^5], true, true) : new IndexKey(key, key, false, false))],
        Included = [],
        Predicate = predicate,
        Unique = false,
        Valid = true,
        Size = new Bytes(1_000_000),
    };

    public static DatabaseCatalogue Catalogue(IReadOnlyList<TableFacts> tables, params IndexFacts[] indexes) => new()
    {
        Window = Throughout,
        Provenance = "test",
        ServerVersion = 150018,
        Database = "shop",
        Tables = tables,
        Indexes = indexes,
        ForeignKeys = [],
    };

    public static TableUse Use(string table, long rows = 100_000) => new() { Schema = "public", Name = table, LiveRows = rows, PlannedRows = rows };

    public static IndexUse Scans(string table, string name, long inWindow = 0, long sinceReset = 0) =>
        new() { Schema = "public", Table = table, Name = name, Scans = inWindow, EntriesRead = inWindow, ScansSinceReset = sinceReset };

    public static TableActivity Activity(params TableUse[] tables) => new()
    {
        Window = Throughout,
        Provenance = "test",
        StatisticsAge = TimeSpan.FromDays(30),
        TablesSeen = tables.Length,
        Tables = tables,
        Indexes = [],
    };

    public static Maintenance Upkeep(params DatabaseAge[] databases) => new()
    {
        Window = Throughout,
        Provenance = "test",
        Database = "shop",
        Databases = databases,
        Tables = [],
        Settings = [],
        Running = [],
        Holders = [],
    };

    public static SequenceUse Sequence(string name, double used, params SequenceColumn[] columns) => new()
    {
        Schema = "public",
        Name = name,
        Type = "bigint",
        Last = (long)(used * (columns.Length > 0 && columns[0].Type == "integer" ? int.MaxValue : long.MaxValue)),
        Least = 1,
        Greatest = long.MaxValue,
        Increment = 1,
        Cycles = false,
        Columns = columns,
        Limit = columns.Length > 0 && columns[0].Type == "integer" ? int.MaxValue : long.MaxValue,
        Used = new Ratio(used),
    };

    public static EvidenceSet Counted(params SequenceUse[] sequences) =>
        Set((Sequences.Kind, new Sequences { Window = Throughout, Provenance = "test", Used = sequences }));

    public static PlanNode Node(string type, double rows, params PlanNode[] children) => new()
    {
        NodeType = type,
        EstimatedRows = rows,
        ActualRows = rows,
        ActualLoops = 1,
        Children = children,
    };

    public static PlanNode Scan(string table, double rows, double removed, string? filter, string type = "Seq Scan") =>
        Node(type, rows) with { Schema = "public", Relation = table, Alias = table, Filter = filter, RowsRemoved = removed };

    public static StatementPlans Plans(params (string Query, PlanNode Root)[] plans) => new()
    {
        Window = Throughout,
        Provenance = "test",
        Statements =
        [
            .. plans.Select(plan => new StatementPlan
            {
                StatementId = StatementText.IdOf(plan.Query), Query = plan.Query, Source = ParameterSource.Log, Samples = [new PlanSample(true, TimeSpan.FromMilliseconds(50), plan.Root)],
            }),
        ],
    };

    public static StatementStatistics Statements(params (string Query, double Milliseconds)[] statements) => new()
    {
        Window = Throughout,
        Provenance = "test",
        Statements =
        [
            .. statements.Select(s => new StatementMetrics
            {
                StatementId = StatementText.IdOf(s.Query), Query = s.Query, Roles = ["app"], Calls = 100, ExecutionTime = TimeSpan.FromMilliseconds(s.Milliseconds), Rows = 100,
                Buffers = 100_000, BuffersRead = 0, TempBlocksWritten = 0,
            }),
        ],
    };

    /// <summary>One statement with its plan, a share of the load and the endpoint that issues it.</summary>
    public static EvidenceSet Planned(string query, PlanNode root, DatabaseCatalogue catalogue, double share = 0.5, bool executed = true, long rows = 2000)
    {
        var plans = Plans((query, root));
        var sample = plans.Statements[0].Samples[0];
        var statements = Statements((query, share * 1000), ("SELECT 1", (1 - share) * 1000));
        return Set(
            (StatementPlans.Kind, plans with { Statements = [plans.Statements[0] with { Samples = [sample with { Executed = executed, Root = executed ? root : Unexecuted(root) }] }] }),
            (DatabaseCatalogue.Kind, catalogue),
            (StatementStatistics.Kind, statements with { Statements = [statements.Statements[0] with { Rows = rows }, statements.Statements[1]] }),
            (EndpointStatements.Kind, Alone("GET /things", query)));
    }

    /// <summary>The node with the time that it took with those below, per loop.</summary>
    public static PlanNode Timed(this PlanNode node, double milliseconds) => node with { ActualTime = TimeSpan.FromMilliseconds(milliseconds) };

    // What EXPLAIN without ANALYZE leaves out.
    private static PlanNode Unexecuted(PlanNode node) => node with
    {
        ActualRows = null,
        ActualLoops = null,
        ActualTime = null,
        RowsRemoved = null,
        RowsRemovedByJoin = null,
        RowsRemovedByRecheck = null,
        TempBlocksWritten = null,
        DiskUsage = null,
        HashBatches = null,
        HeapFetches = null,
        LossyPages = null,
        ExactPages = null,
        Children = [.. node.Children.Select(Unexecuted)],
    };

    public static EndpointStatements Alone(string endpoint, params string[] queries) => new()
    {
        Window = Throughout,
        Provenance = "test",
        Endpoints = [new EndpointAlone(endpoint, 10, [.. queries.Select(q => new StatementPerRequest(StatementText.IdOf(q), 1, 1, 1))])],
    };

    public static Histogram Times(int count, double milliseconds)
    {
        var histogram = new Histogram();
        for (var i = 0; i < count; i++)
        {
            histogram.Record(TimeSpan.FromMilliseconds(milliseconds));
        }

        return histogram;
    }

    public static EndpointMetrics Endpoint(string name, int requests, double milliseconds, params FailureMetrics[] failures) => new()
    {
        Endpoint = name,
        Requests = requests,
        Failed = failures.Sum(f => f.Count),
        Status = new SortedDictionary<string, long>(failures.ToDictionary(f => f.Status, f => f.Count)) { ["200"] = requests - failures.Sum(f => f.Count) },
        Errors = new SortedDictionary<string, long>(),
        Latency = Times(requests, milliseconds),
        Service = Histogram.Merged([Times(requests - (int)failures.Sum(f => f.Count), milliseconds), .. failures.Select(f => f.Service)]),
        Failures = failures,
        Checks = [],
        Received = new Bytes(0),
    };

    public static FailureMetrics Failure(string status, int count, double milliseconds, int retryAfter = 0) =>
        new() { Status = status, Count = count, WithRetryAfter = retryAfter, WithRateLimitHeader = 0, Service = Times(count, milliseconds) };

    public static RunMetrics Run(params EndpointMetrics[] endpoints) => new()
    {
        Window = Throughout,
        Provenance = "test",
        Scenario = "test",
        OfferedRate = new PerSecond(10),
        Endpoints = endpoints,
        Seconds = [],
        Generator = new GeneratorMetrics
        {
            SendLag = Times(100, 0.1),
            Iterations = 100,
            DroppedByGenerator = 0,
            DroppedByTarget = 0,
            Waited = 0,
            Cpu = TimeSpan.FromSeconds(1),
            PeakVus = 3,
        },
    };

    public static HostUse Host(double busy, double foreign = 0) => new()
    {
        Window = Throughout,
        Provenance = "test",
        Cores = 2,
        Memory = new Bytes(1),
        Busy = new Ratio(busy),
        Generator = new Ratio(0.05),
        Target = new Ratio(0.1),
        Database = new Ratio(0.1),
        Foreign = new Ratio(foreign),
        CpuPressure = null,
        Steal = default,
    };
}
