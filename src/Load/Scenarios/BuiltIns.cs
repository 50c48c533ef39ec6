namespace Headroom.Load.Scenarios;

/// <summary>Placeholders that every run knows, without a feed.</summary>
public static class BuiltIns
{
    /// <summary>The iteration's number in its scenario, from 0.</summary>
    public const string Iteration = "iteration";

    /// <summary>The virtual user's number, from 1.</summary>
    public const string Vu = "vu";

    /// <summary>A random UUID, another one in each request; within a request the same.</summary>
    public const string Uuid = "uuid";

    /// <summary>Milliseconds since 1970 (UTC) when the request is rendered.</summary>
    public const string Timestamp = "timestamp";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Iteration, Timestamp, Uuid, Vu];

    /// <summary>Whether the values of one are whole numbers.</summary>
    internal static bool IsNumber(string name) => name is Iteration or Vu or Timestamp;
}
