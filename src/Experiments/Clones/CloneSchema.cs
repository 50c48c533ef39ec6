namespace Headroom.Experiments.Clones;

/// <summary>What a database consists of, rows and statistics left out: to tell what a change made, and whether it was taken back.</summary>
internal sealed class CloneSchema
{
    // Each object by its name, with all that defines it.
    private const string Objects = """
        WITH own AS (SELECT oid, nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_')
        SELECT format('schema %I', nspname), '' FROM own
        UNION ALL
        SELECT format('%s %I.%I',
                      CASE WHEN c.relkind IN ('i', 'I') THEN 'index' WHEN c.relkind IN ('v', 'm') THEN 'view'
                           WHEN c.relkind = 'S' THEN 'sequence' ELSE 'table' END,
                      n.nspname, c.relname),
               concat_ws(' ', c.relkind, c.relpersistence, c.reloptions::text, c.relrowsecurity, i.indisvalid, i.indisclustered,
                         pg_get_expr(c.relpartbound, c.oid),
                         CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid)
                              WHEN c.relkind IN ('i', 'I') THEN pg_get_indexdef(c.oid) END)
        FROM pg_class c JOIN own n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
        UNION ALL
        SELECT format('column %I.%I.%I', n.nspname, c.relname, a.attname),
               concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attstattarget, a.attstorage,
                         a.attoptions::text, pg_get_expr(d.adbin, d.adrelid))
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN own n ON n.oid = c.relnamespace
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        UNION ALL
        SELECT format('constraint %I of %I.%I', o.conname, n.nspname, c.relname),
               concat_ws(' ', pg_get_constraintdef(o.oid), o.convalidated)
        FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN own n ON n.oid = c.relnamespace
        UNION ALL
        SELECT format('trigger %I of %I.%I', t.tgname, n.nspname, c.relname), concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN own n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal
        UNION ALL
        SELECT format('function %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), md5(pg_get_functiondef(p.oid))
        FROM pg_proc p JOIN own n ON n.oid = p.pronamespace WHERE p.prokind IN ('f', 'p')
        UNION ALL
        SELECT format('statistics %I.%I', n.nspname, s.stxname), pg_get_statisticsobjdef(s.oid)
        FROM pg_statistic_ext s JOIN own n ON n.oid = s.stxnamespace
        UNION ALL
        SELECT format('type %I.%I', n.nspname, t.typname),
               concat_ws(' ', format_type(t.typbasetype, t.typtypmod), t.typdefault,
                         (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
        FROM pg_type t JOIN own n ON n.oid = t.typnamespace WHERE t.typtype IN ('d', 'e')
        UNION ALL
        SELECT format('policy %I of %I.%I', policyname, schemaname, tablename),
               concat_ws(' ', cmd, permissive, roles::text, qual, with_check)
        FROM pg_policies
        UNION ALL
        SELECT format('extension %I', extname), extversion FROM pg_extension
        """;

    private readonly HashSet<(string Name, string Definition)> _objects;

    private CloneSchema(HashSet<(string, string)> objects) => _objects = objects;

    /// <summary>Reads it.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The clone does not answer.</exception>
    public static async Task<CloneSchema> ReadAsync(DatabaseClone clone, CancellationToken cancellation)
    {
        await using var session = await CloneServer.ConnectAsync(clone.ConnectionString, cancellation);
        return new CloneSchema(
            [.. (await session.RowsAsync(Objects, [], cancellation)).Select(static row => (row[0] ?? "", row[1] ?? ""))]);
    }

    /// <summary>The objects that are not the same in another one, in the order of their names.</summary>
    public IReadOnlyList<string> Differences(CloneSchema other)
    {
        var names = _objects.Except(other._objects).Concat(other._objects.Except(_objects)).Select(static item => item.Name);
        return [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
