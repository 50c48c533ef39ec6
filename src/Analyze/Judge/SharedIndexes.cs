using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Judge;

/// <summary>
/// One missing index is one finding: an index for statements that begins with a foreign key's columns serves the foreign key, too.
/// </summary>
/// <remarks>PostgreSQL manual, 11.3 (Multicolumn Indexes): a btree is searched by any leading columns.</remarks>
internal static class SharedIndexes
{
    private const string ForeignKey = "unindexed-foreign-key";

    /// <summary>
    /// The findings without those of foreign keys that another finding's index serves; that one says so, and is as severe as both.
    /// </summary>
    public static IReadOnlyList<Finding> Merge(IReadOnlyList<Finding> findings)
    {
        var keys = findings.Where(finding => finding.Detector == ForeignKey).ToList();
        Dictionary<string, List<Finding>> served = [];
        foreach (var key in keys)
        {
            if (findings.FirstOrDefault(finding => finding.Detector != ForeignKey && Serves(finding, key)) is { } host)
            {
                (served.TryGetValue(host.Fingerprint, out var list) ? list : served[host.Fingerprint] = []).Add(key);
            }
        }

        var gone = served.Values.SelectMany(list => list).Select(key => key.Fingerprint).ToHashSet(StringComparer.Ordinal);
        return [.. findings.Where(finding => !gone.Contains(finding.Fingerprint))
            .Select(finding => served.TryGetValue(finding.Fingerprint, out var list) ? Joined(finding, list) : finding)];
    }

    private static Finding Joined(Finding finding, List<Finding> keys) => finding with
    {
        Severity = keys.Select(key => key.Severity).Append(finding.Severity).Max(),
        Explanation = $"{finding.Explanation}\nThe same index serves the foreign key on {string.Join(", ", keys[0].Subject.Columns)}: "
            + $"{keys[0].Explanation}",
        Evidence = [.. finding.Evidence.Union(keys.SelectMany(key => key.Evidence), StringComparer.Ordinal)],
    };

    private static bool Serves(Finding finding, Finding key) =>
        finding.Remedies is [{ Kind: RemedyKind.Index, Up: var up }, ..] && finding.Subject.Table == key.Subject.Table
        && key.Subject.Columns.Count > 0
        && finding.Subject.Columns.Take(key.Subject.Columns.Count).ToHashSet(StringComparer.Ordinal).SetEquals(key.Subject.Columns)
        && IsWholeBtree(up);

    // A partial index, an expression or another method does not find every row that refers to a key.
    private static bool IsWholeBtree(string create)
    {
        var tokens = StatementText.Tokens(create).ToList();
        var method = tokens.FindIndex(token => token.Is("using"));
        return tokens.Exists(token => token.Is("index")) && !tokens.Exists(token => token.Is("where"))
            && (method < 0 || (method + 1 < tokens.Count && tokens[method + 1].Is("btree")));
    }
}
