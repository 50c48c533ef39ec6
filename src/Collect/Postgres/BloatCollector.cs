using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>Tells how much of the largest tables and B-trees a rebuild would give back: measured on a clone, estimated anywhere.</summary>
public static class BloatCollector
{
    /// <summary>The extension reads tables and indexes from end to end: what is not measured within this time is estimated.</summary>
    private static readonly TimeSpan MeasuringTime = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Absolute error of a measurement: the approximation takes the free space of all-visible pages from the free space map, in steps of
    /// 1/256 page.
    /// </summary>
    private const double MeasuringError = 0.02;

    /// <summary>A file whose size differs by no more than this share holds what it was copied from.</summary>
    private const double SameSize = 0.01;

    private const string Extension = "pgstattuple";

    private const double Page = 8192;

    // A role that is kept from writing by default writes into its clone.
    private static readonly string Preparation = $"""
        SET {EvidenceConnection.Marker} TRANSACTION READ WRITE;
        SET {EvidenceConnection.Marker} LOCAL statement_timeout = {(long)EvidenceConnection.StatementTimeout.TotalMilliseconds};
        SET {EvidenceConnection.Marker} LOCAL lock_timeout = 1000;
        CREATE {EvidenceConnection.Marker} EXTENSION IF NOT EXISTS {Extension}
        """;

    private const string ExtensionSql = $"""
        SELECT {EvidenceConnection.Marker} n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE e.extname = '{Extension}'
        """;

    /// <summary>Estimates from the planner's statistics, which takes milliseconds and reads no table.</summary>
    public static async Task<Bloat> CollectAsync(string connectionString, TimeProvider time, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        var found = await FoundAsync(connectionString, cancellation);
        return BloatOf(found, [], schema: null, "no clone was measured", window.SoFar);
    }

    /// <summary>
    /// Measures on a clone with the extension pgstattuple, and estimates what cannot be measured there. The extension is created in a
    /// transaction that is rolled back: the clone stays as it is.
    /// </summary>
    /// <param name="connectionString">The database itself, of which only the catalogue is read.</param>
    /// <param name="cloneConnectionString">
    /// Its clone. What is of another size there is not measured: only a copy of the files has the room of the original, while a restored
    /// dump has none.
    /// </param>
    /// <param name="time">For the window and the limit.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<Bloat> MeasureAsync(
        string connectionString, string cloneConnectionString, TimeProvider time, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        var found = await FoundAsync(connectionString, cancellation);
        await using var clone = new NpgsqlConnection(EvidenceConnection.Plain(cloneConnectionString));
        await clone.OpenAsync(cancellation);
        await using var transaction = await clone.BeginTransactionAsync(cancellation);
        var (schema, refusal) = await ExtensionAsync(clone, cancellation);
        var measured = new Dictionary<long, RelationBloat>();
        foreach (var candidate in schema is null ? [] : found.Candidates.Where(candidate => candidate.IsMeasurable))
        {
            if (window.Elapsed >= MeasuringTime)
            {
                break;
            }

            if (await MeasureAsync(clone, transaction, schema!, candidate, cancellation) is { } known)
            {
                measured[candidate.Id] = known;
            }
        }

