using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>
/// Finds the alias by which a plan calls a partition above its Append: the scans have the aliases p_1 and p_2, the sort above them says
/// p.at.
/// </summary>
internal static class AppendAlias
{
    private static readonly string[] Appends = ["Append", "Merge Append"];

    /// <summary>
    /// The alias of the partitioned or inherited table that a scan stands for; null when there is none, or more than one may be meant.
    /// </summary>
    /// <param name="scan">The scan.</param>
    /// <param name="above">The nodes above it, the nearest last.</param>
    /// <param name="root">The plan's root.</param>
    /// <param name="partitioned">The partitioned table that a scan reads a part of; null when it reads none.</param>
    public static string? Of(PlanNode scan, IReadOnlyList<PlanNode> above, PlanNode root, Func<PlanNode, TableFacts?> partitioned)
    {
        var at = above.Count - 1;
        while (at >= 0 && !Appends.Contains(above[at].NodeType, StringComparer.Ordinal))
        {
            at--;
        }

        if (at < 0 || scan.Alias is null || Unnumbered(scan.Alias) is not { } name || !IsOne(scan, above[at], name, partitioned))
        {
            return null;
        }

        var scans = root.Descendants().Where(IsScan).ToList();
        var taken = scans.Select(node => node.Alias).ToHashSet(StringComparer.Ordinal);
        var isAlone = scans.Count(node => IsOf(node.Alias, name)) == Family(above[at], name).Count;
        for (; at >= 0; at--)
        {
            // Where the statement reads the table twice, a join speaks of both.
            if (!isAlone && above[at].Children.Count > 1 && !Appends.Contains(above[at].NodeType, StringComparer.Ordinal))
            {
                return null;
            }

            var found = Qualifiers(above[at]).Where(qualifier => IsOf(qualifier, name) && !taken.Contains(qualifier)).Distinct().ToList();
            if (found.Count > 0)
            {
                return found is [var one] ? one : null;
            }
        }

        return null;
    }

    // A union of two reads of one table looks the same, but its arms need not return the same columns.
    private static bool IsOne(PlanNode scan, PlanNode append, string name, Func<PlanNode, TableFacts?> partitioned)
    {
        var family = Family(append, name);
        var table = partitioned(scan);
        return family.DistinctBy(node => (node.Schema, node.Relation)).Count() == family.Count
            && family.TrueForAll(node => partitioned(node) == table)
            && (table is not null || append.Children.All(child => IsScan(child) && IsOf(child.Alias, name)));
    }

    private static List<PlanNode> Family(PlanNode append, string name) =>
        [.. append.Descendants().Where(node => IsScan(node) && IsOf(node.Alias, name))];

    private static bool IsScan(PlanNode node) => node is { Relation: not null, NodeType: not "ModifyTable" };

    private static bool IsOf(string? alias, string name) => alias is not null && (alias == name || Unnumbered(alias) == name);

    // p of p_12.
    private static string? Unnumbered(string alias)
    {
        var rest = alias.AsSpan().TrimEnd("0123456789");
        return rest.Length < alias.Length && rest is [_, .., '_'] ? alias[..(rest.Length - 1)] : null;
    }

    private static IEnumerable<string> Qualifiers(PlanNode node) =>
        ((IEnumerable<string?>)[.. node.SortKeys, .. node.GroupKeys, .. node.Output, node.JoinCondition, node.JoinFilter])
            .OfType<string>().SelectMany(text => ConditionParts.Qualifiers([.. StatementText.Tokens(text)]));
}
