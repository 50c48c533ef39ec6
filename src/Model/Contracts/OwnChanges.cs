using System.Text.RegularExpressions;

namespace Headroom.Model.Contracts;

/// <summary>A request that both arms answered.</summary>
/// <param name="Differences">What B answered otherwise.</param>
/// <param name="Own">What A itself changed when it was asked again: see <see cref="OwnChanges.Of"/>.</param>
public sealed record ComparedAnswer(
    IReadOnlyList<ContractDifference> Differences, IReadOnlyDictionary<string, IReadOnlySet<string>> Own);

/// <summary>Tells over all the requests to an endpoint what A answers differently by itself, where one repeat each may miss it.</summary>
/// <remarks>
/// Of a list in any order, or of a number between 1 and 3, some places are the same twice by chance, and those of B are not. So a
/// difference is A's own where A changed the same place, array indexes left out, in at least as many of its repeats as B differs there,
/// and has there itself what B has: a key that B alone leaves out is none, and neither is a list that B alone leaves empty.
/// </remarks>
public static partial class OwnChanges
{
    /// <summary>
    /// The places that A answered differently the second time, array indexes left out, with the kinds of what it had there: types,
    /// "array of 0", or "absent". Keys that came and went with the thing that holds them are left out; none where the status is another.
    /// </summary>
    /// <param name="a">What A answered.</param>
    /// <param name="again">What it answered when it was asked again; null when it was not.</param>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Of(ContractResponse a, ContractResponse? again) =>
        ContractCheck.Volatile(a, again)
            .Where(place => again?.Status == a.Status && Has(a, Parent(place)) == Has(again, Parent(place)))
            .GroupBy(WithoutIndexes, StringComparer.Ordinal)
            .ToDictionary(static same => same.Key, same => KindsAt(same, a, again), StringComparer.Ordinal);

    /// <summary>The differences of each request that A's own changes do not explain, in the order of the requests.</summary>
    /// <param name="answers">All requests to an endpoint that were compared.</param>
    public static IReadOnlyList<IReadOnlyList<ContractDifference>> Unexplained(IReadOnlyList<ComparedAnswer> answers)
    {
        var own = answers.SelectMany(static answer => answer.Own)
            .GroupBy(static one => one.Key, StringComparer.Ordinal)
            .ToDictionary(
                static same => same.Key,
                static same => (Requests: same.Count(), Kinds: same.SelectMany(static one => one.Value).ToHashSet(StringComparer.Ordinal)),
                StringComparer.Ordinal);
        var found = answers
            .SelectMany(static answer => answer.Differences.Select(static one => WithoutIndexes(one.Place)).Distinct())
            .CountBy(static place => place)
            .ToDictionary(StringComparer.Ordinal);
        return [.. answers.Select(answer => Left(answer.Differences))];

        // What holds a place may be there by A's own changes: then so is the place.
        IReadOnlyList<ContractDifference> Left(IReadOnlyList<ContractDifference> differences)
        {
            var explained = differences.Where(IsOwn).ToHashSet();
            var comeOrGone = explained.Where(static one => one.A == ContractCheck.Absent || one.B == ContractCheck.Absent)
                .Select(static one => one.Place)
                .ToHashSet(StringComparer.Ordinal);
            return [.. differences.Where(one => !explained.Contains(one) && !Above(one.Place).Any(comeOrGone.Contains))];
        }

        bool IsOwn(ContractDifference difference)
        {
            var place = WithoutIndexes(difference.Place);
            return own.TryGetValue(place, out var changes) && changes.Requests >= found[place] && difference.Kind switch
            {
                "body" => true,
                "shape" => changes.Kinds.Contains(ContractCheck.KindOf(difference.A))
                    && changes.Kinds.Contains(ContractCheck.KindOf(difference.B)),
                _ => false,
            };
        }
    }

    private static IReadOnlySet<string> KindsAt(IEnumerable<string> places, ContractResponse a, ContractResponse? again) =>
        places
            .SelectMany(place => new[]
            {
                ContractCheck.KindOf(a.Places?.GetValueOrDefault(place)), ContractCheck.KindOf(again?.Places?.GetValueOrDefault(place)),
            })
            .ToHashSet(StringComparer.Ordinal);

    private static bool Has(ContractResponse? response, string place) => response?.Places?.ContainsKey(place) == true;

    /// <summary>What holds the thing at a place; the whole for what nothing else holds.</summary>
    internal static string Parent(string place) => place[..Math.Max(0, Math.Max(place.LastIndexOf('.'), place.LastIndexOf('[')))];

    private static IEnumerable<string> Above(string place)
    {
        var above = place;
        while (above.Length > 0)
        {
            above = Parent(above);
            yield return above;
        }
    }

    private static string WithoutIndexes(string place) => Index().Replace(place, "[]");

    [GeneratedRegex(@"\[[0-9]+\]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Index();
}
