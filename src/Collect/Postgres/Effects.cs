using System.Text.Json;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>
/// Whether executing a statement may leave something behind that no rollback takes back: it calls a volatile function, such as
/// pg_advisory_lock, by its text or, through a view, by its plan.
/// </summary>
/// <remarks>
/// A function counts as volatile when any function of that name is. <b>Source:</b> PostgreSQL manual, 38.7 (Function Volatility
/// Categories).
/// </remarks>
internal static class Effects
{
    private static readonly string[] Harmless = ["random", "clock_timestamp", "timeofday", "gen_random_uuid"];

    private const string VolatileSql = $"""
        SELECT {EvidenceConnection.Marker} EXISTS (SELECT FROM pg_proc WHERE provolatile = 'v' AND proname = ANY($1) AND proname <> ALL($2))
        """;

    /// <summary>Whether the statement's text or plan calls a volatile function.</summary>
    public static async Task<bool> MayStayAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string query, string plan, CancellationToken cancellation)
    {
        using var document = JsonDocument.Parse(plan, PlanReader.Options);
        string[] called = [.. Texts(document.RootElement).Append(query).SelectMany(Called).Distinct()];
        await using var command = new NpgsqlCommand(VolatileSql, connection, transaction)
        {
            Parameters = { new() { Value = called }, new() { Value = Harmless } },
        };
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static IEnumerable<string> Called(string sql)
    {
        var tokens = StatementText.Tokens(sql).ToArray();
        for (var i = 1; i < tokens.Length; i++)
        {
            if (tokens[i].Is("(") && tokens[i - 1].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier)
            {
                yield return tokens[i - 1].Identifier;
            }
        }
    }

    // A function in FROM stands in a plan by its name alone: "Function Name".
    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(part => part.NameEquals("Function Name") ? [Sql.Identifier(part.Value.GetString()!) + "("] : Texts(part.Value)),
        _ => [],
    };
}
