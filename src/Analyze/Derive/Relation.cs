using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>How findings and remedies write the names of tables and indexes.</summary>
internal static class Relation
{
    /// <summary>A name in findings: with its schema unless that is public.</summary>
    public static string Name(string schema, string name) => schema == "public" ? name : $"{schema}.{name}";

    /// <summary>A name in SQL: with its schema, quoted where it must be.</summary>
    public static string InSql(string schema, string name) => Sql.Readable(schema, name);

    /// <summary>Schemas and names of the tables that are neither partitioned nor partitions.</summary>
    public static HashSet<(string Schema, string Table)> Plain(DatabaseCatalogue catalogue) =>
        [.. catalogue.Tables.Where(table => table is { IsPartition: false, IsPartitioned: false })
            .Select(table => (table.Schema, table.Name))];
}
