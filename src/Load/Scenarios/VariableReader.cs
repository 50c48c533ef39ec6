namespace Headroom.Load.Scenarios;

/// <summary>Reads names with texts: variables and tags.</summary>
internal static class VariableReader
{
    // What every request has by itself; a label of that name would hide it.
    private static readonly string[] s_ownTags =
        ["check", "error", "expected_response", "flow", "group", "method", "name", "scenario", "status"];

    /// <summary>The variables of a plan, those of the environment filled.</summary>
    public static SortedDictionary<string, string> Variables(YamlMap map, LoadSources sources, Claims claims)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in map.Map("variables")?.Entries() ?? [])
        {
            claims.Take(name, "variable", value);
            variables[name] = (value.Scalar ?? value.Text()) is { } text ? sources.Fill(value, text, other => Refuse(value, other)) : "";
        }

        return variables;
    }

    /// <summary>The labels of a mapping that may have some.</summary>
    public static SortedDictionary<string, string> Tags(YamlMap map, Names names)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in map.Map("tags")?.Entries() ?? [])
        {
            if (s_ownTags.Contains(name, StringComparer.Ordinal))
            {
                value.Fail($"every request has the tag '{name}' by itself; expected another name");
            }

            if (value.Text() is { } text)
            {
                names.CheckLiteral(value, text);
                tags[name] = text;
            }
        }

        return tags;
    }

    private static string? Refuse(YamlValue value, string name)
    {
        value.Fail($"'${{{name}}}' in a variable; expected a text, or ${{env:NAME}} for a variable of the environment");
        return null;
    }
}
