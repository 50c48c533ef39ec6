namespace Headroom.Load.Scenarios;

/// <summary>Placeholders that every run knows, without a feed.</summary>
public static class BuiltIns
{
    /// <summary>The iteration's number in its scenario, from 0.</summary>
    public const string Iteration = "iteration";

    /// <summary>The virtual user's number in its scenario, from 0.</summary>
    public const string Vu = "vu";

    /// <summary>A UUID of its own for each request, drawn with the plan's seed.</summary>
    public const string Uuid = "uuid";

    /// <summary>Milliseconds since 1970 when the request is made.</summary>
    public const string Timestamp = "timestamp";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Iteration, Timestamp, Uuid, Vu];

    /// <summary>Whether the values of one are whole numbers.</summary>
    internal static bool IsNumber(string name) => name is Iteration or Vu or Timestamp;
}
