using Headroom.Load.Requests;

namespace Headroom.Load.Scenarios;

/// <summary>Placeholders that every run knows, without a feed.</summary>
public static class BuiltIns
{
    /// <summary>A UUID of its own for each request, drawn with the plan's seed.</summary>
    public const string Uuid = "uuid";

    /// <summary>Their names: <c>iteration</c>, <c>timestamp</c>, <c>uuid</c>, <c>vu</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. BuiltIn.Names.Order(StringComparer.Ordinal)];

    /// <summary>Whether the values of one are whole numbers.</summary>
    internal static bool IsNumber(string name) => name != Uuid && Names.Contains(name, StringComparer.Ordinal);
}
