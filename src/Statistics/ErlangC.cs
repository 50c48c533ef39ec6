namespace Headroom.Statistics;

/// <summary>How often an arrival finds all servers busy and waits: requests that want one of a pool's connections.</summary>
/// <remarks>
/// <code>
///   B(0) = 1,  B(k) = a B(k-1) / (k + a B(k-1))          a: offered load in erlangs, the mean number of busy servers
///   C(c) = c B(c) / (c - a (1 - B(c)))                   1 from a = c on: the queue only grows
/// </code>
/// Arrivals are Poisson, times are exponential, nobody gives up. <b>Source:</b> A. K. Erlang, "Solution of some Problems in the Theory of
/// Probabilities of Significance in Automatic Telephone Exchanges" (1917); the recursion as in Cooper, "Introduction to Queueing Theory"
/// (1981), chapter 3.
/// </remarks>
public static class ErlangC
{
    /// <summary>The probability that an arrival waits, 0..1. It takes one step a server.</summary>
    /// <param name="load">The offered load in erlangs: rate times time (Little's law).</param>
    /// <param name="servers">The servers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The load is negative or no number, or there is no server.</exception>
    public static double Waiting(double load, int servers)
    {
        Check(load);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(servers);
        var blocked = 1.0;
        for (var server = 1; server <= servers; server++)
        {
            blocked = Next(blocked, load, server);
        }

        return Of(blocked, load, servers);
    }

    /// <summary>
    /// The fewest servers, at least one, with which no more than a share of the arrivals wait. It takes one step a server.
    /// </summary>
    /// <param name="load">The offered load in erlangs.</param>
    /// <param name="share">The share, above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The load is negative or no number, or the share is not within its bounds.</exception>
    public static int Servers(double load, double share)
    {
        Check(load);
        if (share is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "a share lies between 0 and 1");
        }

        var blocked = Next(1, load, 1);
        var servers = 1;
        while (Of(blocked, load, servers) > share)
        {
            servers++;
            blocked = Next(blocked, load, servers);
        }

        return servers;
    }

    private static void Check(double load)
    {
        if (!double.IsFinite(load) || load < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(load), load, "an offered load is a number that is not negative");
        }
    }

    private static double Next(double blocked, double load, int server) => load * blocked / (server + (load * blocked));

    private static double Of(double blocked, double load, int servers) =>
        load >= servers ? 1 : servers * blocked / (servers - (load * (1 - blocked)));
}
