using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Analyze.Derive;

/// <summary>What a pool did while a rung of the load was held.</summary>
public sealed record PoolUse
{
    /// <summary>The role that it connects as.</summary>
    public required string Role { get; init; }

    /// <summary>What it calls itself; empty when it does not.</summary>
    public required string Application { get; init; }

    /// <summary>Where it stands in the run folder.</summary>
    public required string Pointer { get; init; }

    /// <summary>The most connections that were open at once.</summary>
    public required int Open { get; init; }

    /// <summary>Connections in use on average, executing or in a transaction: the offered load in erlangs.</summary>
    public required double Busy { get; init; }

    /// <summary>The most that were seen in use at once.</summary>
    public required int PeakBusy { get; init; }

    /// <summary>The share of the looks (0..1) that saw all of <see cref="Open"/> in use.</summary>
    public required double Full { get; init; }

    /// <summary>The share of the time in use (0..1) in which a transaction was open and no statement ran.</summary>
    public required double InTransaction { get; init; }

    /// <summary>How people call it.</summary>
    public string Name => Application.Length == 0 ? Role : $"{Application} (role {Role})";

    /// <summary>What tells it from other pools.</summary>
    public string Key => $"{Role}/{Application}";

    /// <summary>The share of the requests (0..1) that find none of <see cref="Open"/> free, by Erlang C.</summary>
    public double Waiting => ErlangC.Waiting(Busy, Open);

    /// <summary>The fewest connections with which no more than one request in a hundred waits, and the most that were in use.</summary>
    public int Need => Math.Max(PeakBusy, ErlangC.Servers(Busy, PoolUses.MostWaiting));
}

/// <summary>What the load probe shows of the pools that serve the load.</summary>
/// <remarks>
/// Sessions are seen from the database: a connection that a request holds without a transaction while it does something else looks idle.
/// </remarks>
public static class PoolUses
{
    /// <summary>Why nothing is known of pools, where neither of the two that look at them did.</summary>
    public const string NoEvidence = "neither the load probe nor a pooler left evidence: a plan asks for the probe with probes.load, "
        + "db audit for a pooler with --pgbouncer";

    /// <summary>Why nothing is known of a service whose lowest rung was not what it says.</summary>
    public const string NotOffered = "the generator could not offer the lowest rung of the load probe";

    /// <summary>A share of the requests (0..1): the pool is sized for the p99 of those that want a connection at once.</summary>
    public const double MostWaiting = 0.01;

    /// <summary>
    /// A ratio (0..1) of the growth of the rate from the lowest rung to the highest: a pool whose sessions are used by less than that
    /// more is not the load's.
    /// </summary>
    private const double LeastGrowth = 0.25;

    /// <summary>A count of sessions, summed over the looks: growth by fewer is chance.</summary>
    private const double FewestUses = 20;

    /// <summary>A ratio of the open connections (0..1): with more of them in use, a pool has nothing to grow by.</summary>
    private const double Exhausted = 0.9;

    /// <summary>The pools that serve the load, while a rung was held.</summary>
    public static IReadOnlyList<PoolUse> At(LoadProbe probe, int rung) =>
    [
        .. probe.Rungs[rung].Pools.Index().Where(pool => Serves(probe, pool.Item))
            .Select(pool => UseOf(probe.Rungs[rung], pool.Item, rung, pool.Index)),
    ];

    /// <summary>Statements that the database executed at once on average while a rung was held, whoever sent them.</summary>
    public static double Active(LoadRung rung) =>
        rung.Pools.Sum(pool => pool.States.Sum(state => (double)state.Active * state.Looks)) / Math.Max(1, rung.Looks);

    /// <summary>Why the sessions of a rung say nothing, or null when they do.</summary>
    public static string? Silence(LoadRung rung) =>
        rung.Missing is { } missing ? $"the sessions at {rung.Factor} times the load: {missing}"
        : rung.Looks >= SessionLooks.Fewest ? null
        : $"at {rung.Factor} times the load the sessions were looked at {rung.Looks} times, and {SessionLooks.Fewest} are needed";

    private static bool Serves(LoadProbe probe, PoolSessions pool)
    {
        var (first, last) = (probe.Rungs[0], probe.Rungs.Last(static rung => rung.Looks > 0));
        var (before, after) = (Same(first, pool), Same(last, pool));
        var isExhausted = !last.IsBorne() && after is not null
            && Mean(last, after, Busy) >= Exhausted * pool.States.Max(static state => state.Open);
        (double First, double Last) looks = (Math.Max(1, first.Looks), last.Looks);
        var time = (first.Watched, last.Watched) is ({ } one, { } other) ? (one.TotalSeconds, other.TotalSeconds) : looks;
        return isExhausted || Grows(InUse(before), InUse(after), looks) || Grows(before?.Used ?? 0, after?.Used ?? 0, time);

        // In a small pool every session is used all the time; in a large one hardly any is seen in use. A look that comes late sees no more
        // sessions in use, but more that were used since the one before: these are counted by the time.
        bool Grows(double lower, double higher, (double First, double Last) by) => higher - lower >= FewestUses
            && higher / by.Last >= lower / by.First * (1 + (LeastGrowth * ((last.Factor / first.Factor) - 1)));
    }

    private static PoolSessions? Same(LoadRung rung, PoolSessions pool) =>
        rung.Pools.FirstOrDefault(other => other.Role == pool.Role && other.Application == pool.Application);

    private static double InUse(PoolSessions? pool) => pool?.States.Sum(static state => (double)Busy(state) * state.Looks) ?? 0;

    private static PoolUse UseOf(LoadRung rung, PoolSessions pool, int number, int index)
    {
        var open = pool.States.Max(static state => state.Open);
        var busy = Mean(rung, pool, Busy);
        return new PoolUse
        {
            Role = pool.Role,
            Application = pool.Application,
            Pointer = $"evidence/load-probe.json#/rungs/{number}/pools/{index}",
            Open = open,
            Busy = busy,
            PeakBusy = pool.States.Max(static state => Busy(state)),
            Full = (double)pool.States.Where(state => Busy(state) >= open).Sum(static state => state.Looks) / Math.Max(1, rung.Looks),
            InTransaction = busy > 0 ? Mean(rung, pool, static state => state.InTransaction) / busy : 0,
        };
    }

    private static double Mean(LoadRung rung, PoolSessions pool, Func<PoolState, int> count) =>
        pool.States.Sum(state => (double)count(state) * state.Looks) / Math.Max(1, rung.Looks);

    private static int Busy(PoolState state) => state.Active + state.InTransaction;
}
