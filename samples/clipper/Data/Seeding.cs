using Clipper.Api;
using Npgsql;

namespace Clipper.Data;

/// <summary>
/// Fills an empty schema inside the database: for a given number of clips always the same rows. All tables are filled in one transaction,
/// so a seed that fails leaves the schema empty.
/// </summary>
public static class Seeding
{
    public const int FewestClips = 1000;
    public const int MostClips = 10_000_000;

    public static async Task Fill(
        NpgsqlConnection connection, int clips, TimeProvider clock, TextWriter progress, CancellationToken cancellation)
    {
        var begun = clock.GetTimestamp();
        await RefuseWhenFilled(connection, cancellation);
        await using (var transaction = await connection.BeginTransactionAsync(cancellation))
        {
            var indexes = await SetIndexesAside(connection, cancellation);
            foreach (var script in Scripts.In("seed"))
            {
                await Step(script, () => connection.Write(Filled(script, clips), [], cancellation));
            }

            foreach (var definition in indexes) await Step(definition, () => connection.Write(definition, [], cancellation));
            await transaction.CommitAsync(cancellation);
        }

        await Step("VACUUM ANALYZE", () => connection.Write("VACUUM ANALYZE", [], cancellation));
        await SchemaState.Apply(connection, Defects.Switches.None, cancellation);
        await progress.WriteLineAsync($"seeded {clips} clips in {clock.GetElapsedTime(begun).TotalSeconds:0.0} s");

        async Task Step(string name, Func<Task<int>> work)
        {
            var start = clock.GetTimestamp();
            var rows = await work();
            var count = rows >= 0 ? $"{rows,9} rows" : new string(' ', 14);
            await progress.WriteLineAsync($"{clock.GetElapsedTime(start).TotalSeconds,6:0.0} s {count}  {name}");
        }
    }

    private static string Filled(string script, int clips) =>
        Scripts.Text(script)
            .Replace(":password_hash", $"'{Passwords.SeededHash}'", StringComparison.Ordinal)
            .Replace(":clips", clips.ToString(), StringComparison.Ordinal)
            .Replace(":users", (clips / 10).ToString(), StringComparison.Ordinal);

    private static async Task RefuseWhenFilled(NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string sql = """
            SELECT EXISTS (SELECT FROM users) OR EXISTS (SELECT FROM clips) OR EXISTS (SELECT FROM comments) OR EXISTS (SELECT FROM votes)
                OR EXISTS (SELECT FROM tags) OR EXISTS (SELECT FROM clip_tags) OR EXISTS (SELECT FROM favourites)
                OR EXISTS (SELECT FROM sessions)
            """;
        if (await connection.Rows(sql, [], row => row.GetBoolean(0), cancellation) is [true])
            throw new UsageException("seed: the database already has rows. Run clipper migrate down, then up, to begin anew");
    }

    /// <summary>Drops the indexes that no constraint needs; returns their definitions, to be built at once when the rows are in.</summary>
    private static async Task<IReadOnlyList<string>> SetIndexesAside(NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string sql = """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
            FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
            WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
                AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
            ORDER BY 1
            """;
        var indexes = await connection.Rows(sql, [], row => (Name: row.GetString(0), Definition: row.GetString(1)), cancellation);
        foreach (var (name, _) in indexes) await connection.Write($"DROP INDEX {name}", [], cancellation);
        return [.. indexes.Select(index => index.Definition)];
    }
}
