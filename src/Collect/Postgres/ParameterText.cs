using System.Text;

namespace Headroom.Collect.Postgres;

/// <summary>Reads <c>parameters: $1 = '49', $2 = NULL</c> as the server's log prints it (from version 16 with a capital P).</summary>
public static class ParameterText
{
    private const string Head = "parameters: ";

    /// <summary>The values in order, null for NULL; empty when the text has none; null when it cannot be read.</summary>
    public static IReadOnlyList<string?>? Values(string detail)
    {
        if (!detail.StartsWith(Head, StringComparison.OrdinalIgnoreCase))
        {
            return detail.Length == 0 ? [] : null;
        }

        var values = new List<string?>();
        var at = Head.Length;
        while (at < detail.Length)
        {
            var equals = detail.IndexOf(" = ", at, StringComparison.Ordinal);
            if (detail[at] != '$' || equals < 0)
            {
                return null;
            }

            at = equals + 3;
            if (string.CompareOrdinal(detail, at, "NULL", 0, 4) == 0)
            {
                values.Add(null);
                at += 4;
            }
            else if (Quoted(detail, ref at) is { } value)
            {
                values.Add(value);
            }
            else
            {
                return null;
            }

            at += string.CompareOrdinal(detail, at, ", ", 0, 2) == 0 ? 2 : 0;
        }

        return values;
    }

    private static string? Quoted(string text, ref int at)
    {
        if (at >= text.Length || text[at] != '\'')
        {
            return null;
        }

        var value = new StringBuilder();
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] != '\'')
            {
                value.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == '\'')
            {
                value.Append('\'');
                i++;
            }
            else
            {
                at = i + 1;
                return value.ToString();
            }
        }

        return null;
    }
}
