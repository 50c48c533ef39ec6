using System.Security.Cryptography;
using System.Text;

namespace Headroom.Model.Evidence;

/// <summary>An index that could be made.</summary>
public sealed record IndexDefinition
{
    /// <summary>
    /// A longer name, in bytes of UTF-8, is cut by the server. <b>Source:</b> PostgreSQL manual, 4.1.1 (Identifiers and Key Words).
    /// </summary>
    private const int LongestName = 63;

    /// <summary>Enough that two names of one database hardly ever share them (hexadecimal digits).</summary>
    private const int HashDigits = 8;

    /// <summary>Schema of the table.</summary>
    public required string Schema { get; init; }

    /// <summary>The table.</summary>
    public required string Table { get; init; }

    /// <summary>Access method: "btree", "gin", "gist".</summary>
    public string Method { get; init; } = "btree";

    /// <summary>Keys in order.</summary>
    public required IReadOnlyList<IndexKey> Keys { get; init; }

    /// <summary>Columns that are stored but not searched.</summary>
    public IReadOnlyList<string> Included { get; init; } = [];

    /// <summary>What rows have to be like to be in it, as SQL; null when all are.</summary>
    public string? Predicate { get; init; }

    /// <summary>The extension that has to be in the database, or null.</summary>
    public string? Extension { get; init; }

    /// <summary>Whether the table is partitioned: then it cannot be built concurrently.</summary>
    public bool IsPartitioned { get; init; }

    /// <summary>The table's name in findings: with its schema unless that is public.</summary>
    public string TableName => Schema == "public" ? Table : $"{Schema}.{Table}";

    /// <summary>All that tells it from others, without a name: "public.clips USING btree (user_id, created_at DESC)".</summary>
    public string Shape => $"{Sql.Readable(Schema, Table)}{Body}";

    /// <summary>Keys as findings list them: columns, or expressions.</summary>
    public IReadOnlyList<string> Columns => [.. Keys.Select(key => key.Column ?? key.Expression)];

    private string Body => string.Concat(
        Method == "btree" ? "" : $" USING {Method}",
        $" ({string.Join(", ", Keys.Select(KeyText))})",
        Included.Count == 0 ? "" : $" INCLUDE ({string.Join(", ", Included.Select(Sql.Readable))})",
        Predicate is null ? "" : $" WHERE {Predicate}");

    /// <summary>The statement that makes it while others write; on a partitioned table it locks them out.</summary>
    /// <param name="name">Its name.</param>
    public string Create(string name) => $"CREATE INDEX {(IsPartitioned ? "" : "CONCURRENTLY ")}{Rest(name)}";

    /// <summary>The statement that makes it of a partitioned table alone, not of its partitions: invalid until theirs are attached.</summary>
    /// <param name="name">Its name.</param>
    public string CreateOnOnly(string name) => $"CREATE INDEX {Sql.Readable(name)} ON ONLY {Sql.Readable(Schema, Table)}{Body};";

    /// <summary>The statement that makes it at once, on a clone.</summary>
    /// <param name="name">Its name.</param>
    public string CreateOnClone(string name) => $"CREATE INDEX {Rest(name)}";

    /// <summary>All that makes it on a clone: its extension, the index, statistics of its expressions.</summary>
    /// <param name="name">Its name.</param>
    public IEnumerable<string> MakeOnClone(string name)
    {
        if (Extension is { } extension)
        {
            yield return $"CREATE EXTENSION IF NOT EXISTS {Sql.Identifier(extension)}";
        }

        yield return CreateOnClone(name);
        if (Keys.Any(key => key.Column is null))
        {
            yield return $"ANALYZE {Sql.Identifier(Schema, Table)}";
        }
    }

    /// <summary>The statement that removes it from a clone, if it is there.</summary>
    /// <param name="name">Its name.</param>
    public string DropOnClone(string name) => $"DROP INDEX IF EXISTS {Sql.Identifier(Schema, name)}";

    /// <summary>The statement that removes it.</summary>
    /// <param name="name">Its name.</param>
    public string Drop(string name) => $"DROP INDEX {(IsPartitioned ? "" : "CONCURRENTLY ")}{Sql.Readable(Schema, name)};";

