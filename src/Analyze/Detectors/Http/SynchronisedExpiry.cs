using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Http;

/// <summary>
/// Entries of a cache that were filled together expire together:
/// <code>
/// one lifetime for all   16 fills ---------- ttl ---------- 16 fills ---------- ttl ---------- 16 fills
/// with jitter            16 fills ------- 1 . 2 . 1 . 3 . 1 . 2 . 2 . 1 . 3 ------- 1 . 1 . 1 . 2 . 1 ...
/// </code>
/// </summary>
public static class SynchronisedExpiry
{
    private const string Id = "synchronised-expiry";

    /// <summary>
    /// In lifetimes: a jitter of a tenth either way spreads four fifths of the entries over 0.16; what spreads them over less than this is
    /// hardly one.
    /// </summary>
    private const double MostSpread = 0.1;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<ExpiryProbe>(
        new DetectorInfo
        {
            Id = Id,
            Summary = "Entries of a cache that were filled together expire together.",
            Why = """
                After a start, a deploy or a flush many entries are filled at one moment. If all live equally long, all are computed anew
                at one moment, and again after each lifetime: the database is idle most of the time and gets its whole load in bursts.
                """,
            How = """
                The plan names a cached GET whose requests differ, and how long its entries live (`probes.expiry`). Three times the probe
                waits until they are gone, asks for up to 16 different ones at once, which fills them together, and then for all of them
                again and again: the statements that fill an entry, by pg_stat_statements, tell how many were filled anew when. Found when
                in the median round four fifths of them expired within a tenth of their lifetime, at most: a jitter of 10 % either way
                spreads them over 0.16 of it. Where the requests take too long against the lifetime to tell, it is *not run*.
                """,
            Cure = """
                Give each entry a lifetime of its own, the planned one times a random factor such as 0.8 to 1.2, and renew an entry once
                for all who ask for it.
                """,
            Silence = """
                Entries that live longer each time they are asked for never expire in the probe. Where several processes keep entries of
                their own, the requests reach now one and now another: not run. What is filled from elsewhere than this database. How many
                entries the service fills at one moment by itself is not measured.
                """,
        },
        Detect);

    private static Outcome Detect(ExpiryProbe probe)
    {
        var all = probe.Endpoints.Index().Select(endpoint => (endpoint.Index, endpoint.Item, Spread: MedianOf(endpoint.Item))).ToList();
        var told = all.Where(endpoint => IsTold(endpoint.Spread)).ToList();
        if (told.Count == 0)
        {
            var reasons = all.Select(endpoint => $"{endpoint.Item.Endpoint}: {endpoint.Item.Missing ?? WhyNot(endpoint.Spread)}");
            return new Outcome.NotRun(string.Join("; ", reasons.DefaultIfEmpty("the plan names no cached GET")));
        }

        var together = told.Where(endpoint => endpoint.Spread!.Most <= MostSpread);
        var others = all.Where(endpoint => !IsTold(endpoint.Spread) && endpoint.Item.Missing is null); // the audit lists what is missing
        return Outcome.Of([.. together.Select(endpoint => FindingOf(endpoint.Item, endpoint.Index, endpoint.Spread!))]) with
        {
            Untold = [.. others.Select(endpoint => $"{endpoint.Item.Endpoint}: {WhyNot(endpoint.Spread)}")],
        };
    }

    private static bool IsTold(ExpirySpread? spread) => spread is not null && (spread.Most <= MostSpread || spread.Least > MostSpread);

    // The median least and the median most, of an even number of rounds those that claim less.
    private static ExpirySpread? MedianOf(EndpointExpiry endpoint)
    {
        var rounds = ExpirySpread.Of(endpoint);
        return rounds.Count == 0 ? null : new ExpirySpread(
            rounds.Select(round => round.Least).Order().ElementAt((rounds.Count - 1) / 2),
            rounds.Select(round => round.Most).Order().ElementAt(rounds.Count / 2),
            rounds.Select(round => round.Age).Order().ElementAt(rounds.Count / 2));
    }

    private static string WhyNot(ExpirySpread? spread) => spread is null
        ? "in no round were its entries filled together, and anew about a lifetime later: is that their ttl, and is it one cache?"
        : "its requests took too long, against the lifetime, to tell when its entries expired";

    private static Finding FindingOf(EndpointExpiry endpoint, int index, ExpirySpread spread) => new()
    {
        Detector = Id,
        Fingerprint = $"{Id}:{endpoint.Endpoint}",
        Severity = Severity.Medium,
        Confidence = Confidence.High,
        Title = $"Entries of {endpoint.Endpoint} that are filled together expire together",
        Explanation = "They were asked for at one moment, and were all computed anew at one moment a lifetime later. What fills many at "
            + "once, such as a start or a flush, comes back with every lifetime.",
        Facts =
        [
            new Fact("part of a lifetime within which four fifths of the entries expired, at most", spread.Most, "ratio"),
            new Fact("the same, at least", spread.Least, "ratio"),
            new Fact("age of the median entry when it was computed anew", spread.Age.TotalMilliseconds, "ms"),
            new Fact("lifetime in the plan", endpoint.Lifetime.TotalMilliseconds, "ms"),
            new Fact("entries", endpoint.Entries, "entries"),
            new Fact("rounds", endpoint.Rounds.Count, "rounds"),
        ],
        Subject = new Subject { Endpoint = endpoint.Endpoint, StatementId = endpoint.Fill.Count == 1 ? endpoint.Fill[0] : null },
        Endpoints = [endpoint.Endpoint],
        Evidence = [$"evidence/expiry-probe.json#/endpoints/{index}"],
        Remedies =
        [
            new Remedy
            {
                Kind = RemedyKind.Code,
                Scope = RemedyScope.Code,
                Up = "Multiply an entry's lifetime by a random factor, such as 0.8 to 1.2, each time it is filled; let one request renew "
                    + "it while the others get the old answer or await the new one.",
                Risk = "Some entries live longer than the planned lifetime: choose it so that the oldest is still good enough.",
            },
        ],
        Effect = new Effect.Unknown("how many entries are filled at one moment depends on starts, flushes and the load"),
    };
}
