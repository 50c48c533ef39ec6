using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>
/// Parameter values where no log tells them: each parameter is bound to the column that it is compared with in the generic plan, or that an
/// UPDATE gives it to, and takes values of the load's feed that occur in that column, or else its common values and histogram bounds from
/// pg_stats; LIMIT takes the rows that a call returned under load, or a page, OFFSET nothing. What chooses no rows is 1.
/// </summary>
/// <remarks>
/// The generic plan serves for its shape alone. <b>Source:</b> PostgreSQL manual, PREPARE (plan_cache_mode = force_generic_plan) and 54.27
/// (pg_stats).
/// </remarks>
public static class ParameterStatistics
{
    private const int Sets = 5;

    /// <summary>The LIMIT of a statement of which nobody knows how many rows its calls return (a count).</summary>
    private const double Page = 20;

    private static readonly string[] TypedLiterals = ["interval", "date", "time", "timestamp", "timestamptz"];

    private const string ValuesSql = $"""
        SELECT {EvidenceConnection.Marker} coalesce(most_common_vals::text::text[], '{"{}"}'),
               coalesce(histogram_bounds::text::text[], '{"{}"}')
        FROM pg_stats WHERE tablename = $1 AND attname = $2 AND schemaname = coalesce($3, schemaname) LIMIT 1
        """;

    /// <summary>Sets of values for the statements that <paramref name="known"/> has none for; what cannot be bound is left out.</summary>
    /// <param name="connectionString">Where.</param>
    /// <param name="statements">The statements.</param>
    /// <param name="known">Sets that are known already, or null.</param>
    /// <param name="feedsOf">The feeds that can have given a statement its values, by its id.</param>
    /// <param name="settings">
    /// The settings of the roles that ran them, whose search_path they are planned with; null: the session's own.
    /// </param>
    /// <param name="time">For the window.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async Task<StatementParameters> CompleteAsync(
        string connectionString, IReadOnlyList<StatementMetrics> statements, StatementParameters? known,
        Func<string, IReadOnlyList<Feed>> feedsOf,
        RoleSettings? settings, TimeProvider time, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        await using var connection = await EvidenceConnection.OpenAsync(connectionString, cancellation);
        var load = new LoadValues(connection);
        var sets = known?.Statements.ToList() ?? [];
        foreach (var statement in statements.Where(s => !sets.Exists(p => p.StatementId == s.StatementId)))
        {
            if (await GuessAsync(
                connection, statement, SearchPath.Of(statement, settings), load, feedsOf(statement.StatementId), cancellation) is { } guess)
            {
                sets.Add(guess);
            }
        }

