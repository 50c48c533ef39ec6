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
    private const int Runs = 3;

    /// <summary>The names of the statements that the indexes harm. Makes the indexes, and leaves them.</summary>
    public static async Task<IReadOnlyList<string>> HarmedAsync(string connectionString, CorpusCase corpusCase, IReadOnlyList<string> indexes)
    {
        if (indexes.Count == 0)
            return [];
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        List<WorkloadStatement> statements = [.. WorkloadText.Parse(corpusCase.Workload).Where(statement => !IsWrite(statement.Sql))];
        List<Cost> before = [];
        foreach (var statement in statements)
            before.Add(await CostAsync(connection, statement));
        foreach (var index in indexes)
            await ExecuteAsync(connection, index.Replace("CONCURRENTLY", "", StringComparison.OrdinalIgnoreCase));
        await ExecuteAsync(connection, "ANALYZE");
        List<string> harmed = [];
        foreach (var (statement, cost) in statements.Zip(before))
        {
            var after = await CostAsync(connection, statement);
            if (after.Buffers >= cost.Buffers * Factor && after.Milliseconds >= Math.Max(cost.Milliseconds * Factor, cost.Milliseconds + LeastMilliseconds))
                harmed.Add(statement.Name);
        }

        return harmed;
    }

    private static bool IsWrite(string sql) => sql.Split(' ', 2)[0].ToUpperInvariant() is "INSERT" or "UPDATE" or "DELETE" or "MERGE";

    private static async Task<Cost> CostAsync(NpgsqlConnection connection, WorkloadStatement statement)
    {
        await ExecuteAsync(connection, "DEALLOCATE ALL", "SET plan_cache_mode = force_custom_plan", $"PREPARE corpus AS {statement.Sql}");
        IReadOnlyList<IReadOnlyList<string>> sets = statement.Arguments.Count == 0 ? [[]] : statement.Arguments;
        var sum = new Cost(0, 0);
        foreach (var values in sets)
        {
            List<Cost> costs = [];
            for (var run = 0; run < Runs; run++)
                costs.Add(await RunAsync(connection, values.Count == 0 ? "corpus" : $"corpus({string.Join(", ", values)})"));
            sum = new Cost(sum.Buffers + costs[^1].Buffers, sum.Milliseconds + costs.Min(cost => cost.Milliseconds));
        }

        return sum;
    }

    private static async Task<Cost> RunAsync(NpgsqlConnection connection, string call)
    {
        await using var transaction = await connection.BeginTransactionAsync();
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

    private sealed record Cost(long Buffers, double Milliseconds);
}
