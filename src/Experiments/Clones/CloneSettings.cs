using Headroom.Model.Evidence;

namespace Headroom.Experiments.Clones;

/// <summary>Carries settings of the source database over to the clone: a copy does not have them, and plans depend on them.</summary>
internal static class CloneSettings
{
    // A row for the whole database, and one for this role in it.
    private const string Stored = """
        SELECT split_part(setting, '=', 1), substr(setting, strpos(setting, '=') + 1), (s.setrole <> 0)::text
        FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase CROSS JOIN LATERAL unnest(s.setconfig) AS setting
        WHERE d.datname = $1 AND (s.setrole = 0 OR s.setrole = (SELECT oid FROM pg_roles WHERE rolname = current_user))
        ORDER BY 3, 1
        """;

    /// <summary>Copies them; each that the server refuses is left out.</summary>
    /// <returns>The names of those left out.</returns>
    public static async Task<IReadOnlyList<string>> CopyAsync(
        CloneServer server, string source, string clone, CancellationToken cancellation)
    {
        List<string> refused = [];
        foreach (var row in await server.RowsAsync(Stored, [source], cancellation))
        {
            var (name, value, ofRole) = (row[0]!, row[1] ?? "", row[2] == "true");
            var target = ofRole ? $"ROLE CURRENT_USER IN DATABASE {Sql.Identifier(clone)}" : $"DATABASE {Sql.Identifier(clone)}";
            try
            {
                // FROM CURRENT keeps the quotes of lists (search_path), which a literal would lose; the batch is one transaction.
                var variable = string.Join('.', name.Split('.').Select(Sql.Identifier));
                await server.ExecuteAsync(
                    $"SELECT set_config({Sql.Literal(name)}, {Sql.Literal(value)}, true); ALTER {target} SET {variable} FROM CURRENT",
                    cancellation);
            }
            catch (Npgsql.PostgresException)
            {
                refused.Add(name);
            }
        }

        return refused;
    }
}
