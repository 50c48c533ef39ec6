using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Proofs;
using Headroom.Experiments.Search;
using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Experiments.Probes;

/// <summary>
/// Executes the costly reading statements on a clone whose large tables have all their rows, then three in ten, then one in ten: what is
/// left are rows that exist, none are invented.
/// </summary>
/// <remarks>The clone is spoilt by it: nothing else can be measured on it afterwards.</remarks>
public static class GrowthProbeRun
{
    /// <summary>
    /// Pages of a table (8 MiB) below which its growth is no worry:
    /// ten times as large it is read from the cache in some hundredths of a second.
    /// </summary>
    public const long LeastPages = 1024;

    /// <summary>More statements add time, not evidence.</summary>
    private const int MostStatements = 12;

    /// <summary>More sets of values of one statement add time, not evidence.</summary>
    private const int MostSets = 3;

    /// <summary>What a table takes of its size while it is written anew (a ratio): the copy, and its log.</summary>
    private const double Room = 2;

    /// <summary>A larger table is not written three times within the time of an audit: at 100 MB/s it takes a minute.</summary>
    private static readonly Bytes MostSize = new(2L << 30);

    /// <summary>What takes longer at full size is not measured: it is a finding by its time alone.</summary>
    private static readonly TimeSpan ExecutionLimit = TimeSpan.FromSeconds(5);

    /// <summary>Measures them.</summary>
    /// <param name="clone">Where.</param>
    /// <param name="catalogue">The catalogue of the source.</param>
    /// <param name="statements">The statements with their values and calls; those that write are left out.</param>
    /// <param name="plans">Their plans, which tell the tables.</param>
    /// <param name="time">For the window.</param>
    /// <param name="cancellation">Ends the probe.</param>
    /// <exception cref="CollectorException">The server's disk has no room for it.</exception>
    public static async Task<GrowthProbe> RunAsync(
        DatabaseClone clone,
        DatabaseCatalogue catalogue,
        IReadOnlyList<RequestedStatement> statements,
        IReadOnlyList<StatementPlan> plans,
        TimeProvider time,
        CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        await using var thinning = await TableThinning.OpenAsync(clone, cancellation);
        var readers = ReadersOf(statements, plans, catalogue);
        var tables = GrowthScans.LargeOf(readers.Select(reader => reader.Plan), LeastPages, catalogue)
            .Select(table => new Sizes(table) { Missing = Refusal(table, catalogue, thinning.CanLeaveKeys) })
            .ToList();
        await RequireRoomAsync(clone, tables, cancellation);
        var measured = readers.Where(reader => tables.Exists(table => table.Table == reader.Table && table.Missing is null))
            .Take(MostStatements).ToList();
        await using var bench = await IndexBench.OpenAsync(
            clone, [.. measured.Select(reader => reader.Statement)], ExecutionLimit, MostSets, cancellation);
        List<Observation> seen = [];
        foreach (var tenths in measured.Count == 0 ? [] : TableThinning.Tenths)
        {
            foreach (var table in tables.Where(table => table.Missing is null))
            {
                var (rows, failure) = await thinning.ThinAsync(table.Table, tenths, cancellation);
                table.Missing = failure is null ? null : $"it could not be brought to {tenths} tenths of its rows: {failure}";
                table.Rows.AddRange(failure is null ? [rows] : []);
            }

            seen.Add(await bench.ObserveAsync([], [], cancellation));
        }

        return new GrowthProbe
        {
            Window = window.SoFar,
            Provenance = "EXPLAIN (ANALYZE, BUFFERS) on a clone with all, three tenths and a tenth of the rows of its large tables, "
                + "by a hash of their keys; VACUUM (FULL), VACUUM (ANALYZE) at each size",
            Tables = [.. tables.Select(ThinnedOf)],
            Statements = [.. readers.Where(reader => tables.Exists(table => table.Table == reader.Table))
                .Select(reader => TrialOf(reader, measured.Contains(reader), tables, seen, catalogue))],
        };
    }

    private sealed record Reader(RequestedStatement Statement, StatementPlan Plan, TableFacts Table);

