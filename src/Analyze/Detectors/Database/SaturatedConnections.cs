using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>The server has hardly a connection left: the next one is refused with <c>FATAL: sorry, too many clients already</c>.</summary>
public static class SaturatedConnections
{
    /// <summary>A ratio of the connections that ordinary roles get (0..1): above it, one more instance of a service does not fit.</summary>
    private const double High = 0.80;

    /// <summary>
    /// A ratio of the connections that ordinary roles get (0..1): above it, a deployment that overlaps with its predecessor is refused.
    /// </summary>
    private const double Critical = 0.95;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<SessionSamples>(
        new DetectorInfo
        {
            Id = "saturated-connections",
            Summary = "The server has hardly a connection left.",
            Why = "When the last one is taken, every new connection is refused: requests fail at once, and so do the "
                + "tools that would show why.",
            How = """
                The most connections of the whole server at once, Headroom's own left out, are more than 80 % (high) or 95 % (critical) of
                max_connections without those that are reserved (superuser_reserved_connections, and reserved_connections from 16 on).
                """,
            Cure = "Smaller pools in the services, or a pooler in front of the server; more connections only where memory allows.",
            Silence = "Fewer connections, however busy they are.",
        },
        Detect);

    private static Outcome Detect(SessionSamples samples)
    {
        var connections = samples.Connections;
        var usable = connections.Limit - connections.Reserved;
        return usable <= 0 ? new Outcome.NotApplicable("all connections of the server are reserved")
            : connections.Peak > High * usable ? Outcome.Of([FindingOf(connections, usable, samples)])
            : samples.Samples < SessionLooks.Fewest ? SessionLooks.Outcome(samples, [])
            : new Outcome.Clean();
    }

    private static Finding FindingOf(ConnectionCounts connections, int usable, SessionSamples samples)
    {
        var idle = samples.Groups.Where(group => group.State == "idle").Sum(group => group.Sessions) / (double)Math.Max(1, samples.Samples);
        return new Finding
        {
            Detector = "saturated-connections",
            Fingerprint = "saturated-connections:server",
            Severity = connections.Peak > Critical * usable ? Severity.Critical : Severity.High,
            Confidence = Confidence.High,
            Title = "The server has hardly a connection left",
            Explanation = "So many connections were open at once that a further instance of a service, or a deployment next to "
                + "the old one, may find none.",
            Facts =
            [
                new Fact("most connections at once, as a share of those that there are", (double)connections.Peak / usable, "ratio"),
                new Fact("most connections at once", connections.Peak, "connections"),
                new Fact("connections that ordinary roles get", usable, "connections"),
                new Fact("idle sessions in the audited database, on average", idle, "connections"),
            ],
            Subject = new Subject(),
            Evidence = ["evidence/session-samples.json#/connections"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Setting,
                    Scope = RemedyScope.Config,
                    Up = "Make the pools of the services smaller so that instances x workers x pool stays below 80 % of the connections, "
                        + "or put a pooler with pool_mode = transaction in front of the server.",
                    Risk = "In transaction mode, session state (SET, LISTEN, temporary tables, session advisory locks) "
                        + "does not outlive a transaction.",
                },
            ],
            Effect = new Effect.Unknown("it keeps connections from being refused; how many requests that saves depends on the load"),
        };
    }
}
