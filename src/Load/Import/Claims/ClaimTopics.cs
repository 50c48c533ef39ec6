using System.Text.RegularExpressions;

namespace Headroom.Load.Import.Claims;

/// <summary>The words in which people claim what a detector looks for.</summary>
/// <param name="Detector">The detector's id.</param>
/// <param name="Words">The words.</param>
/// <param name="IsRemedy">
/// Whether the words name what a service should have: then "no circuit breaker" claims the fault, and "has a circuit breaker" denies it.
/// </param>
internal sealed record ClaimTopic(string Detector, Regex Words, bool IsRemedy);

/// <summary>Every topic, the most particular first: "missing rate limit" before "rate limit".</summary>
internal static class ClaimTopics
{
    // Words that say "there is none" come with the topic: a denial before a topic is another claim.
    private const string Lacking =
        @"(no|missing|lacks?|lacking|without|lack of|add|adding|introduce|implement|need|needs|create|use)( an?| any| the)?";

    public static IReadOnlyList<ClaimTopic> All { get; } =
    [
        Of(
            "n-plus-one-query",
            @"\bn ?\+ ?1\b|\bn plus one\b|\b(query|queries) (per|for each|for every) (row|item|record|element)|\bqueries in a loop"),
        Remedy("n-plus-one-query", @"\beager[- ]load"),
        Remedy("missing-circuit-breaker", "circuit[- ]?breaker"),
        Remedy("missing-retry-after", "retry-after"),
        Remedy("unsafe-retry", "idempoten"),
        Of("retry-amplification", @"\bretr(y|ies)\b|\bretry(ing)? storm"),
        Remedy("retry-amplification", @"\bbackoff\b"),
        Of("missing-rate-limit", $@"\b{Lacking} (rate[- ]?limit|throttl)"),
        Of("rate-limited-errors", @"rate[- ]?limit|\b429s?\b|too many requests|throttl(ed|ing)"),
        Of("synchronised-expiry", "(same|synchroni[sz]ed|identical) (ttl|expir)|expir(e|es|ing) (together|at once|at the same time)"),
        Of("cache-stampede", "stampede|thundering herd|dog[- ]?pil"),
        Remedy("cache-stampede", "single[- ]flight"),
        Of("low-cache-hit", "(cache|buffer) hit (ratio|rate)|shared_buffers"),
        Of(
            "repeated-read",
            $@"\b{Lacking} (\w+ )?(cache|caching)|\bnot cached|\buncached|\bcach(e|ing) (the )?(responses?|results?|answers?|reads?)"),
        Of("saturated-connections", "max_connections|too many (database )?(connections|clients)"),
        Of("undersized-pool", "connection[- ]pool|pool (is )?(exhaust|starv|saturat|too small)|pool[- ]size|max pool"),
        Of("idle-in-transaction", "idle[- ]in[- ]transaction"),
        Of("long-transaction", "long(-running)? transaction"),
        Remedy("unbounded-statement", "statement_timeout|statement timeout"),
        Of("missing-client-timeout", $@"\b{Lacking} (\w+ )?time-?outs?|time-?outs? (is|are) (missing|not)"),
        Of("deadlock", "deadlock"),
        Of("lock-wait", "lock (wait|contention)|row[- ](level )?locks?|waits? for locks?"),
        Of("leading-wildcard", "leading wildcard|like '%"),
        Of("function-on-column", "function (on|over|around) (a |an |the )?(indexed )?column"),
        Of("random-order", @"order by random|random\(\)"),
        Of("offset-pagination", @"\boffset\b|deep pag"),
        Remedy("offset-pagination", "keyset|cursor[- ]based"),
        Of("unlimited-result", $@"\b{Lacking} (limit|pagination|paging)\b|unbounded (result|quer|list)|unpaginated|returns all rows"),
        Of("unused-index", "unused index"),
        Of("duplicate-index", "duplicated? index|redundant index"),
        Of(
            "unindexed-foreign-key",
            $@"unindexed foreign key|\b{Lacking} (\w+ )?index(es)? .{{0,20}}foreign key|foreign keys? .{{0,20}}(without|no) index"),
        Of("unindexed-sort", $@"\b{Lacking} (\w+ )?index(es)? .{{0,60}}(sort|order by)|(sort|order by).{{0,60}}\b{Lacking} (\w+ )?index"),
        Of("unindexed-filter", $@"\b{Lacking} (\w+ )?index|\bunindexed\b|index(es)? (is|are) missing|\bnot indexed|composite index"),
        Of("wide-projection", @"select \*|over-?fetch|all columns|(unneeded|unused) columns"),
        Of("full-scan-growth", "(seq|sequential|full)( table)? scan"),
        Of("sort-spill", @"\bspill|work_mem|temp(orary)? files?"),
        Of("row-misestimate", "misestimat"),
        Of("stale-statistics", "(stale|outdated) (table )?statistics"),
        Of("bloated-table", @"\bbloat"),
        Of("autovacuum-lag", "vacuum"),
        Of("cpu-bound-endpoint", @"cpu[- ](bound|intensive|heavy)|\b(high|excessive) cpu|bcrypt"),
        Of(
            "serial-round-trips",
            @"round[- ]trips?|(called|made|run|executed) (serially|sequentially|one after)|sequential (calls|requests)|serial calls"),
        Of("chatty-endpoint", "chatty|too many queries|queries (per|a) request"),
        Of("slow-recovery", "slow(ly)? recover|recover(s|y)? (slowly|time)"),
        Of("lost-write", "lost writes?|data loss"),
        Of("unfriendly-errors", "stack ?trace|unfriendly error"),
    ];

    private static ClaimTopic Of(string detector, string words) => new(detector, Pattern(words), IsRemedy: false);

    private static ClaimTopic Remedy(string detector, string words) => new(detector, Pattern(words), IsRemedy: true);

    private static Regex Pattern(string words) => new(
        words, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Regex.InfiniteMatchTimeout);
}
