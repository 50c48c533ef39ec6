using Headroom.Model.Plans;

namespace Headroom.Load.Requests;

/// <summary>Where the value of each placeholder of a load plan lies.</summary>
internal sealed class Bindings
{
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly List<(int Feed, int Column)?> _sources = [];

    /// <summary>Gives every built-in, variable, column of a feed and extracted variable a place.</summary>
    public Bindings(LoadPlan load)
    {
        foreach (var name in BuiltIn.Names)
        {
            Bind(name, null);
        }

        foreach (var name in load.Variables.Keys)
        {
            Bind(name, null);
        }

        foreach (var (index, feed) in load.Feeds.Index())
        {
            foreach (var (column, part) in feed.Columns().Index())
            {
                Bind(part.Name, (index, column));
            }
        }

        foreach (var extraction in load.AllRequests().SelectMany(static request => request.Extractions))
        {
            Bind(extraction.Variable, null);
        }
    }

    /// <summary>How many places there are.</summary>
    public int Count => _sources.Count;

    /// <summary>The place of a name.</summary>
    /// <exception cref="ArgumentException">Nothing has that name.</exception>
    public int SlotOf(string name) => _slots.TryGetValue(name, out var slot)
        ? slot
        : throw new ArgumentException($"'${{{name}}}' names no feed, variable or built-in value", nameof(name));

    /// <summary>The feed and column that fill a place, or null when something else does.</summary>
    public (int Feed, int Column)? SourceOf(int slot) => _sources[slot];

    private void Bind(string name, (int Feed, int Column)? source)
    {
        if (_slots.TryAdd(name, _sources.Count))
        {
            _sources.Add(source);
        }
    }
}

/// <summary>Placeholders that every run fills by itself.</summary>
internal static class BuiltIn
{
    /// <summary>The place of <c>${iteration}</c>: the iteration's number in its scenario, from 0.</summary>
    public const int Iteration = 0;

    /// <summary>The place of <c>${vu}</c>: the virtual user's number in its scenario, from 0.</summary>
    public const int Vu = 1;

    /// <summary>The place of <c>${uuid}</c>: a UUID of its own for each request, drawn with the plan's seed.</summary>
    public const int Uuid = 2;

    /// <summary>The place of <c>${timestamp}</c>: milliseconds since 1970 when the request is made.</summary>
    public const int Timestamp = 3;

    /// <summary>Their names, by place.</summary>
    public static IReadOnlyList<string> Names { get; } = ["iteration", "vu", "uuid", "timestamp"];
}
