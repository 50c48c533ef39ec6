using Headroom.Model.Results;
using Headroom.Statistics;

namespace Headroom.Analyze.Baselines;

/// <summary>Which endpoints of a recorded run still answer, and with which statuses.</summary>
internal static class ComparedRoutes
{
    /// <summary>The endpoints of the base run whose names are routes and that answered there, by name.</summary>
    public static IReadOnlyList<ComparedRoute> Of(IReadOnlyList<RouteTally> earlier, IReadOnlyList<RouteTally> later) =>
    [
        .. earlier.Where(static route =>
            route.Route is not null && route.Requests is not (null or 0) && (route.Failed is null || route.Failed < route.Requests))
            .OrderBy(static route => route.Name, StringComparer.Ordinal)
            .Select(route => new ComparedRoute(route.Name, Answers(later.FirstOrDefault(route.IsOneWith)))),
    ];

    /// <summary>Classes of statuses that are new at an endpoint, in words, those that a heavier load may have made left out.</summary>
    /// <param name="pairs">Endpoints that both runs have.</param>
    /// <param name="likeness">What their loads let one say.</param>
    /// <param name="longer">How many times as long the fresh run lasted, or null.</param>
    public static IReadOnlyList<string> NewStatus(
        IReadOnlyList<(RouteTally Base, RouteTally Head)> pairs, LoadLikeness likeness, double? longer)
    {
        List<(string Text, double PValue, double Share)> rows =
        [
            .. from pair in pairs
               where pair.Base.Status is not null && pair.Head.Status is not null
               let known = Classes(pair.Base.Status!).ToDictionary(static each => each.Class, static each => each.Count)
               let before = known.Values.Sum()
               let total = pair.Head.Status!.Values.Sum()
               where before > 0
               let isOfLoad = likeness.At(pair.Base, pair.Head, longer).NotWorse is not null
               from now in Classes(pair.Head.Status!.Where(status => !isOfLoad || !MayBeOfLoad(status.Key)))
               where !known.ContainsKey(now.Class)
               orderby pair.Head.Name, now.Class
               select (
                   $"{pair.Head.Name}: {Word(now.Class)}, {now.Count} of {total}",
                   FisherExact.Greater(0, before, now.Count, total),
                   (double)now.Count / total),
        ];
        var adjusted = Holm.Adjusted([.. rows.Select(static row => row.PValue)]);
        return
        [
            .. rows.Zip(adjusted)
                .Where(static pair => pair.Second < ComparedFailureRows.Alpha && pair.First.Share > ComparedFailureRows.SmallRise)
                .Select(static pair => pair.First.Text),
        ];
    }

    /// <summary>Endpoints of which the base run tells the statuses and the other does not.</summary>
    /// <param name="pairs">Endpoints that both runs have.</param>
    public static IReadOnlyList<string> UntoldStatus(IReadOnlyList<(RouteTally Base, RouteTally Head)> pairs) =>
        [.. pairs.Where(static pair => pair.Base.Status is not null && pair.Head.Status is null)
            .Select(static pair => pair.Base.Name).Order(StringComparer.Ordinal)];

    // A heavier load makes no 404 and no redirect.
    private static bool MayBeOfLoad(string status) => status is "0" or "408" or "420" or "429" or ['5', ..];

    private static bool? Answers(RouteTally? route)
    {
        if (route is not { Requests: { } requests, Failed: { } failed } || requests == 0)
        {
            return null;
        }

        return failed < requests ? true : requests >= ComparedFailureRows.Fewest ? false : null;
    }

    private static IEnumerable<(char Class, long Count)> Classes(IEnumerable<KeyValuePair<string, long>> status) => status
        .Where(static count => count.Value > 0 && count.Key.Length > 0).GroupBy(static count => count.Key[0])
        .Select(static same => (same.Key, same.Sum(static count => count.Value)));

    private static string Word(char statusClass) => statusClass == '0' ? "no answer" : $"{statusClass}xx";
}
