namespace Clipper.Defects;

/// <summary>Which defects are on in this process.</summary>
public sealed class Switches
{
    private readonly HashSet<string> on;

    private Switches(IEnumerable<string> ids) => on = new HashSet<string>(ids, StringComparer.Ordinal);

    /// <summary>The healthy build: every cured twin runs.</summary>
    public static Switches None { get; } = new([]);

    public bool On(Defect defect) => on.Contains(defect.Id);

    /// <summary>Reads a comma-separated list of ids, <c>all</c>, <c>none</c> or nothing.</summary>
    /// <exception cref="UsageException">An id is not in the catalogue.</exception>
    public static Switches Parse(string? text)
    {
        var words = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var known = Catalogue.All.Select(defect => defect.Id).ToArray();
        switch (words)
        {
            case [] or ["none"]: return None;
            case ["all"]: return new Switches(known);
            default: break;
        }

        var unknown = words.Except(known, StringComparer.Ordinal).ToArray();
        return unknown is []
            ? new Switches(words)
            : throw new UsageException(
                $"CLIPPER_DEFECTS: unknown defect {string.Join(", ", unknown)}. Known: {string.Join(", ", known)}; or all, or none.");
    }
}
