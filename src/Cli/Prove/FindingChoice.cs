using Headroom.Load.Scenarios;
using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Cli.Prove;

/// <summary>Which finding of a run is meant.</summary>
internal static class FindingChoice
{
    /// <summary>Further findings are not listed in a message (a count).</summary>
    private const int MostListed = 12;

    /// <summary>
    /// The finding with this fingerprint, else the only one of this detector or whose fingerprint begins so; rejected advice counts.
    /// </summary>
    /// <param name="asked">What the user wrote.</param>
    /// <param name="run">The run.</param>
    /// <param name="path">Its folder, for messages.</param>
    /// <exception cref="BadInputException">There is none, or there are several.</exception>
    public static Finding Of(string asked, AuditResult run, string path)
    {
        IReadOnlyList<Finding> all = [.. run.Findings, .. run.Rejected];
        IReadOnlyList<Func<Finding, bool>> readings =
        [
            finding => finding.Fingerprint == asked,
            finding => finding.Detector == asked,
            finding => asked.Length > 0 && finding.Fingerprint.StartsWith(asked, StringComparison.Ordinal),
        ];
        var meant = readings.Select(reading => all.Where(reading).ToList()).FirstOrDefault(found => found.Count > 0) ?? [];
        return meant.Count switch
        {
            1 => meant[0],
            0 => throw new BadInputException([Unknown(asked, all, path), .. Listed(Nearest(asked, all))]),
            _ => throw new BadInputException([$"{asked}: {meant.Count} findings of {path} begin so; expected one of", .. Listed(meant)]),
        };
    }

    private static string Unknown(string asked, IReadOnlyList<Finding> all, string path) => all.Count == 0
        ? $"{asked}: {path} has no findings; there is nothing to prove"
        : $"{asked}: {path} has no such finding{Guess(asked, all)}; expected one of";

    private static string Guess(string asked, IReadOnlyList<Finding> all) =>
        Spelling.Nearest(asked, all.SelectMany(static finding => new[] { finding.Fingerprint, finding.Detector }).Distinct()) is { } nearest
            ? $" (did you mean {nearest}?)"
            : "";

    // Those that hold a part of what was asked for come first.
    private static IEnumerable<Finding> Nearest(string asked, IReadOnlyList<Finding> all)
    {
        string[] parts = asked.Split(':', '(', ')', ',', '-', ' ');
        return all.OrderByDescending(finding =>
            parts.Count(part => part.Length > 2 && finding.Fingerprint.Contains(part, StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<string> Listed(IEnumerable<Finding> findings)
    {
        var all = findings.ToList();
        return all.Take(MostListed).Select(static finding => $"  {finding.Fingerprint}")
            .Concat(all.Count > MostListed ? [$"  and {all.Count - MostListed} more"] : Array.Empty<string>());
    }
}
