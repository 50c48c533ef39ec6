using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Experiments.Proofs;

/// <summary>Pairs, or why there are too few of them.</summary>
internal sealed record PairsTaken(IReadOnlyList<ArmPair> Pairs, string? Failure);

/// <summary>
/// Runs the same work in both arms, one right after the other, in an order drawn by chance, pair after pair within a budget.
/// </summary>
internal sealed class PairLoop(TrialLimits limits, SeededRandom random, TimeProvider time)
{
    /// <summary>Takes pairs.</summary>
    /// <param name="arms">The arms.</param>
    /// <param name="fewest">With fewer pairs there is no measurement.</param>
    /// <param name="count">How many pairs are wanted.</param>
    /// <param name="run">Runs the work of the pair with this number in one arm.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <remarks>
    /// An execution that was cut short in one arm counts with the time limit, which understates the difference; in both arms it tells
    /// nothing.
    /// </remarks>
    public async Task<PairsTaken> TakeAsync(
        Arms arms, int fewest, int count, Func<ArmSession, int, CancellationToken, Task<Execution>> run, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        List<ArmPair> pairs = [];
        while (pairs.Count < count && IsTimeLeft(time.GetElapsedTime(started), isEnough: pairs.Count >= fewest))
        {
            var baseFirst = random.NextCoin();
            var (first, second) = baseFirst ? (arms.Base, arms.Remedy) : (arms.Remedy, arms.Base);
            var one = await run(first, pairs.Count, cancellation);
            var other = await run(second, pairs.Count, cancellation);
            if (one.IsCutShort && other.IsCutShort)
            {
                return new PairsTaken([], $"it takes longer than {limits.ArmLimit.TotalSeconds:0.###} s in both arms");
            }

            var (without, with) = baseFirst ? (one, other) : (other, one);
            pairs.Add(new ArmPair(baseFirst, without.Time, with.Time, without.Buffers, with.Buffers, without.IsCutShort, with.IsCutShort));
        }

        return pairs.Count >= fewest
            ? new PairsTaken(pairs, null)
            : new PairsTaken(
                [], $"only {pairs.Count} pairs fit into {2 * limits.StatementBudget.TotalSeconds:0.###} s, and {fewest} are needed");
    }

    private bool IsTimeLeft(TimeSpan spent, bool isEnough) =>
        spent < limits.StatementBudget || (!isEnough && spent < 2 * limits.StatementBudget);
}
