using Headroom.Analyze.Derive;

namespace Headroom.Analyze.Shortlist;

/// <summary>Which of the terms that a scan compares for equality an index may begin with.</summary>
internal static class LeadingTerms
{
    /// <summary>Further leads of two terms or more, a count: each is built and measured.</summary>
    private const int MostFurther = 3;

    /// <summary>Pairs are made of so many terms, a count.</summary>
    private const int MostPaired = 4;

    /// <summary>Two terms that have fewer values (a count) together leave more than a tenth of the rows.</summary>
    private const double HopelessValues = 10;

    /// <summary>None, each alone, the first ones, those that are no constant, and pairs, those with the most values first.</summary>
    /// <param name="equal">The terms, the best first.</param>
    /// <param name="free">Those of them whose value no predicate can hold.</param>
    /// <param name="most">As many terms lead at most.</param>
    /// <param name="values">A term's number of different values; the greatest number when it is not known.</param>
    public static IReadOnlyList<IReadOnlyList<IndexTerm>> Of(
        IReadOnlyList<IndexTerm> equal, IReadOnlyList<IndexTerm> free, int most, Func<IndexTerm, double> values)
    {
        List<IReadOnlyList<IndexTerm>> leads = [[], .. equal.Select(term => (IReadOnlyList<IndexTerm>)[term])];
        for (var count = 2; count <= Math.Min(equal.Count, most); count++)
        {
            leads.Add([.. equal.Take(count)]);
        }

        var further = Pairs([.. equal.Take(MostPaired)], values).Prepend(free).Where(terms => terms.Count > 1);
        return [.. leads, .. further.DistinctBy(Text).ExceptBy(leads.Select(Text), Text).Take(MostFurther)];
    }

    private static IEnumerable<IReadOnlyList<IndexTerm>> Pairs(IReadOnlyList<IndexTerm> terms, Func<IndexTerm, double> values) =>
        from first in Enumerable.Range(0, terms.Count)
        from second in Enumerable.Range(first + 1, terms.Count - first - 1)
        let together = values(terms[first]) * values(terms[second])
        where together >= HopelessValues
        orderby together descending
        select (IReadOnlyList<IndexTerm>)[terms[first], terms[second]];

    private static string Text(IReadOnlyList<IndexTerm> terms) => string.Join(", ", terms.Select(term => term.Text));
}
