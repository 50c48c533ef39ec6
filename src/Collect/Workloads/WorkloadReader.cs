using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Collect.Workloads;

/// <summary>
/// Reads a workload file: statements that end in a semicolon, each preceded by <c>-- name: x</c>, <c>-- calls: n</c> (an hour) and any number
/// of <c>-- params: v1, v2</c>.
/// </summary>
/// <remarks>
/// Values are separated by commas outside quotes and brackets; a text may stand in single quotes, and <c>NULL</c> is SQL's NULL. A statement
/// without a name is called after its place, one without calls is executed once an hour. Other comments are left alone; one whose key is nearly one
/// of these is a mistake.
/// </remarks>
public static class WorkloadReader
{
    private sealed record Header(string Key, string Value, string Place);

    /// <summary>The workload, or all that is wrong with the text, each with its line.</summary>
    public static (Workload? Workload, IReadOnlyList<string> Errors) Read(string text)
    {
        List<WorkloadStatement> statements = [];
        List<string> errors = [];
        foreach (var (start, first, end, stop) in Chunks(text))
        {
            var headers = HeadersOf(text, start, first < 0 ? stop : first, errors).ToList();
            if (first < 0)
            {
                errors.AddRange(headers.Select(header => $"{header.Place}: -- {header.Key}: belongs to no statement; expected before the statement's text"));
                continue;
            }

            errors.AddRange(HeadersOf(text, first, stop, errors).ToList().Select(header => $"{header.Place}: -- {header.Key}: stands inside a statement; expected before its text"));
            statements.Add(StatementOf(text[first..end].Trim(), headers, statements, PlaceOf(text, first), errors) with { Line = LineOf(text, first) });
        }

        if (statements.Count == 0 && errors.Count == 0)
        {
            errors.Add("line 1: no statement; expected SQL that ends in a semicolon, each statement preceded by -- name:, -- calls: and -- params:");
        }

        return errors.Count == 0 ? (new Workload(statements), []) : (null, errors);
    }

    private static WorkloadStatement StatementOf(string query, List<Header> headers, List<WorkloadStatement> earlier, string place, List<string> errors)
    {
        var named = headers.FindLast(header => header.Key == "name");
        var name = named is { Value.Length: > 0 } ? named.Value : $"statement-{earlier.Count + 1}";
        if (earlier.Exists(statement => statement.Name == name))
        {
            errors.Add($"{named?.Place ?? place}: the name {name} is taken by an earlier statement");
        }

        var calls = 1.0;
        if (headers.FindLast(header => header.Key == "calls") is { } count
            && !(double.TryParse(count.Value.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out calls) && calls >= 0 && double.IsFinite(calls)))
        {
            errors.Add($"{count.Place}: -- calls: {count.Value}; expected executions an hour, a number from 0");
        }

        var wanted = StatementText.Tokens(query).Where(token => token.Kind == SqlTokenKind.Parameter)
            .Select(token => int.TryParse(token.Text.AsSpan(1), out var n) ? n : 0).DefaultIfEmpty().Max();
        List<IReadOnlyList<string?>> sets = [];
        foreach (var header in headers.Where(header => header.Key == "params"))
        {
            var values = Values(header.Value, wanted);
            if (values.Count == wanted)
            {
                sets.Add(values);
            }
            else
            {
                errors.Add($"{header.Place}: {values.Count} values; the statement {name} has {wanted} parameters");
            }
        }

        return new WorkloadStatement(name, calls, query, sets);
    }

    // Each statement with the comments before it: where it begins with them, where its text begins (-1: nowhere), where that ends, and where the semicolon stands.
    private static IEnumerable<(int Start, int First, int End, int Stop)> Chunks(string text)
    {
        var (start, first, end) = (0, -1, 0);
        foreach (var token in StatementText.Tokens(text))
        {
            if (token.Is(";"))
            {
                yield return (start, first, end, token.Start);
                (start, first) = (token.Start + 1, -1);
                continue;
            }

            first = first < 0 ? token.Start : first;
            end = token.Start + token.Text.Length;
        }

        yield return (start, first, end, text.Length);
    }

    // "-- key: value" on a line of its own; what looks like a key that was misspelt is a mistake, any other comment is one.
    private static IEnumerable<Header> HeadersOf(string text, int start, int end, List<string> errors)
    {
        for (var at = start; at < end; at = LineEnd(text, at) + 1)
        {
            var line = text[at..Math.Min(end, LineEnd(text, at))];
            var comment = line.Trim();
            var colon = comment.IndexOf(':', StringComparison.Ordinal);
            if (!comment.StartsWith("--", StringComparison.Ordinal))
            {
                continue;
            }

            var place = PlaceOf(text, at + line.IndexOf("--", StringComparison.Ordinal));
            var key = colon > 2 ? comment[2..colon].Trim().ToLowerInvariant() : "";
            if (WorkloadKeys.All.Contains(key, StringComparer.Ordinal))
            {
                yield return new Header(key, comment[(colon + 1)..].Trim(), place);
            }
            else if (WorkloadKeys.Meant(key) is { } meant)
            {
                errors.Add($"{place}: -- {key}: is no key; expected -- {meant}:");
            }
            else if (WorkloadKeys.LacksColon(comment) is { } lacking)
            {
                errors.Add($"{place}: {comment}; expected a colon: -- {lacking}:");
            }
        }
    }

    private static int LineEnd(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;

    private static string PlaceOf(string text, int at) =>
        string.Create(CultureInfo.InvariantCulture, $"line {LineOf(text, at)}, column {at - (at == 0 ? -1 : text.LastIndexOf('\n', at - 1))}");

    private static int LineOf(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;

    private static List<string?> Values(string text, int wanted)
    {
        if (text.Length == 0)
        {
            return wanted == 1 ? [""] : [];
        }

        var parts = Split(text);
        return wanted == 1 && parts.Count > 1 ? [Value(text)] : [.. parts.Select(Value)];
    }

    private static List<string> Split(string text)
    {
        List<string> parts = [];
        var (depth, start) = (0, 0);
        char? quote = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote is not null)
            {
                quote = c == quote ? null : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (c is '{' or '[' or '(')
            {
                depth++;
            }
            else if (c is '}' or ']' or ')')
            {
                depth = Math.Max(0, depth - 1);
            }
            else if (c == ',' && depth == 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        // An apostrophe that opens nothing: then commas are all that separates.
        return quote is null ? [.. parts, text[start..]] : [.. text.Split(',')];
    }

    private static string? Value(string text)
    {
        var value = text.Trim();
        return value.Equals("null", StringComparison.OrdinalIgnoreCase) ? null
            : value is ['\'', .., '\''] ? value[1..^1].Replace("''", "'", StringComparison.Ordinal)
            : value;
    }
}
