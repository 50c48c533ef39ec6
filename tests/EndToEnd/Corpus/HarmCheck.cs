using System.Text;
using System.Text.Json;
using Npgsql;

namespace Headroom.Tests.EndToEnd.Corpus;

/// <summary>
/// Whether indexes make a statement slower that reads: at least 10 % more buffers and at least 10 % and 0.1 ms more time, summed over its sets of values. That a write
/// keeps one more index is no harm here: whether it pays is for the expectation of the case to say.
/// </summary>
internal static class HarmCheck
{
    private const double Factor = 1.1, LeastMilliseconds = 0.1;
    private const int Runs = 5;

    /// <summary>A statement that takes longer is no witness.</summary>
    private const string Limit = "SET statement_timeout = '10s'";

    /// <summary>The names of the statements that the indexes harm. Makes the indexes, and leaves them.</summary>
    public static async Task<IReadOnlyList<string>> HarmedAsync(string connectionString, CorpusCase corpusCase, IReadOnlyList<string> indexes)
    {
        if (indexes.Count == 0)
            return [];
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var before = await IndexNamesAsync(connection);
        foreach (var index in indexes)
            await ExecuteAsync(connection, index.Replace("CONCURRENTLY", "", StringComparison.OrdinalIgnoreCase));
        var made = (await IndexNamesAsync(connection)).Except(before).ToList();
        await ExecuteAsync(connection, "ANALYZE");
        List<string> harmed = [];
        await ExecuteAsync(connection, Limit);
        foreach (var statement in WorkloadText.Parse(corpusCase.Workload).Where(statement => !IsWrite(statement.Sql)))
        {
            if (await TryCostsAsync(connection, statement, made) is var (without, with)
                && with.Buffers >= without.Buffers * Factor && with.Milliseconds >= Math.Max(without.Milliseconds * Factor, without.Milliseconds + LeastMilliseconds))
                harmed.Add(statement.Name);
        }

        return harmed;
    }

    private static async Task<List<string>> IndexNamesAsync(NpgsqlConnection connection)
    {
        List<string> names = [];
        await using var command = new NpgsqlCommand("SELECT format('%I.%I', schemaname, indexname) FROM pg_indexes", connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    private static bool IsWrite(string sql) => sql.Split(' ', 2)[0].ToUpperInvariant() is "INSERT" or "UPDATE" or "DELETE" or "MERGE";

    // What the server refuses to run, with or without the indexes, has no costs.
    private static async Task<(Cost Without, Cost With)?> TryCostsAsync(NpgsqlConnection connection, WorkloadStatement statement, List<string> made)
    {
        try
        {
            return await CostsAsync(connection, statement, made);
        }
        catch (PostgresException)
        {
            return null;
        }
    }

    // Turn and turn about, so that a busy moment of the machine falls on both: without the indexes they are dropped in a transaction that is rolled back.
    private static async Task<(Cost Without, Cost With)> CostsAsync(NpgsqlConnection connection, WorkloadStatement statement, List<string> made)
    {
        await ExecuteAsync(connection, "DEALLOCATE ALL", "SET plan_cache_mode = force_custom_plan", $"PREPARE corpus AS {statement.Sql}");
        IReadOnlyList<IReadOnlyList<string>> sets = statement.Arguments.Count == 0 ? [[]] : statement.Arguments;
        var (without, with) = (new Cost(0, 0), new Cost(0, 0));
        foreach (var values in sets)
        {
            var call = values.Count == 0 ? "corpus" : $"corpus({string.Join(", ", values)})";
            List<Cost> bare = [], indexed = [];
            for (var run = 0; run < Runs; run++)
            {
                bare.Add(await RunAsync(connection, call, made));
                indexed.Add(await RunAsync(connection, call, []));
            }

            (without, with) = (without + Least(bare), with + Least(indexed));
        }

        return (without, with);
    }

    private static Cost Least(List<Cost> costs) => new(costs[^1].Buffers, costs.Min(cost => cost.Milliseconds));

    private static async Task<Cost> RunAsync(NpgsqlConnection connection, string call, List<string> hidden)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        if (hidden.Count > 0)
            await ExecuteAsync(connection, $"DROP INDEX {string.Join(", ", hidden)}");
        await using var command = new NpgsqlCommand($"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE {call}", connection, transaction);
        var text = new StringBuilder();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
                text.Append(reader.GetString(0));
        }

        await transaction.RollbackAsync();
        using var explained = JsonDocument.Parse(text.ToString());
        var root = explained.RootElement[0];
        var plan = root.GetProperty("Plan");
        var buffers = plan.GetProperty("Shared Hit Blocks").GetInt64() + plan.GetProperty("Shared Read Blocks").GetInt64();
        return new Cost(buffers, root.GetProperty("Execution Time").GetDouble());
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, params string[] statements)
    {
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    private sealed record Cost(long Buffers, double Milliseconds)
    {
        public static Cost operator +(Cost left, Cost right) => new(left.Buffers + right.Buffers, left.Milliseconds + right.Milliseconds);
    }
}
