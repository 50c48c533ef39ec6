using System.Globalization;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Model.Evidence;
using Headroom.Statistics;
using Npgsql;

namespace Headroom.Experiments.Proofs;

/// <summary>The pairs of insert batches, rows in each, and how they were measured or why not.</summary>
internal sealed record InsertPairs(IReadOnlyList<ArmPair> Pairs, int Rows, string Provenance);

/// <summary>What an index costs the writes of its table: a batch of inserts in both arms.</summary>
/// <remarks>
/// A batch is rows of the table itself, spread over it: they are set aside in a temporary table, deleted, and their re-insertion is timed,
/// all in one transaction that is rolled back. So keys fall where real keys are, constraints hold, and every index of the table is
/// maintained. Generated columns are left out, since the server computes them. Triggers and foreign keys are switched off where the role
/// may do so; otherwise they are part of both arms. Each pair has rows of its own; a first pair is thrown away. Not measured: commits,
/// replication, bloat over time.
/// </remarks>
internal sealed class InsertCost(TrialLimits limits, SeededRandom random, TimeProvider time)
{
    private const int MostRows = 1000;

    /// <summary>A batch is at most this share of the table (a ratio), so that every pair has rows of its own.</summary>
    private const double LargestShare = 0.1;

    /// <summary>
    /// Percent of the table's rows to sample for each percent wanted: sampled pages hold more or fewer rows than the average.
    /// </summary>
    private const double SampleMargin = 120;

    private const string ColumnsOfTable = """
        SELECT attname FROM pg_attribute
        WHERE attrelid = $1::text::oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
        """;

    /// <summary>Measures it.</summary>
    public async Task<InsertPairs> MeasureAsync(ClonePair clones, IndexedTable table, CancellationToken cancellation)
    {
        if (!table.IsPlain)
        {
            return new InsertPairs([], 0, $"insert batches not measured: {table.Name} is not an ordinary table");
        }

        try
        {
            var (columns, rows) = await RowsAsync(clones.Base, table, cancellation);
            var batches = limits.InsertPairs + 1;
            var size = (int)Math.Min(MostRows, rows.Count / (double)batches);
            if (size == 0 || columns.Length == 0)
            {
                return new InsertPairs([], 0, $"insert batches not measured: {table.Name} has too few rows to take {batches} batches from");
            }

            await using var arms = await Arms.OpenAsync(clones, limits.ArmLimit, cancellation);
            var withoutTriggers = await SwitchTriggersOffAsync(arms, cancellation);
            var insert = $"INSERT INTO {table.Quoted} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM pg_temp.headroom_rows";
            Task<Execution> Batch(ArmSession arm, int number, CancellationToken token) =>
                arm.ExecuteAsync(
                    insert, [], isReadOnly: false, Prepare(table, columns, rows.Where((_, i) => i % batches == number).Take(size)), token);

            await Batch(arms.Base, limits.InsertPairs, cancellation);
            await Batch(arms.Remedy, limits.InsertPairs, cancellation);
            var taken = await new PairLoop(limits, random, time).TakeAsync(
                arms, TrialLimits.FewestInsertPairs, limits.InsertPairs, Batch, cancellation);
            return taken.Failure is { } failure
                ? new InsertPairs([], 0, $"insert batches not measured: {failure}")
                : new InsertPairs(taken.Pairs, size, $"{insert}, triggers {(withoutTriggers ? "off" : "on")}");
        }
        catch (NpgsqlException error)
        {
            return new InsertPairs([], 0, $"insert batches not measured: {ServerMessage.Of(error)}");
        }
    }

    private static string Prepare(IndexedTable table, string columns, IEnumerable<string> rows)
    {
        var ids = $"{Sql.Literal($"{{{string.Join(',', rows.Select(row => $"\"{row}\""))}}}")}::tid[]";
        return $"""
            CREATE TEMP TABLE headroom_rows ON COMMIT DROP AS SELECT {columns} FROM ONLY {table.Quoted} WHERE ctid = ANY ({ids});
            DELETE FROM ONLY {table.Quoted} WHERE ctid = ANY ({ids})
            """;
    }

    // The clones are copies of each other: a row has the same address in both. Rows of sampled pages, or of all when the table is small.
    private async Task<(string Columns, IReadOnlyList<string> Rows)> RowsAsync(
        DatabaseClone clone, IndexedTable table, CancellationToken cancellation)
    {
        await using var server = await CloneServer.ConnectAsync(clone.ConnectionString, cancellation);
        var columns = (await server.RowsAsync(ColumnsOfTable, [table.Oid], cancellation)).Select(row => Sql.Identifier(row[0]!));
        const int enough = MostRows * 10;
        var known = await server.TextAsync(
            $"SELECT count(*) FROM (SELECT FROM ONLY {table.Quoted} LIMIT {enough}) AS first_rows", [], cancellation);
        var few = long.Parse(known!, CultureInfo.InvariantCulture);
        var wanted = (limits.InsertPairs + 1) * (int)Math.Min(MostRows, few * LargestShare);
        var text = await server.TextAsync("SELECT reltuples::bigint FROM pg_class WHERE oid = $1::text::oid", [table.Oid], cancellation);
        var estimate = Math.Max(few, long.Parse(text!, CultureInfo.InvariantCulture));
        var percent = few < enough ? 100 : Math.Min(100, SampleMargin * wanted / estimate);
        var sample = $"SELECT ctid::text FROM ONLY {table.Quoted} TABLESAMPLE SYSTEM ({percent:0.####}) REPEATABLE (1) LIMIT {wanted}";
        return (string.Join(", ", columns), [.. (await server.RowsAsync(sample, [], cancellation)).Select(row => row[0]!)]);
    }

    private static async Task<bool> SwitchTriggersOffAsync(Arms arms, CancellationToken cancellation)
    {
        try
        {
            await arms.RunInBothAsync("SET session_replication_role = replica", cancellation);
            return true;
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }
}
