using Headroom.Analyze.Shortlist;
using Headroom.Experiments.Search;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Databases;

/// <summary>
/// The gain of a further index is small beside the first one's, and a busy second of the machine can make it look large: what the statements do
/// without it is measured again before it is kept.
/// </summary>
internal static class SecondLook
{
    /// <summary>The trial to keep, or null, with what the statements do without it.</summary>
    /// <param name="bench">The clone, with what was kept so far.</param>
    /// <param name="choice">The rules.</param>
    /// <param name="works">What the statements do on it.</param>
    /// <param name="trials">The candidates; those that do not stand the second look are taken out.</param>
    /// <param name="served">Tables of what was kept so far.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task<(CandidateTrial? Best, IReadOnlyList<StatementWork> Works)> BestAsync(
        IndexBench bench, IndexChoice choice, IReadOnlyList<StatementWork> works, List<CandidateTrial> trials, IReadOnlyList<string> served, CancellationToken cancellation)
    {
        while (choice.Best(works, trials, served) is { } best)
        {
            if (served.Count == 0)
            {
                return (best, works);
            }

            var again = await bench.ObserveAsync(works, [.. best.With.Select(work => work.StatementId)], cancellation);
            works = [.. works.Select(work => IndexChoice.Least(work, again.Works))];
            if (choice.Best(works, [best], served) is not null)
            {
                return (best, works);
            }

            trials.Remove(best);
        }

        return (null, works);
    }
}
