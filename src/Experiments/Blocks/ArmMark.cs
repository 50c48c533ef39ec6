using Headroom.Collect;
using Headroom.Collect.Host;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;

namespace Headroom.Experiments.Blocks;

/// <summary>What an arm has used up to a moment.</summary>
/// <param name="Roots">The roots of its process trees.</param>
/// <param name="Processes">The processes of this machine; null when its own are not known.</param>
/// <param name="Statements">The statements of its database; null when it names none.</param>
/// <param name="CacheHits">Requests that the cache before it has answered; null when none stands there.</param>
internal sealed record ArmMark(
    IReadOnlyList<int> Roots, ProcessTable? Processes, StatementSnapshot? Statements, long? CacheHits)
{
    /// <summary>Whether its processes are known, and what they used since an earlier mark is not.</summary>
    /// <param name="earlier">The earlier mark.</param>
    public bool IsUntimedSince(ArmMark earlier) => Processes is not null && earlier.Processes is not null && TimeSince(earlier) is null;

    /// <summary>The work a request since an earlier mark.</summary>
    /// <param name="earlier">The earlier mark.</param>
    /// <param name="requests">Requests between the two.</param>
    /// <param name="uncounted">Is told why statements cannot be counted, where they cannot.</param>
    public SortedDictionary<string, double> WorkSince(ArmMark earlier, long requests, Action<string> uncounted)
    {
        var work = new SortedDictionary<string, double>(StringComparer.Ordinal);
        if (requests > 0 && TimeSince(earlier) is { } spent)
        {
            work["cpu_ms"] = spent.TotalMilliseconds / requests;
        }

        if (requests > 0 && StatementsSince(earlier, uncounted) is { } statements)
        {
            work["statements"] = (double)statements.Sum(static statement => statement.Calls) / requests;
            work["rows"] = (double)statements.Sum(static statement => statement.Rows) / requests;
            work["buffers"] = (double)statements.Sum(static statement => statement.Buffers) / requests;
        }

        if (requests > 0 && CacheHits - earlier.CacheHits is { } hits)
        {
            work[Block.CacheHits] = (double)hits / requests;
        }

        return work;
    }

    private TimeSpan? TimeSince(ArmMark earlier) => earlier.Processes is { } before ? Processes?.TimeSince(before, Roots) : null;

    // Texts that are hidden from the role cost the counters, too.
    private IReadOnlyList<StatementMetrics>? StatementsSince(ArmMark earlier, Action<string> uncounted)
    {
        try
        {
            return Statements is null || earlier.Statements is null ? null : StatementSnapshot.Between(earlier.Statements, Statements);
        }
        catch (CollectorException e)
        {
            uncounted(e.Message);
            return null;
        }
    }
}
