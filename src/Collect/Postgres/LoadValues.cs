using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>
/// The load's own values for a column: it sends them as part of an address, not as <c>$n</c>, so they are taken only where they match by
/// value, each of a feed's samples occurs in the column, and where that is true of one feed alone. Each column is asked once for each feed,
/// for half a second at most.
/// </summary>
internal sealed class LoadValues(NpgsqlConnection connection)
{
    private readonly Dictionary<(string? Schema, string Table, string Column, string Feed), bool> _occurs = [];

    private const int Samples = 20;

    private const int Taken = 5;

    /// <summary>Values of the one feed that matches, or null.</summary>
    public async Task<IReadOnlyList<string>?> OfAsync(BoundColumn column, IReadOnlyList<Feed> feeds, CancellationToken cancellation)
    {
        List<string[]> matching = [];
        foreach (var feed in feeds)
        {
            string[] values =
                [.. Enumerable.Range(0, Samples).Select(i => feed.Values.At(i * (feed.Values.Count - 1) / (Samples - 1))).Distinct()];
            var key = (column.Schema, column.Table, column.Column, feed.Name);
            if (!_occurs.TryGetValue(key, out var occur))
            {
                occur = _occurs[key] = await OccurAsync(column, values, cancellation);
            }

            if (occur)
            {
                matching.Add(values);
            }
        }

        return matching is not [var only] ? null
            : column.IsArray ? [$"{{{string.Join(',', only.Select(value => Sql.ArrayElement(value)))}}}"]
            : [.. Enumerable.Range(0, Math.Min(Taken, only.Length))
                .Select(i => only[i * (only.Length - 1) / Math.Max(1, Math.Min(Taken, only.Length) - 1)])];
    }

    private async Task<bool> OccurAsync(BoundColumn column, string[] values, CancellationToken cancellation)
    {
        var name = Sql.Identifier(column.Column);
        var table = column.Schema is { } schema ? Sql.Identifier(schema, column.Table) : Sql.Identifier(column.Table);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using (var limit = new NpgsqlCommand(
                $"SET {EvidenceConnection.Marker} LOCAL statement_timeout = 500", connection, transaction))
            {
                await limit.ExecuteNonQueryAsync(cancellation);
            }

            await using var type = new NpgsqlCommand(
                $"SELECT {EvidenceConnection.Marker} format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = "
                    + $"{Sql.Literal(table)}::regclass AND attname = {Sql.Literal(column.Column)}",
                connection);
            var typeName = (string)(await type.ExecuteScalarAsync(cancellation))!;
            await using var command = new NpgsqlCommand(
                $"SELECT {EvidenceConnection.Marker} count(DISTINCT {name}) FROM {table} WHERE {name} = ANY ($1::text[]::{typeName}[])",
                connection)
            {
                Parameters = { new() { Value = values } },
            };
            return await command.ExecuteScalarAsync(cancellation) is long found && found == values.Length;
        }
        catch (PostgresException)
        {
            return false; // of another type, not readable, or not found in time: no match
        }
    }
}
