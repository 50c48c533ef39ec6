using Headroom.Model.Evidence;

namespace Headroom.Experiments.Clones;

/// <summary>A schema of which a role may not read all that pg_dump copies.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MayUse">Whether the role may use the schema.</param>
/// <param name="LacksTables">Whether a table lacks SELECT.</param>
/// <param name="LacksSequences">Whether a sequence lacks SELECT, as that of a serial or an identity column may.</param>
/// <param name="IsFiltered">Whether row-level security hides rows of a table: pg_dump refuses to copy a part.</param>
internal sealed record UnreadSchema(string Name, bool MayUse, bool LacksTables, bool LacksSequences, bool IsFiltered);

/// <summary>
/// What a role may not read of a database that pg_dump copies: asked before anything is copied, so that the answer says what to grant.
/// </summary>
/// <remarks>
/// pg_dump locks every table and reads it, and reads the value of every sequence. Tables of extensions come with their extension.
/// <para><b>Source:</b> PostgreSQL manual, pg_dump, "Description" and <c>--enable-row-security</c>; 22.5 "Predefined Roles".</para>
/// </remarks>
/// <param name="Role">The role.</param>
/// <param name="Major">The server's major version.</param>
/// <param name="Schemas">The schemas, at least one.</param>
internal sealed record DumpRights(string Role, int Major, IReadOnlyList<UnreadSchema> Schemas)
{
    /// <summary>More schemas (a count) than these are read with one right to all data, where the server knows it.</summary>
    private const int MostSchemas = 3;

    private const int ReadAllDataSince = 14;

    private const string Unread = """
        SELECT current_user::text, n.nspname::text, has_schema_privilege(n.oid, 'USAGE')::text,
               bool_or(c.relkind <> 'S' AND NOT has_table_privilege(c.oid, 'SELECT'))::text,
               bool_or(c.relkind = 'S' AND NOT has_table_privilege(c.oid, 'SELECT'))::text,
               bool_or(c.relkind = 'r' AND row_security_active(c.oid))::text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'S') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
        GROUP BY n.oid, n.nspname
        ORDER BY n.nspname
        """;

    /// <summary>What is missing, with the grants that help, in one sentence.</summary>
    public string Reason => $"the role {Role} may not read all that pg_dump copies: {Grants}";

    /// <summary>The statements that help, for the owner of the tables; the last of them may want a superuser.</summary>
    public string Grants
    {
        get
        {
            var role = Sql.Readable(Role);
            var unfiltered = Schemas.Any(static schema => schema.IsFiltered) ? $"ALTER ROLE {role} BYPASSRLS" : null;
            return string.Join("; ", ReadingGrants(role).Append(unfiltered).OfType<string>());
        }
    }

    /// <summary>What the role may not read of a database; null when it may read all.</summary>
    /// <param name="connectionString">How the database is reached.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="Npgsql.NpgsqlException">It does not answer.</exception>
    public static async Task<DumpRights?> MissingAsync(string connectionString, CancellationToken cancellation)
    {
        await using var server = await CloneServer.ConnectAsync(connectionString, cancellation);
        var rows = await server.RowsAsync(Unread, [], cancellation);
        List<UnreadSchema> unread =
        [
            .. rows.Select(static row => new UnreadSchema(row[1]!, row[2] != "false", row[3] == "true", row[4] == "true", row[5] == "true"))
                .Where(static schema => !schema.MayUse || schema.LacksTables || schema.LacksSequences || schema.IsFiltered),
        ];
        return unread.Count == 0 ? null : new DumpRights(rows[0][0]!, server.Major, unread);
    }

    private IReadOnlyList<string?> ReadingGrants(string role) =>
        Major >= ReadAllDataSince
            && Schemas.Count(static schema => !schema.MayUse || schema.LacksTables || schema.LacksSequences) > MostSchemas
            ? [$"GRANT pg_read_all_data TO {role}"]
            :
            [
                Grant("USAGE ON SCHEMA", static schema => !schema.MayUse, role),
                Grant("SELECT ON ALL TABLES IN SCHEMA", static schema => schema.LacksTables, role),
                Grant("SELECT ON ALL SEQUENCES IN SCHEMA", static schema => schema.LacksSequences, role),
            ];

    private string? Grant(string right, Func<UnreadSchema, bool> lacks, string role)
    {
        var names = Schemas.Where(lacks).Select(static schema => Sql.Readable(schema.Name)).ToList();
        return names.Count == 0 ? null : $"GRANT {right} {string.Join(", ", names)} TO {role}";
    }
}
