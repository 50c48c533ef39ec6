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

    private const string Extension = "pgstattuple";

    private const double Page = 8192;

    /// <summary>Estimates from the planner's statistics, which takes milliseconds and reads no table.</summary>
    public static async Task<Bloat> CollectAsync(string connectionString, TimeProvider time, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        return await ReadAsync(connection, schema: null, "no clone was measured", window, cancellation);
    }

    /// <summary>
    /// Measures with the extension pgstattuple, and estimates what it cannot read. The extension is created where it is available.
    /// </summary>
    /// <param name="cloneConnectionString">
    /// A copy of the files (a template copy or a base backup): a clone that was restored from a dump has no bloat.
    /// </param>
    /// <param name="time">For the window and the limit.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<Bloat> MeasureAsync(string cloneConnectionString, TimeProvider time, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        var missing = await CreateExtensionAsync(cloneConnectionString, cancellation);
        await using var connection = await EvidenceConnection.OpenAsync(cloneConnectionString, cancellation);
        var schemas = await EvidenceRows.ReadAsync(
            connection,
            $"SELECT {EvidenceConnection.Marker} n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE "
                + $"e.extname = '{Extension}'",
            reader => reader.GetString(0),
            cancellation);
        return await ReadAsync(connection, schemas.FirstOrDefault(), schemas.Count == 0 ? missing : null, window, cancellation);
    }

    // Null when it is there now, else why not.
    private static async Task<string?> CreateExtensionAsync(string connectionString, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(EvidenceConnection.Plain(connectionString));
        await connection.OpenAsync(cancellation);
        try
        {
            await using var command = new NpgsqlCommand(
                $"CREATE {EvidenceConnection.Marker} EXTENSION IF NOT EXISTS {Extension}", connection);
            await command.ExecuteNonQueryAsync(cancellation);
            return null;
        }
        catch (PostgresException refusal)
        {
            return $"the extension {Extension} cannot be created on the clone: {ServerMessage.Of(refusal)}";
        }
    }

    private static async Task<Bloat> ReadAsync(
        NpgsqlConnection connection, string? schema, string? notMeasured, RunningWindow window, CancellationToken cancellation)
    {
        var (tables, smallTables) = await BloatSql.ReadAsync(connection, BloatSql.Tables, cancellation);
        var (indexes, smallIndexes) = await BloatSql.ReadAsync(connection, BloatSql.Indexes, cancellation);
        var relations = new List<RelationBloat>();
        var unknown = new List<string>();
        foreach (var candidate in tables.Concat(indexes))
        {
            var measured = schema is not null && candidate.IsMeasurable && window.Elapsed < MeasuringTime
                ? await MeasureAsync(connection, schema, candidate, cancellation)
                : null;
            if ((measured ?? Estimate(candidate)) is { } known)
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
            Window = window.SoFar,
            Provenance = string.Join(";\n", (string[])[BloatSql.Tables, BloatSql.Indexes,
                .. schema is null ? [] : (string[])[TableSql(schema, "$1"), IndexSql(schema, "$1")]]),
            Relations =
            [
                .. relations.OrderByDescending(relation => relation.WastedSize.Value)
                    .ThenBy(relation => relation.Schema, StringComparer.Ordinal)
                    .ThenBy(relation => relation.Index ?? relation.Table, StringComparer.Ordinal),
            ],
            Unknown = [.. unknown.Order(StringComparer.Ordinal)],
            LeftOut = smallTables + smallIndexes,
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

    // Null when the server does not let it, or not within the time of a statement.
    private static async Task<RelationBloat?> MeasureAsync(
        NpgsqlConnection connection, string schema, BloatCandidate candidate, CancellationToken cancellation)
    {
        var id = candidate.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            if (candidate.Index is null)
            {
                var free = await EvidenceRows.ReadAsync(connection, TableSql(schema, id), reader => reader.GetDouble(0), cancellation);
                return Of(candidate, (free[0] - (100 - candidate.FillFactor)) / 100, "pgstattuple_approx", MeasuringError);
            }

            var trees = await EvidenceRows.ReadAsync(
                connection, IndexSql(schema, id),
                r => (Size: r.GetInt64(0), Inner: r.GetInt64(1), Leaves: r.GetInt64(2), Density: r.GetDouble(3)), cancellation);
            var tree = trees[0];
            var needed = 1 + tree.Inner
                + (double.IsFinite(tree.Density) ? tree.Leaves * Math.Min(1, tree.Density / candidate.FillFactor) : 0);
            return Of(candidate, 1 - (needed * Page / Math.Max(Page, tree.Size)), "pgstatindex", MeasuringError);
        }
        catch (PostgresException)
        {
            return null;
        }
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
    };
}