        return new StatementParameters
        {
            Window = known?.Window ?? window.SoFar,
            Provenance = string.Join("; ", new[] { known?.Provenance, ValuesSql }.OfType<string>()),
            Statements = [.. sets.OrderBy(s => s.StatementId, StringComparer.Ordinal)],
        };
    }

    private static async Task<ParameterSets?> GuessAsync(
        NpgsqlConnection connection, StatementMetrics statement, string? searchPath, LoadValues load, IReadOnlyList<Feed> feeds,
        CancellationToken cancellation)
    {
        var query = Castable(statement.Query);
        var count = SqlParameters.CountOf(query);
        if (query.Contains("$0", StringComparison.Ordinal))
        {
            return null;
        }

        if (count == 0)
        {
            return new ParameterSets(statement.StatementId, query, ParameterSource.None, [[]]);
        }

        try
        {
            var columns = await ColumnsAsync(connection, query, count, searchPath, cancellation);
            var choices = new List<(IReadOnlyList<string> Values, int Place)>();
            var source = ParameterSource.Statistics;
            for (var number = 1; number <= count; number++)
            {
                if (PageOf(query, number, statement) is { } page)
                {
                    choices.Add(([page], 0));
                }
                else if (columns.GetValueOrDefault(number) is not { } column)
                {
                    if (!FreeParameters.Has(query, number))
                    {
                        return null;
                    }

                    choices.Add(([FreeParameters.Value], 0));
                }
                else if (await load.OfAsync(column, feeds, cancellation) is { } sent)
                {
                    choices.Add((sent, column.Place));
                    source = ParameterSource.Load;
                }
                else
                {
                    choices.Add((await ValuesAsync(connection, column, cancellation), column.Place));
                }
            }

            return choices.Exists(c => c.Values.Count == 0) ? null : new ParameterSets(
                statement.StatementId, query, source,
                [.. Enumerable.Range(0, Math.Min(Sets, choices.Max(c => c.Values.Count)))
                    .Select(set => (IReadOnlyList<string?>)[.. choices.Select(c => c.Values[(set + c.Place) % c.Values.Count])])]);
        }
        catch (PostgresException)
        {
            return null;
        }
    }

    // "interval $1" stands in the server's text for a typed literal, and is no SQL: "$1::interval" is.
    internal static string Castable(string query)
    {
        var tokens = StatementText.Tokens(query).ToArray();
        for (var i = tokens.Length - 1; i > 0; i--)
        {
            if (tokens[i].Kind == SqlTokenKind.Parameter && TypeBefore(tokens, i) is { } type)
            {
                var end = tokens[i - 1].Start + tokens[i - 1].Text.Length;
                query = query[..tokens[type].Start] + $"{tokens[i].Text}::{query[tokens[type].Start..end]}"
                    + query[(tokens[i].Start + tokens[i].Text.Length)..];
            }
        }

        return query;
    }

    // Where "interval" or "timestamp with time zone" begins before a place; null where there is none.
    private static int? TypeBefore(SqlToken[] tokens, int at)
    {
        var isZoned = at > 3 && tokens[at - 1].Is("zone") && tokens[at - 2].Is("time")
            && (tokens[at - 3].Is("with") || tokens[at - 3].Is("without"));
        var type = isZoned ? at - 4 : at - 1;
        return tokens[type].Kind == SqlTokenKind.Word && TypedLiterals.Contains(tokens[type].Folded, StringComparer.Ordinal) ? type : null;
    }

    // What a call returned under load is the limit that it had, or less; FETCH FIRST $1 ROWS ONLY is a LIMIT.
    internal static string? PageOf(string query, int number, StatementMetrics statement)
    {
        var tokens = StatementText.Tokens(query).ToList();
        var at = tokens.FindIndex(t => t.Kind == SqlTokenKind.Parameter && t.Text == $"${number}");
        return at < 1 ? null : tokens[at - 1].Folded switch
        {
            "limit" or "first" or "next" =>
                (statement.IsUnmeasured ? Page : Math.Max(1, Math.Round((double)statement.Rows / Math.Max(1, statement.Calls)))).ToString(),
            "offset" => "0",
            _ => null,
        };
    }

    // In one transaction that is rolled back: a pooler would hand what a session was SET to, or has PREPAREd, to its next client.
    private static async Task<IReadOnlyDictionary<int, BoundColumn>> ColumnsAsync(
        NpgsqlConnection connection, string query, int count, string? searchPath, CancellationToken cancellation)
    {
        const string name = "headroom_shape";
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, $"SET {EvidenceConnection.Marker} LOCAL plan_cache_mode = force_generic_plan", cancellation);
        await SearchPath.SetLocalAsync(connection, transaction, searchPath, cancellation);
        await ExecuteAsync(connection, $"PREPARE {EvidenceConnection.Marker} {name} AS {query}", cancellation);
        await transaction.SaveAsync(name, cancellation);
        try
        {
            var nulls = string.Join(", ", Enumerable.Repeat("NULL", count));
            await using var command = new NpgsqlCommand(
                $"EXPLAIN {EvidenceConnection.Marker} (VERBOSE, FORMAT JSON) EXECUTE {name}({nulls})", connection);
            return ParameterColumns.Of((string)(await command.ExecuteScalarAsync(cancellation))!, query);
        }
        finally
        {
            // No rollback takes a prepared statement back, and a failed transaction would refuse to.
            await transaction.RollbackAsync(name, cancellation);
            await ExecuteAsync(connection, $"DEALLOCATE {EvidenceConnection.Marker} {name}", cancellation);
        }
    }

    private static async Task<IReadOnlyList<string>> ValuesAsync(
        NpgsqlConnection connection, BoundColumn column, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(ValuesSql, connection)
        {
            Parameters =
            {
                new() { Value = column.Table },
                new() { Value = column.Column },
                new NpgsqlParameter<string?> { TypedValue = column.Schema },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return [];
        }

        var common = reader.GetFieldValue<string[]>(0);
        var bounds = reader.GetFieldValue<string[]>(1);
        string[] values = [.. common.Take(2),
            .. Enumerable.Range(1, Sets).Where(_ => bounds.Length > 0).Select(i => bounds[i * (bounds.Length - 1) / (Sets + 1)])];
        return column.IsArray && values.Length > 0
            ? [$"{{{string.Join(',', values.Distinct().Select(Sql.ArrayElement))}}}"]
            : [.. values.Distinct().Take(Sets)];
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
