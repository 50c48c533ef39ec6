using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Analyze;

/// <summary>What the search for indexes tried, and what became of each: so that "why not that one" has an answer.</summary>
internal static class IndexTrials
{
    /// <summary>More candidates than these (a count) are in the evidence alone.</summary>
    private const int MostTrials = 100;

    /// <summary>The search.</summary>
    /// <param name="search">What was tried.</param>
    /// <param name="statistics">Calls and names of the statements.</param>
    public static IndexSearchResult Of(IndexSearch search, StatementStatistics? statistics)
    {
        var first = search.Trials.DistinctBy(trial => trial.Candidate.Shape).ToList();
        return new IndexSearchResult(
            first.Count(trial => trial.Failure is null),
            first.Count(trial => trial.Failure is not null),
            search.Chosen.Count,
            search.Refuted.Count,
            search.Cut,
            [
                .. first.Select(trial => RowOf(trial, search, statistics))
                    .OrderBy(row => row.Statement is null).ThenBy(row => row.Statement, StringComparer.Ordinal)
                    .ThenBy(row => row.Outcome).ThenBy(row => row.Buffers).ThenBy(row => row.Index, StringComparer.Ordinal)
                    .Take(MostTrials),
            ]);
    }

    private static IndexTrialResult RowOf(CandidateTrial trial, IndexSearch search, StatementStatistics? statistics)
    {
        var pairs = from with in trial.With
                    join without in search.Baseline on with.StatementId equals without.StatementId
                    select (Without: without, With: with, Statement: statistics?.Statements.FirstOrDefault(each => each.StatementId == with.StatementId));
        var (before, after, statement) = pairs.OrderByDescending(pair => Math.Abs((pair.Without.Time - pair.With.Time).TotalMilliseconds) * (pair.Statement?.Calls ?? 1))
            .ThenBy(pair => pair.With.StatementId, StringComparer.Ordinal).FirstOrDefault();
        return new IndexTrialResult
        {
            Index = trial.Candidate.Shape,
            Outcome = OutcomeOf(trial, search),
            Failure = trial.Failure,
            Size = trial.Failure is null ? trial.Size : null,
            Statement = statement?.Name ?? after?.StatementId,
            BaseTime = before?.Time,
            Time = after?.Time,
            BaseBuffers = before is { IsCutShort: false } ? before.Buffers : null,
            Buffers = after is { IsCutShort: false } ? after.Buffers : null,
        };
    }

    private static TrialOutcome OutcomeOf(CandidateTrial trial, IndexSearch search) =>
        trial.Failure is not null ? TrialOutcome.Failed
        : IsAmong(trial, search.Chosen) ? TrialOutcome.Kept
        : IsAmong(trial, search.Refuted) ? TrialOutcome.Refuted
        : trial.With.Count == 0 ? TrialOutcome.Unused
        : search.Chosen.Any(chosen => trial.With.Any(with => chosen.Statements.Contains(with.StatementId))) ? TrialOutcome.Surpassed
        : TrialOutcome.TooLittle;

    private static bool IsAmong(CandidateTrial trial, IReadOnlyList<ChosenIndex> indexes) =>
        trial.Candidate.Indexes.All(index => indexes.Any(chosen => chosen.Index.Shape == index.Shape));
}