    private sealed record Sizes(TableFacts Table)
    {
        public List<long> Rows { get; } = [];

        public string? Missing { get; set; }
    }

    private static ThinnedTable ThinnedOf(Sizes sizes) =>
        new() { Table = GrowthScans.NameOf(sizes.Table), Rows = sizes.Rows, Size = sizes.Table.Size, Missing = sizes.Missing };

    private static List<Reader> ReadersOf(
        IReadOnlyList<RequestedStatement> statements, IReadOnlyList<StatementPlan> plans, DatabaseCatalogue catalogue) =>
    [
        .. from statement in statements
           where !statement.Pays && !IndexBench.Writes(statement.Query)
           let plan = plans.FirstOrDefault(plan => plan.StatementId == statement.StatementId)
           where plan is { Samples.Count: > 0 }
           let table = GrowthScans.MostRead(plan, catalogue)
           where table is not null
           orderby statement.Calls * plan.Samples.Average(sample => sample.ExecutionTime?.TotalMilliseconds ?? 0) descending
           select new Reader(statement, plan, table),
    ];

    private static string? Refusal(TableFacts table, DatabaseCatalogue catalogue, bool canLeaveKeys) =>
        table.Size.Value > MostSize.Value
            ? $"it is larger than {MostSize.Value >> 30} GiB: its copies would take longer than an audit"
        : !canLeaveKeys && catalogue.ForeignKeys.Any(key => key.ReferencedTable == GrowthScans.NameOf(table))
            ? "foreign keys refer to its rows, and the role may not set session_replication_role: "
                + "only a superuser may, or (from PostgreSQL 15) who was granted it"
        : null;

    private static async Task RequireRoomAsync(DatabaseClone clone, List<Sizes> tables, CancellationToken cancellation)
    {
        await using var server = await CloneServer.ConnectAsync(clone.ConnectionString, cancellation);
        var directory = await server.TextAsync("SELECT setting FROM pg_settings WHERE name = 'data_directory'", [], cancellation);
        var sizes = tables.Where(table => table.Missing is null).Select(table => table.Table.Size.Value);
        var needed = (long)(Room * sizes.DefaultIfEmpty().Max());
        if (directory is not null && DiskRoom.FreeBytes(directory) is { } free && free < needed)
        {
            throw new CollectorException(
                $"the server's disk has {free} bytes free; writing the largest table of the clone anew needs {needed}: make room");
        }
    }

    private static GrowthTrial TrialOf(
        Reader reader, bool isMeasured, List<Sizes> tables, List<Observation> seen, DatabaseCatalogue catalogue)
    {
        var sizes = tables.First(table => table.Table == reader.Table);
        var id = reader.Statement.StatementId;
        List<StatementPlan> plans = isMeasured ? [.. seen.Select(size => size.Plans.First(plan => plan.StatementId == id))] : [];
        var missing = sizes.Missing is { } refusal ? $"{GrowthScans.NameOf(reader.Table)} was not thinned: {refusal}"
            : !isMeasured ? $"only the {MostStatements} costliest statements were executed"
            : plans.Select(plan => plan.Missing).FirstOrDefault(cause => cause is not null)
                ?? (plans.Exists(plan => plan.Samples.Any(sample => !sample.Executed))
                    ? $"it takes longer than {ExecutionLimit.TotalSeconds:0} s"
                    : null);
        return new GrowthTrial
        {
            StatementId = id,
            Query = StatementLayout.Compact(reader.Statement.Query),
            Table = GrowthScans.NameOf(reader.Table),
            Points = missing is not null ? [] :
            [
                .. plans.Select((plan, place) => new GrowthPoint(
                    sizes.Rows[place],
                    seen[place].Works.First(work => work.StatementId == id).Time,
                    [.. plan.Samples.Select(sample => ExecutionOf(sample.Root, reader.Table, catalogue))])),
            ],
            Missing = missing,
        };
    }

    private static GrowthExecution ExecutionOf(PlanNode root, TableFacts table, DatabaseCatalogue catalogue) =>
        new(root.Buffers ?? 0, root.ActualRows ?? 0, GrowthScans.RowsScanned(root, table, catalogue));
}
