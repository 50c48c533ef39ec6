using Headroom.Analyze.Shortlist;
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
    /// <param name="catalogue">The tables, for their sizes; null when they were not read.</param>
    public static IndexSearchResult Of(IndexSearch search, StatementStatistics? statistics, DatabaseCatalogue? catalogue)
    {
        var calls = (statistics?.Statements ?? []).GroupBy(statement => statement.StatementId)
            .ToDictionary(same => same.Key, same => (double)same.First().Calls);
        var choice = catalogue is null ? null : new IndexChoice(calls, search.Baseline, catalogue);
        var first = search.Trials.GroupBy(trial => trial.Candidate.Shape)
            .Select(same => same.OrderBy(trial => trial.Failure is not null).ThenBy(trial => trial.Round).First()).ToList();
        return new IndexSearchResult(
            first.Count(trial => trial.Failure is null),
            first.Count(trial => trial.Failure is not null),
            search.Chosen.Count,
            search.Refuted.Count,
            search.Cut,
            [
                .. first.Select(trial => RowOf(trial, search, statistics, choice))
                    .OrderByDescending(row => row.Outcome is TrialOutcome.Kept or TrialOutcome.Refuted).ThenBy(row => row.Statement is null)
                    .Take(MostTrials)
                    .OrderBy(row => row.Statement is null).ThenBy(row => row.Statement, StringComparer.Ordinal)
                    .ThenBy(row => row.Outcome).ThenBy(row => row.Buffers).ThenBy(row => row.Index, StringComparer.Ordinal),
            ]);
    }

    private static IndexTrialResult RowOf(CandidateTrial trial, IndexSearch search, StatementStatistics? statistics, IndexChoice? choice)
    {
        var pairs = from with in trial.With
                    join without in search.Baseline on with.StatementId equals without.StatementId
                    select (
                        Without: without, With: with,
                        Statement: statistics?.Statements.FirstOrDefault(each => each.StatementId == with.StatementId));
        var (before, after, statement) = pairs
            .OrderByDescending(pair => Math.Abs((pair.Without.Time - pair.With.Time).TotalMilliseconds) * (pair.Statement?.Calls ?? 1))
            .ThenBy(pair => pair.With.StatementId, StringComparer.Ordinal).FirstOrDefault();
        before = trial.Round == 1 ? before : null; // later it was tried beside what had been kept
        return new IndexTrialResult
        {
            Index = trial.Candidate.Shape,
            Outcome = OutcomeOf(trial, search, choice),
            Failure = trial.Failure,
            Size = trial.Failure is null ? trial.Size : null,
            Statement = statement?.Name ?? after?.StatementId,
            BaseTime = before?.Time,
            Time = after?.Time,
            BaseBuffers = before is { IsCutShort: false } ? before.Buffers : null,
            Buffers = after is { IsCutShort: false } ? after.Buffers : null,
        };
    }

    private static TrialOutcome OutcomeOf(CandidateTrial trial, IndexSearch search, IndexChoice? choice) =>
        trial.Failure is not null ? TrialOutcome.Failed
        : IsAmong(trial, search.Chosen) ? TrialOutcome.Kept
        : IsAmong(trial, search.Refuted) ? TrialOutcome.Refuted
        : trial.With.Count == 0 ? TrialOutcome.Unused
        : trial.Round == 1 && choice?.Harmful(search.Baseline, [trial]).Count > 0 ? TrialOutcome.Harmful
        : choice?.IsSecondTable(trial) == true ? TrialOutcome.TooLarge
        : search.Chosen.Any(chosen => IsRival(trial, chosen)) ? TrialOutcome.Surpassed
        : TrialOutcome.TooLittle;

    private static bool IsAmong(CandidateTrial trial, IReadOnlyList<ChosenIndex> indexes) =>
        trial.Candidate.Indexes.All(index => indexes.Any(chosen => chosen.Index.Shape == index.Shape));

    private static bool IsRival(CandidateTrial trial, ChosenIndex chosen) =>
        trial.Candidate.Indexes.Any(index => index.TableName == chosen.Index.TableName)
            && trial.With.Any(with => chosen.Statements.Contains(with.StatementId));
}
