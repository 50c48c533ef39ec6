using Headroom.Model.Text;

namespace Headroom.Collect.Workloads;

/// <summary>The values of one <c>-- params:</c> line: separated by commas outside quotes and brackets.</summary>
internal static class WorkloadValues
{
    /// <summary>The values in order; null is SQL's NULL. None for an empty line; the whole line where one value is wanted.</summary>
    public static List<string?> Of(string line, int wanted)
    {
        List<string> parts = line.Length == 0 ? [] : Split(line);
        return wanted == 1 && parts.Count > 1 ? [Value(line)] : [.. parts.Select(Value)];
    }

    /// <summary>What is wrong with so many values, or null.</summary>
    /// <param name="name">The statement.</param>
    /// <param name="wanted">The highest <c>$n</c> of its text.</param>
    /// <param name="found">How many values there are.</param>
    public static string? Mistake(string name, int wanted, int found)
    {
        var values = Counted.Of(found, "value");
        return found == wanted ? null
            : wanted == 0 ? $"the statement {name} has no parameters; expected no values, found {values}"
            : $"expected {Counted.Of(wanted, "value")} for the statement {name}, found {values}"
                + (found == 0 ? "; an empty text is ''" : found > wanted ? "; a text with commas stands in single quotes" : "");
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
