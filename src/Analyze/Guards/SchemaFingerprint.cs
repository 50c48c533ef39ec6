using System.Security.Cryptography;
using System.Text;
using Headroom.Model.Evidence;

namespace Headroom.Analyze.Guards;

/// <summary>A short name of a schema: the same for the same columns, indexes and foreign keys, whatever is in the tables.</summary>
public static class SchemaFingerprint
{
    private const int Digits = 16;

    /// <summary>The first 16 hexadecimal digits of the SHA-256 of the schema written out; sizes and statistics are left out.</summary>
    public static string Of(DatabaseCatalogue catalogue)
    {
        IEnumerable<string> lines =
        [
            .. from table in catalogue.Tables
               from column in table.Columns
               select $"column {table.Schema}.{table.Name}.{column.Name} {column.Type} {column.NotNull}",
            .. catalogue.Indexes.Select(IndexLine),
            .. catalogue.ForeignKeys.Select(KeyLine),
        ];
        var text = string.Join('\n', lines.Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Digits];
    }

    private static string IndexLine(IndexFacts index) =>
        $"index {index.Schema}.{index.Table} {index.Name} {index.Method} {index.Unique} {index.Valid} "
        + $"({string.Join(',', index.Keys.Select(TermLine))}) ({string.Join(',', index.Included)}) {index.Predicate}";

    private static string TermLine(IndexKey key) =>
        $"{key.Expression} {key.Descending} {key.NullsFirst} {key.OperatorClass} {key.Collation}";

    private static string KeyLine(ForeignKeyFacts key) =>
        $"key {key.Schema}.{key.Table} {key.Name} ({string.Join(',', key.Columns)}) "
        + $"{key.ReferencedTable} ({string.Join(',', key.ReferencedColumns ?? [])})";
}
