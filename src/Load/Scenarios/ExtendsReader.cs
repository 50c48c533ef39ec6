namespace Headroom.Load.Scenarios;

/// <summary>Lays a plan over the file that it <c>extends</c>.</summary>
internal static class ExtendsReader
{
    private const string Key = "extends";

    private static readonly string[][] s_wholes = [[.. ExecutorReader.Keys, "scenarios"], ["flows", "requests"]];

    /// <summary>
    /// The plan with the top-level keys of the other file that it does not have itself. How iterations start is one key in this, and so is
    /// what they do: a plan with an executor or scenarios of its own takes nothing of either, one with flows or requests neither.
    /// </summary>
    /// <param name="map">The plan.</param>
    /// <param name="sources">Where the other file is.</param>
    /// <param name="isFile">Whether the plan is a file of its own; else where the other file's load goes is left out.</param>
    /// <param name="errors">Where mistakes go.</param>
    public static YamlMap Read(YamlMap map, LoadSources sources, bool isFile, PlanErrors errors)
    {
        if (map.Value(Key) is not { } value || value.Text() is not { } name
            || Open(value, sources.PathOf(value, name), errors) is not { } basis)
        {
            return map;
        }

        if (basis.Has(Key))
        {
            basis.Value(Key)!.Fail($"'{name}' is extended itself; expected a file that stands by itself");
        }

        var own = map.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var whole in s_wholes.Where(whole => whole.Any(own.Contains)))
        {
            own.UnionWith(whole);
        }

        return map.With(basis, key => key is not (Key or "name") && !own.Contains(key) && (isFile || !TargetReader.Keys.Contains(key)));
    }

    private static YamlMap? Open(YamlValue value, string path, PlanErrors errors)
    {
        try
        {
            return YamlReader.Parse(File.ReadAllText(path), path, errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            value.Fail($"{e.Message.TrimEnd('.')}; expected a file with a load plan");
            return null;
        }
    }
}
