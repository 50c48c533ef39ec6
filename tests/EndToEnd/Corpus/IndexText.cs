using System.Text.RegularExpressions;

namespace Headroom.Tests.EndToEnd.Corpus;

/// <summary>
/// Brings the text of a CREATE INDEX into one form, so that two texts of the same index are equal. Immaterial are its name, CONCURRENTLY, IF NOT EXISTS, ONLY, the schema
/// public, btree, ASC and nulls where they are by default, default operator classes, storage parameters, needless quotes, white space, brackets around expressions, casts,
/// the order of the columns of INCLUDE, and the order of the conditions of a predicate.
/// </summary>
internal static partial class IndexText
{
    private static readonly HashSet<string> DefaultClasses = new(StringComparer.Ordinal)
    {
        "text_ops", "varchar_ops", "bpchar_ops", "int2_ops", "int4_ops", "int8_ops", "numeric_ops", "float4_ops", "float8_ops", "bool_ops", "date_ops", "timestamp_ops",
        "timestamptz_ops", "uuid_ops", "inet_ops", "citext_ops", "jsonb_ops", "array_ops", "tsvector_ops",
    };

    private static readonly HashSet<string> NoFunctions = new(StringComparer.Ordinal) { "and", "or", "not", "in", "any", "all", "where", "is", "like", "ilike", "between" };

    /// <summary>The CREATE INDEX statements of a script, each in that form.</summary>
    public static IReadOnlyList<string> Of(string script) =>
    [
        .. SqlStatements.Of(script).Select(SqlStatements.WithoutComments).Where(sql => Create().IsMatch(sql)).Select(Normalise),
    ];

    /// <summary>The names of the indexes that a script drops.</summary>
    public static IReadOnlyList<string> Drops(string script) =>
    [
        .. SqlStatements.Of(script).Select(SqlStatements.WithoutComments).Select(sql => Drop().Match(sql)).Where(match => match.Success)
            .Select(match => Tokens(match.Groups["name"].Value)[^1]),
    ];

    /// <summary>The one form of a CREATE INDEX.</summary>
    /// <exception cref="FormatException">The text is no CREATE INDEX.</exception>
    public static string Normalise(string sql)
    {
        var tokens = Tokens(SqlStatements.WithoutComments(sql).TrimEnd(';'));
        var on = tokens.IndexOf("on");
        var open = tokens.IndexOf("(");
        if (!Create().IsMatch(sql.TrimStart()) || on < 0 || open < on)
            throw new FormatException($"no CREATE INDEX: {sql}");
        var unique = tokens[1] == "unique" ? "unique " : "";
        var target = tokens[(on + 1)..open];
        var method = target.IndexOf("using") is > 0 and var use ? target[use + 1] : "btree";
        var table = string.Concat((target.IndexOf("using") is > 0 and var end ? target[..end] : target).Where(token => token != "only"));
        var close = Closing(tokens, open);
        var keys = Split(tokens[(open + 1)..close], ",").Select(key => Key(key, method));
        var rest = tokens[(close + 1)..];
        var text = $"{unique}{Unqualified(table)} {method} ({string.Join(", ", keys)})";
        if (rest is ["include", ..])
            text += $" include ({string.Join(", ", Split(rest[2..Closing(rest, 1)], ",").Select(column => column[0]).Order(StringComparer.Ordinal))})";
        return rest.IndexOf("where") is >= 0 and var where ? $"{text} where {Predicate(rest[(where + 1)..])}" : text;
    }

    private static string Unqualified(string table) => table.StartsWith("public.", StringComparison.Ordinal) ? table["public.".Length..] : table;

    private static string Key(List<string> key, string method)
    {
        var nulls = "";
        if (key is [.., "nulls", _])
        {
            nulls = key[^1];
            key = key[..^2];
        }

        var descending = key[^1] == "desc";
        if (key[^1] is "asc" or "desc")
            key = key[..^1];
        if (nulls == (descending ? "first" : "last"))
            nulls = "";
        var operatorClass = Class(ref key);
        var collation = "";
        if (key.IndexOf("collate") is > 0 and var at && at == key.Count - 2)
        {
            collation = $" collate {key[^1]}";
            key = key[..at];
        }

        return Expression(key) + collation + (operatorClass is null ? "" : $" {operatorClass}") + (descending && method == "btree" ? " desc" : "")
            + (nulls.Length > 0 && method == "btree" ? $" nulls {nulls}" : "");
    }