        await transaction.RollbackAsync(cancellation);
        var none = found.Candidates.Count > 0 && measured.Count == 0 ? "on the clone nothing is as large as in the database" : null;
        return BloatOf(found, measured, schema, refusal ?? none, window.SoFar);
    }

    private sealed record Found(IReadOnlyList<BloatCandidate> Candidates, int LeftOut);

    private static async Task<Found> FoundAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        var (tables, smallTables) = await BloatSql.ReadAsync(connection, BloatSql.Tables, cancellation);
        var (indexes, smallIndexes) = await BloatSql.ReadAsync(connection, BloatSql.Indexes, cancellation);
        return new Found([.. tables, .. indexes], smallTables + smallIndexes);
    }

    // Where the extension is within this transaction, or why it is nowhere; after a refusal the transaction does nothing more.
    private static async Task<(string? Schema, string? Refusal)> ExtensionAsync(NpgsqlConnection clone, CancellationToken cancellation)
    {
        try
        {
            await using var command = new NpgsqlCommand(Preparation, clone);
            await command.ExecuteNonQueryAsync(cancellation);
            var schemas = await EvidenceRows.ReadAsync(clone, ExtensionSql, reader => reader.GetString(0), cancellation);
            return (schemas[0], null);
        }
        catch (PostgresException refusal)
        {
            return (null, $"the extension {Extension} cannot be created on the clone: {ServerMessage.Of(refusal)}");
        }
    }

    private static Bloat BloatOf(
        Found found, Dictionary<long, RelationBloat> measured, string? schema, string? notMeasured, Window window)
    {
        var relations = new List<RelationBloat>();
        var unknown = new List<string>();
        foreach (var candidate in found.Candidates)
        {
            if ((measured.GetValueOrDefault(candidate.Id) ?? Estimate(candidate)) is { } known)
            {
                relations.Add(known);
            }
            else
            {
                unknown.Add(
                    $"{candidate.Schema}.{candidate.Index ?? candidate.Table}: a column is an expression, or has no statistics that this "
                        + "role may see");
            }
        }

        return new Bloat
        {
            Window = window,
            Provenance = string.Join(";\n", (string[])[BloatSql.Tables, BloatSql.Indexes,
                .. schema is null ? [] : (string[])[TableSql(schema, "$1"), IndexSql(schema, "$1")]]),
            Relations =
            [
                .. relations.OrderByDescending(relation => relation.WastedSize.Value)
                    .ThenBy(relation => relation.Schema, StringComparer.Ordinal)
                    .ThenBy(relation => relation.Index ?? relation.Table, StringComparer.Ordinal),
            ],
            Unknown = [.. unknown.Order(StringComparer.Ordinal)],
            LeftOut = found.LeftOut,
            NotMeasured = notMeasured,
        };
    }

    private static RelationBloat? Estimate(BloatCandidate candidate) => candidate switch
    {
        { Columns: null } or { Rows: < 0 } => null,
        { Index: null } => Of(
            candidate, BloatEstimate.OfTable(candidate.Rows, candidate.Pages, candidate.Columns, candidate.FillFactor), "statistics",
            BloatEstimate.TableError),
        _ => Of(
            candidate, BloatEstimate.OfIndex(candidate.Rows, candidate.Pages, candidate.Columns, candidate.FillFactor), "statistics",
            BloatEstimate.IndexError),
    };

    // Null when its file is of another size there, the server does not let it, or not within the time of a statement.
    private static async Task<RelationBloat?> MeasureAsync(
        NpgsqlConnection clone, NpgsqlTransaction transaction, string schema, BloatCandidate candidate, CancellationToken cancellation)
    {
        const string before = "before_measuring";
        await transaction.SaveAsync(before, cancellation);
        try
        {
            return await CopyOfAsync(clone, candidate, cancellation) is { } id
                ? await MeasureAsync(clone, schema, candidate, id, cancellation)
                : null;
        }
        catch (PostgresException)
        {
            await transaction.RollbackAsync(before, cancellation);
            return null;
        }
    }

    // Its number on the clone, where its file is as large.
    private static async Task<string?> CopyOfAsync(NpgsqlConnection clone, BloatCandidate candidate, CancellationToken cancellation)
    {
        var name = Sql.Literal(Sql.Identifier(candidate.Schema, candidate.Index ?? candidate.Table));
        var copies = await EvidenceRows.ReadAsync(
            clone,
            $"SELECT {EvidenceConnection.Marker} c.oid::text, pg_relation_size(c.oid) FROM pg_class c WHERE c.oid = to_regclass({name})",
            reader => (Id: reader.GetString(0), Size: reader.GetInt64(1)),
            cancellation);
        return copies is [var copy] && Math.Abs(copy.Size - candidate.Size) <= SameSize * candidate.Size ? copy.Id : null;
    }

    private static async Task<RelationBloat> MeasureAsync(
        NpgsqlConnection clone, string schema, BloatCandidate candidate, string id, CancellationToken cancellation)
    {
        if (candidate.Index is null)
        {
            var free = await EvidenceRows.ReadAsync(clone, TableSql(schema, id), reader => reader.GetDouble(0), cancellation);
            return Of(candidate, (free[0] - (100 - candidate.FillFactor)) / 100, "pgstattuple_approx", MeasuringError);
        }

        var trees = await EvidenceRows.ReadAsync(
            clone, IndexSql(schema, id),
            r => (Size: r.GetInt64(0), Inner: r.GetInt64(1), Leaves: r.GetInt64(2), Density: r.GetDouble(3)), cancellation);
        var tree = trees[0];
        var needed = 1 + tree.Inner
            + (double.IsFinite(tree.Density) ? tree.Leaves * Math.Min(1, tree.Density / candidate.FillFactor) : 0);
        return Of(candidate, 1 - (needed * Page / Math.Max(Page, tree.Size)), "pgstatindex", MeasuringError);
    }

    private static string TableSql(string schema, string id) =>
        $"SELECT {EvidenceConnection.Marker} dead_tuple_percent + approx_free_percent FROM "
            + $"{Sql.Identifier(schema, "pgstattuple_approx")}({id}::oid::regclass)";

    private static string IndexSql(string schema, string id) =>
        $"SELECT {EvidenceConnection.Marker} index_size, internal_pages, leaf_pages, avg_leaf_density FROM "
            + $"{Sql.Identifier(schema, "pgstatindex")}({id}::oid::regclass)";

    private static RelationBloat Of(BloatCandidate candidate, double wasted, string source, double error) => new()
    {
        Schema = candidate.Schema,
        Table = candidate.Table,
        Index = candidate.Index,
        Size = new Bytes(candidate.Size),
        Wasted = new Ratio(Math.Clamp(wasted, 0, 1)),
        Source = source,
        Error = new Ratio(error),
        Options = candidate.Options,
    };
}
