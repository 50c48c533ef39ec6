using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>A table or view that a role may not read.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="MayUse">Whether the role may use the schema.</param>
/// <param name="MaySelect">Whether the role may read the table, if it could use the schema.</param>
internal sealed record DeniedRead(string Schema, string Name, bool MayUse, bool MaySelect)
{
    /// <summary>The name with its schema, as people write it.</summary>
    public string Readable => Sql.Readable(Schema, Name);
}

/// <summary>What a role may not read of what statements read from.</summary>
/// <param name="Role">The role.</param>
/// <param name="Tables">The tables and views, at least one.</param>
internal sealed record DeniedReads(string Role, IReadOnlyList<DeniedRead> Tables)
{
    // A right on one column is a right to plan some statements: the server tells of which.
    private const string RightsSql = $"""
        SELECT {EvidenceConnection.Marker} current_user::text, n.nspname, c.relname, has_schema_privilege(n.oid, 'USAGE'),
               has_any_column_privilege(c.oid, 'SELECT')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = ANY($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\_%'
          AND n.nspname <> 'information_schema'
          AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT'))
        ORDER BY n.nspname, c.relname
        """;

    /// <summary>What is denied, with the grants that help.</summary>
    public string Reason => $"the role {Role} may not read {string.Join(", ", Tables.Select(table => table.Readable))}: {Grants}";

    private string Grants
    {
        get
        {
            var schemas = Tables.Where(table => !table.MayUse).Select(table => Sql.Readable(table.Schema))
                .Distinct(StringComparer.Ordinal).ToList();
            var tables = Tables.Where(table => !table.MaySelect).Select(table => table.Readable).ToList();
            var role = Sql.Readable(Role);
            string?[] grants =
            [
                schemas.Count == 0 ? null : $"GRANT USAGE ON SCHEMA {string.Join(", ", schemas)} TO {role}",
                tables.Count == 0 ? null : $"GRANT SELECT ON {string.Join(", ", tables)} TO {role}",
            ];
            return string.Join("; ", grants.OfType<string>());
        }
    }

    /// <summary>What the session's role may not read of what reading statements name, or null when it may read all.</summary>
    public static async Task<DeniedReads?> OfAsync(
        NpgsqlConnection connection, IEnumerable<string> queries, CancellationToken cancellation)
    {
        string[] names =
        [
            .. queries.Where(StatementText.IsRead).SelectMany(StatementText.Sources)
                .Select(static source => source[(source.LastIndexOf('.') + 1)..]).Distinct(StringComparer.Ordinal),
        ];
        await using var command = new NpgsqlCommand(RightsSql, connection) { Parameters = { new NpgsqlParameter { Value = names } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var (role, tables) = ("", new List<DeniedRead>());
        while (await reader.ReadAsync(cancellation))
        {
            role = reader.GetString(0);
            tables.Add(new DeniedRead(reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), reader.GetBoolean(4)));
        }

        return tables.Count == 0 ? null : new DeniedReads(role, tables);
    }

    /// <summary>Whether a statement reads from one of them, as far as its text tells.</summary>
    public bool Concerns(string query) =>
        StatementText.IsRead(query) && StatementText.Sources(query).Any(source => Tables.Any(table => IsNamed(table, source)));

    private static bool IsNamed(DeniedRead table, string source) => source == table.Name || source == $"{table.Schema}.{table.Name}";
}
