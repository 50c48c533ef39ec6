using System.Globalization;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Collect.Workloads;

/// <summary>
/// Reads a workload file: statements with semicolons between them, each preceded by <c>-- name: x</c>, <c>-- calls: n</c> (an hour) and any
/// number of <c>-- params: v1, v2</c>.
/// </summary>
/// <remarks>
/// Values are separated by commas outside quotes and brackets; a text may stand in single quotes, and <c>NULL</c> is SQL's NULL. A
/// statement without a name is called after its place, one without calls is executed once an hour; a set of values holds one for each
/// parameter. Other comments are left alone; one whose key is nearly one of these is a mistake.
/// </remarks>
public static class WorkloadReader
{
    /// <summary>Places of zero bytes that are told (a count): a text of two bytes a letter has them everywhere.</summary>
    private const int MostZeros = 3;

    private sealed record Header(string Key, string Value, int At);

    private sealed record Mistake(int At, string Text);

    /// <summary>The workload, or all that is wrong with the text, each with its line, in the order of the text.</summary>
    public static (Workload? Workload, IReadOnlyList<string> Errors) Read(string text)
    {
        List<WorkloadStatement> statements = [];
        List<Mistake> mistakes = [.. Zeros(text)];
        foreach (var (start, first, end, stop) in Chunks(text))
        {
            var headers = HeadersOf(text, start, first < 0 ? stop : first, mistakes).ToList();
            if (first < 0)
            {
                mistakes.AddRange(headers.Select(header =>
                    new Mistake(header.At, $"-- {header.Key}: belongs to no statement; expected before the statement's text")));
                continue;
            }

            var inside = HeadersOf(text, first, stop, mistakes)
                .Select(header => new Mistake(header.At, $"-- {header.Key}: stands inside a statement; expected before its text"));
            mistakes.AddRange(inside.ToList());
            statements.Add(StatementOf(text[first..end].Trim(), first, headers, statements, mistakes) with { Line = LineOf(text, first) });
        }

        if (statements.Count == 0 && mistakes.Count == 0)
        {
            return (null,
                ["line 1: no statement; expected SQL with semicolons between statements, each preceded by -- name:, -- calls: and -- "
                    + "params:"]);
        }

        return mistakes.Count == 0
            ? (new Workload(statements), [])
            : (null, [.. mistakes.OrderBy(mistake => mistake.At).Select(mistake => $"{PlaceOf(text, mistake.At)}: {mistake.Text}")]);
    }

    private static IEnumerable<Mistake> Zeros(string text) => text.Index().Where(letter => letter.Item == '\0').Take(MostZeros)
        .Select(letter => new Mistake(letter.Index, "a zero byte, which no text of PostgreSQL holds"));

    private static WorkloadStatement StatementOf(
        string query, int at, List<Header> headers, List<WorkloadStatement> earlier, List<Mistake> mistakes)
    {
        var named = headers.FindLast(header => header.Key == "name");
        var name = named is { Value.Length: > 0 } ? named.Value : $"statement-{earlier.Count + 1}";
        if (earlier.Exists(statement => statement.Name == name))
        {
            mistakes.Add(new Mistake(named?.At ?? at, $"the name {name} is taken by an earlier statement"));
        }

        var calls = 1.0;
        if (headers.FindLast(header => header.Key == "calls") is { } count
            && !(double.TryParse(
                count.Value.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture,
                out calls) && calls >= 0 && double.IsFinite(calls)))
        {
            mistakes.Add(new Mistake(count.At, $"-- calls: {count.Value}; expected executions an hour, a number from 0"));
        }

        var wanted = SqlParameters.CountOf(query);
        List<IReadOnlyList<string?>> sets = [];
        foreach (var header in headers.Where(header => header.Key == "params"))
        {
            var values = WorkloadValues.Of(header.Value, wanted);
            sets.Add(values);
            if (WorkloadValues.Mistake(name, wanted, values.Count) is { } mistake)
            {
                mistakes.Add(new Mistake(header.At, mistake));
            }
        }

        return new WorkloadStatement(name, calls, query, sets);
    }

    // Each statement with the comments before it: where it begins with them, where its text begins (-1: nowhere), where that ends, and
    // where the semicolon stands.
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
    private static IEnumerable<Header> HeadersOf(string text, int start, int end, List<Mistake> mistakes)
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

            var place = at + line.IndexOf("--", StringComparison.Ordinal);
            var key = colon > 2 ? comment[2..colon].Trim().ToLowerInvariant() : "";
            if (WorkloadKeys.All.Contains(key, StringComparer.Ordinal))
            {
                yield return new Header(key, comment[(colon + 1)..].Trim(), place);
            }
            else if (WorkloadKeys.Meant(key) is { } meant)
            {
                mistakes.Add(new Mistake(place, $"-- {key}: is no key; expected -- {meant}:"));
            }
            else if (WorkloadKeys.LacksColon(comment) is { } lacking)
            {
                mistakes.Add(new Mistake(place, $"{comment}; expected a colon: -- {lacking}:"));
            }
        }
    }

    private static int LineEnd(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;

    private static string PlaceOf(string text, int at) =>
        string.Create(
            CultureInfo.InvariantCulture, $"line {LineOf(text, at)}, column {at - (at == 0 ? -1 : text.LastIndexOf('\n', at - 1))}");

    private static int LineOf(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;
}