    /// <summary>Takes the operator class off the end of a key: a word that follows an operand and not an operator. Null when there is none or the default one.</summary>
    private static string? Class(ref List<string> key)
    {
        var name = key[^1];
        var before = key is [.., _, ".", _] ? key.Count - 3 : key.Count - 1;
        if (before < 1 || !IsWord(name) || !(IsWord(key[before - 1]) || key[before - 1] is ")" or "]") || key[before - 1] == "collate")
            return null;
        key = key[..before];
        return DefaultClasses.Contains(name) ? null : name;
    }

    private static string Predicate(List<string> tokens)
    {
        var text = Expression(tokens);
        return text.Contains(" or ", StringComparison.Ordinal) || text.Contains(" between ", StringComparison.Ordinal)
            ? text
            : string.Join(" and ", text.Split(" and ").Order(StringComparer.Ordinal));
    }

    /// <summary>Without casts and without the brackets that only group; those of a call stay.</summary>
    private static string Expression(List<string> tokens)
    {
        List<string> kept = [];
        Stack<bool> calls = [];
        for (var i = 0; i < tokens.Count; i++)
        {
            switch (tokens[i])
            {
                case "::":
                    i = EndOfType(tokens, i + 1) - 1;
                    break;
                case "(":
                    calls.Push(i > 0 && IsWord(tokens[i - 1]) && !NoFunctions.Contains(tokens[i - 1]));
                    if (calls.Peek())
                        kept.Add("(");
                    break;
                case ")":
                    if (calls.Pop())
                        kept.Add(")");
                    break;
                case "!=":
                    kept.Add("<>");
                    break;
                case "in" when kept.Count == 0 || kept[^1] != "not":
                    kept.AddRange(["=", "any"]);
                    break;
                case "array" or "[" or "]" when kept.Contains("any"):
                    break;
                case var token:
                    kept.Add(token);
                    break;
            }
        }

        return string.Join(' ', kept);
    }

    private static int EndOfType(List<string> tokens, int at)
    {
        var end = tokens[at] switch
        {
            "double" or "character" when at + 1 < tokens.Count && tokens[at + 1] is "precision" or "varying" => at + 2,
            _ when at + 1 < tokens.Count && tokens[at + 1] == "." => at + 3,
            _ => at + 1,
        };
        if (end < tokens.Count && tokens[end] == "(")
            end = Closing(tokens, end) + 1;
        if (end + 2 < tokens.Count && tokens[end] is "with" or "without" && tokens[end + 1] == "time")
            end += 3;
        return end + 1 < tokens.Count && tokens[end] == "[" ? end + 2 : end;
    }

    private static bool IsWord(string token) => token.Length > 0 && (char.IsLetter(token[0]) || token[0] is '_' or '"');

    private static int Closing(List<string> tokens, int open)
    {
        var depth = 0;
        for (var i = open; i < tokens.Count; i++)
        {
            depth += tokens[i] == "(" ? 1 : tokens[i] == ")" ? -1 : 0;
            if (depth == 0)
                return i;
        }

        throw new FormatException($"a bracket is open: {string.Join(' ', tokens)}");
    }

    private static List<List<string>> Split(List<string> tokens, string separator)
    {
        List<List<string>> parts = [[]];
        var depth = 0;
        foreach (var token in tokens)
        {
            depth += token is "(" or "[" ? 1 : token is ")" or "]" ? -1 : 0;
            if (depth == 0 && token == separator)
                parts.Add([]);
            else
                parts[^1].Add(token);
        }

        return parts;
    }

    private static List<string> Tokens(string sql) => [.. Token().Matches(sql).Select(match => Canonical(match.Value))];

    private static string Canonical(string token) => token[0] switch
    {
        '\'' => token,
        '"' => Plain().IsMatch(token) && !Reserved().IsMatch(token) ? token[1..^1] : token,
        _ => token.ToLowerInvariant(),
    };

    [GeneratedRegex("""'(?:[^']|'')*'|"(?:[^"]|"")*"|[A-Za-z_][A-Za-z0-9_$]*|\d+(?:\.\d+)?|::|[-+*/<>=~!@#%^&|?]+|[^\s]""", RegexOptions.None, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("^\"[a-z_][a-z0-9_]*\"$", RegexOptions.None, 1000)]
    private static partial Regex Plain();

    [GeneratedRegex("^\"(?:on|only|using|where|include|asc|desc|nulls|collate|and|or|not|in|any|array|order|select|user|table|group)\"$", RegexOptions.None, 1000)]
    private static partial Regex Reserved();

    [GeneratedRegex(@"^CREATE\s+(?:UNIQUE\s+)?INDEX\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Create();

    [GeneratedRegex("""^DROP\s+INDEX\s+(?:CONCURRENTLY\s+)?(?:IF\s+EXISTS\s+)?(?<name>[\w."$]+)""", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Drop();
}
