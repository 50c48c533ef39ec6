namespace Headroom.Collect.Workloads;

/// <summary>The keys of a workload file's comments, and what people type in their place.</summary>
internal static class WorkloadKeys
{
    /// <summary>Those that exist.</summary>
    public static IReadOnlyList<string> All { get; } = ["name", "calls", "params"];

    private static readonly (string Written, string Meant)[] Synonyms =
    [
        ("parameter", "params"), ("parameters", "params"), ("values", "params"), ("args", "params"), ("arguments", "params"),
        ("calls per hour", "calls"), ("calls an hour", "calls"), ("calls/h", "calls"), ("calls/hour", "calls"), ("calls_per_hour", "calls"),
        ("statement", "name"),
    ];

    /// <summary>
    /// The key that was meant by something that is none: another word for it, or one letter off; null when it is another comment.
    /// </summary>
    public static string? Meant(string written) => written.Length == 0 || All.Contains(written, StringComparer.Ordinal) ? null
        : Synonyms.FirstOrDefault(synonym => synonym.Written == written).Meant ?? All.FirstOrDefault(key => IsOneOff(written, key));

    /// <summary>The key of a comment such as <c>-- calls 3600</c>; null when it is another comment.</summary>
    public static string? LacksColon(string comment) =>
        comment[2..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["calls", var number]
            && double.TryParse(number, System.Globalization.CultureInfo.InvariantCulture, out _) ? "calls" : null;

    // One letter more, less or another, or two neighbours exchanged; the first letter must be right, so that "-- same:" is left alone.
    private static bool IsOneOff(string written, string key)
    {
        if (written[0] != key[0] || Math.Abs(written.Length - key.Length) > 1)
        {
            return false;
        }

        var same = written.Zip(key).TakeWhile(pair => pair.First == pair.Second).Count();
        var (left, right) = (written[same..], key[same..]);
        return (left.Length > 0 && left[1..] == right)
            || (right.Length > 0 && right[1..] == left)
            || (left.Length > 0 && right.Length > 0 && left[1..] == right[1..])
            || (left.Length > 1 && right.Length > 1 && left[0] == right[1] && left[1] == right[0] && left[2..] == right[2..]);
    }
}
