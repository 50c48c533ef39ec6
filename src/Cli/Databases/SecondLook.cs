using Headroom.Analyze.Shortlist;
using Headroom.Experiments.Search;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Databases;

/// <summary>What a busy second of the machine can distort is measured again before anything rests on it.</summary>
internal static class SecondLook
{
    /// <summary>A statement with this share of the load (a ratio) is measured twice before any index.</summary>
    private const double Heavy = 0.1;

    /// <summary>
    /// The statements as they are, those that weigh most measured once more: one disturbed execution would decide over the shares of
    /// all others.
    /// </summary>
    /// <param name="bench">The clone.</param>
    /// <param name="seen">What was measured.</param>
    /// <param name="calls">Executions of each statement in the load.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task<Observation> AtHeaviestAsync(
        IndexBench bench, Observation seen, IReadOnlyDictionary<string, double> calls, CancellationToken cancellation)
    {
        var loads = seen.Works.ToDictionary(
            work => work.StatementId, work => calls.GetValueOrDefault(work.StatementId) * work.Time.TotalMilliseconds);
        var heavy = seen.Works
            .Where(work => !work.IsCutShort && loads[work.StatementId] >= Heavy * loads.Values.Sum())
            .Select(work => work.StatementId)
            .ToList();
        var again = await bench.ObserveAsync(seen.Works, heavy, cancellation);
        var works = seen.Works.Select(work => IndexChoice.Least(work, again.Works)).ToList();
        var taken = works.Where(again.Works.Contains).Select(work => work.StatementId).ToHashSet(StringComparer.Ordinal);
        return new Observation(
            works,
            [
                .. seen.Plans.Select(plan => taken.Contains(plan.StatementId)
                    ? again.Plans.First(other => other.StatementId == plan.StatementId)
                    : plan),
            ]);
    }

    /// <summary>The trial to keep, or null, with what the statements do without it.</summary>
    /// <remarks>The gain of a further index is small beside the first one's: what the statements do without it is measured again.</remarks>
    /// <param name="bench">The clone, with what was kept so far.</param>
    /// <param name="choice">The rules.</param>
    /// <param name="works">What the statements do on it.</param>
    /// <param name="trials">The candidates; those that do not stand the second look are taken out.</param>
    /// <param name="served">Tables of what was kept so far.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static async Task<(CandidateTrial? Best, IReadOnlyList<StatementWork> Works)> BestAsync(
        IndexBench bench,
        IndexChoice choice,
        IReadOnlyList<StatementWork> works,
        List<CandidateTrial> trials,
        IReadOnlyList<string> served,
        CancellationToken cancellation)
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
