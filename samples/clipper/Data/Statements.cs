using Npgsql;

namespace Clipper.Data;

/// <summary>Plain SQL with positional parameters, each statement on a connection rented for it alone unless one is given.</summary>
public static class Statements
{
    /// <summary>All rows of a statement, in the order of the server.</summary>
    public static async Task<IReadOnlyList<T>> Rows<T>(
        this NpgsqlDataSource database, string sql, object[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        return await command.Read(values, read, cancellation);
    }

    /// <inheritdoc cref="Rows{T}(NpgsqlDataSource, string, object[], Func{NpgsqlDataReader, T}, CancellationToken)"/>
    public static async Task<IReadOnlyList<T>> Rows<T>(
        this NpgsqlConnection connection, string sql, object[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.Read(values, read, cancellation);
    }

    /// <summary>Runs a statement; returns how many rows it wrote.</summary>
    public static async Task<int> Write(this NpgsqlDataSource database, string sql, object[] values, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        return await command.With(values).ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc cref="Write(NpgsqlDataSource, string, object[], CancellationToken)"/>
    public static async Task<int> Write(this NpgsqlConnection connection, string sql, object[] values, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.With(values).ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<IReadOnlyList<T>> Read<T>(
        this NpgsqlCommand command, object[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        List<T> rows = [];
        await using var reader = await command.With(values).ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) rows.Add(read(reader));
        return rows;
    }

    private static NpgsqlCommand With(this NpgsqlCommand command, object[] values)
    {
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
