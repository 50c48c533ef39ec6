using Npgsql;

namespace Clipper.Data;

/// <summary>Brings the schema to its newest or to its empty state; what is already there is left alone.</summary>
public static class Migrations
{
    private const string UpEnding = ".up.sql";

    /// <summary>Applies what is missing, oldest first, each in a transaction; returns the versions that it applied.</summary>
    public static async Task<IReadOnlyList<string>> Up(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var applied = await Applied(connection, cancellation);
        string[] missing = [.. Versions().Except(applied, StringComparer.Ordinal)];
        foreach (var version in missing)
        {
            await Run(connection, version + UpEnding, "INSERT INTO schema_migrations (version) VALUES ($1)", version, cancellation);
        }

        return missing;
    }

    /// <summary>Takes back all that is applied, newest first; returns the versions that it took back.</summary>
    public static async Task<IReadOnlyList<string>> Down(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var applied = await Applied(connection, cancellation);
        string[] present = [.. Versions().Intersect(applied, StringComparer.Ordinal).Reverse()];
        foreach (var version in present)
        {
            await Run(connection, version + ".down.sql", "DELETE FROM schema_migrations WHERE version = $1", version, cancellation);
        }

        return present;
    }

    /// <summary>True when every migration of this build is applied.</summary>
    public static async Task<bool> Complete(NpgsqlConnection connection, CancellationToken cancellation) =>
        !Versions().Except(await Applied(connection, cancellation), StringComparer.Ordinal).Any();

    private static IEnumerable<string> Versions() =>
        Scripts.In("migrations")
            .Where(name => name.EndsWith(UpEnding, StringComparison.Ordinal))
            .Select(name => name["migrations/".Length..^UpEnding.Length]);

    private static async Task<IReadOnlyList<string>> Applied(NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string table = """
            CREATE TABLE IF NOT EXISTS schema_migrations (version text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())
            """;
        await connection.Write(table, [], cancellation);
        return await connection.Rows("SELECT version FROM schema_migrations", [], row => row.GetString(0), cancellation);
    }

    private static async Task Run(
        NpgsqlConnection connection, string script, string record, string version, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.Write(Scripts.Text("migrations/" + script), [], cancellation);
        await connection.Write(record, [version], cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