    /// <summary>A name after table and columns that nobody has yet.</summary>
    /// <param name="taken">Names in the schema.</param>
    public string FreeName(IReadOnlySet<string> taken)
    {
        var stem = Plain($"{Table}_{string.Join('_', Columns)}");
        for (var number = 0; ; number++)
        {
            var suffix = number == 0 ? "_idx" : $"_idx{number}";
            var name = Within(stem, LongestName - suffix.Length) + suffix;
            if (!taken.Contains(name))
            {
                return name;
            }
        }
    }

    /// <summary>
    /// The name of the part of an index in a partition: after both, so that no other index has it; what is too long ends in a hash of all.
    /// </summary>
    /// <param name="partition">Name of the partition.</param>
    /// <param name="index">Name of the index of the whole table.</param>
    public static string PartName(string partition, string index)
    {
        var whole = $"{partition}_{index}";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..HashDigits];
        return Encoding.UTF8.GetByteCount(whole) <= LongestName ? whole : $"{Within(whole, LongestName - HashDigits - 1)}_{hash}";
    }

    private string Rest(string name) => $"{Sql.Readable(name)} ON {Sql.Readable(Schema, Table)}{Body};";

    private static string KeyText(IndexKey key) => string.Concat(
        key.Column is { } column ? Sql.Readable(column) : IsCall(key.Expression) ? key.Expression : $"({key.Expression})",
        key.Collation is null ? "" : $" COLLATE {Sql.Identifier(key.Collation)}",
        key.OperatorClass is null ? "" : $" {key.OperatorClass}",
        key.Descending ? " DESC" : "",
        key.NullsFirst == key.Descending ? "" : key.NullsFirst ? " NULLS FIRST" : " NULLS LAST");

    // name(...), the closing bracket belonging to the first: it needs no brackets of its own.
    private static bool IsCall(string expression)
    {
        var open = expression.IndexOf('(', StringComparison.Ordinal);
        if (open <= 0 || !expression[..open].All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.')
            || expression[..open].Equals("extract", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var depth = 0;
        for (var i = open; i < expression.Length; i++)
        {
            depth += expression[i] == '(' ? 1 : expression[i] == ')' ? -1 : 0;
            if (depth == 0)
            {
                return i == expression.Length - 1;
            }
        }

        return false;
    }

    // As many letters from the start as so many bytes hold.
    private static string Within(string stem, int bytes)
    {
        var length = Math.Min(stem.Length, bytes);
        while (Encoding.UTF8.GetByteCount(stem.AsSpan(0, length)) > bytes)
        {
            length--;
        }

        return stem[..length];
    }

    private static string Plain(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsLetterOrDigit(c) || c == '_' ? c : '_'));
        while (plain.Contains("__", StringComparison.Ordinal))
        {
            plain = plain.Replace("__", "_", StringComparison.Ordinal);
        }

        return plain.Trim('_');
    }
}

/// <summary>Indexes that are worth an experiment together.</summary>
public sealed record IndexCandidate
{
    /// <summary>The indexes: one, or one for each arm of an OR.</summary>
    public required IReadOnlyList<IndexDefinition> Indexes { get; init; }

    /// <summary>
    /// How many of the first keys are compared for equality: their order and direction do not matter. Of an OR's arms: 0.
    /// </summary>
    public int EqualityKeys { get; init; }

    /// <summary>Whether it is thought of for the order that it gives.</summary>
    public bool ServesOrder { get; init; }

    /// <summary>Whether it is thought of for the deletes and key changes of a referenced table.</summary>
    public bool ServesForeignKey { get; init; }

    /// <summary>Whether it is the one that the plan alone would lead to, before anything was measured.</summary>
    public bool IsPrimary { get; init; }

    /// <summary>The statements that it was thought of for.</summary>
    public required IReadOnlyList<string> Statements { get; init; }

    /// <summary>All that tells it from others.</summary>
    public string Shape => string.Join("; ", Indexes.Select(index => index.Shape));
}
