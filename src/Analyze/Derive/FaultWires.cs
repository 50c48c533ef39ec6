using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Analyze.Derive;

/// <summary>What the detectors over faults on wires share.</summary>
internal static class FaultWires
{
    /// <summary>
    /// Within a second people stay with what they do. <b>Source:</b> Nielsen, "Usability Engineering" (1993), section 5.5.
    /// </summary>
    public static readonly TimeSpan Noticed = TimeSpan.FromSeconds(1);

    /// <summary>So many times slower is the fault's doing, on a machine that does other work, too.</summary>
    private const double Slower = 10;

    /// <summary>A service that fails more often has no state to come back to.</summary>
    private const double MostFailing = 0.1;

    /// <summary>Judges each wire that was looked at. Without any it is not run, and why.</summary>
    /// <param name="wires">The wires of a probe.</param>
    /// <param name="missing">Why one was not looked at, or null; the audit lists these among what it did not test.</param>
    /// <param name="unjudged">Why what was seen of one says nothing, or null.</param>
    /// <param name="judge">The finding about one, with its place among them; null: none.</param>
    public static Outcome Judge<T>(
        IReadOnlyList<T> wires, Func<T, string?> missing, Func<T, string?> unjudged, Func<T, int, Finding?> judge)
    {
        return Outcome.Together(
            NoneOf(wires.Select(missing)),
            [.. wires.Index().Where(wire => missing(wire.Item) is null).Select(wire => OutcomeOf(wire.Item, wire.Index))]);

        Outcome OutcomeOf(T wire, int index) =>
            unjudged(wire) is { } reason ? new Outcome.NotRun(reason) : Outcome.Of(judge(wire, index) is { } finding ? [finding] : []);
    }

    /// <summary>Why no dependency was looked at.</summary>
    /// <param name="missing">Why each was not.</param>
    public static string NoneOf(IEnumerable<string?> missing) =>
        string.Join("; ", missing.OfType<string>().Distinct().DefaultIfEmpty("no dependency was looked at"));

    /// <summary>The whole seconds of the baseline: after the warm-up, before the fault.</summary>
    public static IReadOnlyList<OutageSecond> Before(FaultedLoad load) =>
        [.. load.Seconds.Where(second => second.Second >= OutageWire.BaselineFrom && second.Second + 1 <= load.From.TotalSeconds)];

    /// <summary>How a load came through its fault, by its failures; null when its baseline is too short.</summary>
    public static Recovery? RecoveryOf(FaultedLoad load) =>
        Recovery.Of([.. load.Seconds.Select(second => second.ToServiceSecond())], OutageWire.BaselineFrom, load.From, load.Until);

    /// <summary>The most requests that were under way at the end of a second, from one on; at least 0.</summary>
    public static int MostInFlight(FaultedLoad load, int from)
    {
        var (inFlight, most) = (0, 0);
        foreach (var second in load.Seconds)
        {
            inFlight += second.Sent - second.Ended;
            most = second.Second >= from ? Math.Max(most, inFlight) : most;
        }

        return most;
    }

    /// <summary>Why a load with a fault says nothing: its requests failed, or were refused, without it; or null.</summary>
    /// <param name="load">The load.</param>
    /// <param name="requests">Which requests: "the requests that ask the cache".</param>
    /// <param name="fault">What happened: "the cache was gone".</param>
    public static string? Unjudged(FaultedLoad load, string requests, string fault)
    {
        var before = Before(load);
        return MostlyRefused(before) || MostlyRefused([.. load.Seconds.Skip((int)load.From.TotalSeconds)])
            ? $"a rate limit refused most of {requests}: what is left says nothing"
            : before.Sum(second => second.Failed) > MostFailing * before.Sum(second => second.Ended)
                ? $"more than one request in ten failed before {fault}"
                : null;

        static bool MostlyRefused(IReadOnlyList<OutageSecond> seconds) =>
            2 * seconds.Sum(second => second.Refused) > seconds.Sum(second => second.Ended);
    }

    /// <summary>
    /// Whether a request that does not ask the dependency suffers: no answer, an error, or both slow and much slower than before.
    /// </summary>
    public static bool Suffers(HungRequest bystander) => bystander.Answer.IsUnanswered() || bystander.Answer.IsFailed()
        || (bystander.Answer.After >= Noticed && bystander.Answer.After >= Slower * bystander.Before);

    /// <summary>" and 2 more", or nothing.</summary>
    public static string More(IReadOnlyList<string> endpoints) => endpoints.Count > 1 ? $" and {endpoints.Count - 1} more" : "";

    /// <summary>How calls of a kind get a time limit.</summary>
    public static string TimeLimitOf(DependencyKind kind, string name) => kind switch
    {
        DependencyKind.Postgres =>
            $"Give the driver that asks {name} limits for connecting, for waiting for a free connection and for a command "
            + "(Npgsql: Timeout, Command Timeout; JDBC: connectTimeout, socketTimeout, the pool's connectionTimeout; libpq: "
            + "connect_timeout, tcp_user_timeout). statement_timeout does not help: a server that hangs does not apply it.",
        DependencyKind.Redis => $"Give the client of {name} limits for connecting and for a command, of a fraction of a second, and go "
            + "on without it where it is a cache.",
        DependencyKind.Http => $"Give the HTTP client that asks {name} a limit for connecting and one for the whole exchange, and pass "
            + "the caller's own deadline on.",
        _ => $"Give the client of {name} limits for connecting and for each answer.",
    };
}
