namespace Headroom.Tests.EndToEnd.Corpus;

/// <summary>A statement of a workload file.</summary>
/// <param name="Name">What the file calls it.</param>
/// <param name="CallsPerHour">How often it is called.</param>
/// <param name="Arguments">For each set of values the SQL literals of $1, $2 ...; none for a statement without parameters.</param>
/// <param name="Sql">The statement.</param>
internal sealed record WorkloadStatement(string Name, double CallsPerHour, IReadOnlyList<IReadOnlyList<string>> Arguments, string Sql);

/// <summary>Reads workload files: statements, each after lines "-- name: x", "-- calls: n" (an hour) and any number of "-- params: v1, v2".</summary>
internal static class WorkloadText
{
    public static IReadOnlyList<WorkloadStatement> Parse(string text) => [.. SqlStatements.Of(text).Select(Statement)];

    /// <summary>The SQL literals of a line of values: 'quoted', plain, NULL, {arrays} and JSON, separated by commas.</summary>
    public static IReadOnlyList<string> Literals(string line)
    {
        var values = new List<string>();
        var start = 0;
        var depth = 0;
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            quoted ^= c == '\'' && depth == 0;
            if (quoted)
                continue;
            depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
            if (c == ',' && depth == 0)
            {
                values.Add(Literal(line[start..i]));
                start = i + 1;
            }
        }

        values.Add(Literal(line[start..]));
        return values;
    }

    private static string Literal(string value) => value.Trim() switch
    {
        ['\'', .., '\''] quoted => quoted,
        var plain when plain.Equals("NULL", StringComparison.OrdinalIgnoreCase) => "NULL",
        var plain => $"'{plain.Replace("'", "''", StringComparison.Ordinal)}'",
    };

    private static WorkloadStatement Statement(string block)
    {
        var head = block.Split('\n').TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal)).ToList();
        return new WorkloadStatement(
            Values("name").Single(), double.Parse(Values("calls").Single()), [.. Values("params").Select(Literals)], SqlStatements.WithoutComments(block));

        IEnumerable<string> Values(string key) =>
            head.Where(line => line.StartsWith($"-- {key}: ", StringComparison.Ordinal)).Select(line => line[(key.Length + 5)..].Trim());
    }
}
