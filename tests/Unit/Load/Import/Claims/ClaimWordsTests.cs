using Headroom.Load.Import.Claims;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Claims;

public sealed class ClaimWordsTests
{
    [Theory]
    [InlineData("The feed has an N+1 query problem", "n-plus-one-query")]
    [InlineData("One query per row in the loop", "n-plus-one-query")]
    [InlineData("Add a composite index on votes(clip_id, user_id)", "unindexed-filter")]
    [InlineData("No index for the ORDER BY: missing index for ORDER BY created_at", "unindexed-sort")]
    [InlineData("The connection pool is exhausted at 200 VUs", "undersized-pool")]
    [InlineData("Cache stampede when the key expires", "cache-stampede")]
    [InlineData("No timeout on the call to the partner API", "missing-client-timeout")]
    [InlineData("Retries amplify the load", "retry-amplification")]
    [InlineData("There is no rate limit on login", "missing-rate-limit")]
    [InlineData("The rate limit of 100/s causes 429s", "rate-limited-errors")]
    [InlineData("Add Redis caching for the feed", "repeated-read")]
    [InlineData("SELECT * reads unneeded columns", "wide-projection")]
    [InlineData("Deep OFFSET pagination", "offset-pagination")]
    [InlineData("There is no N+1 query", null)]
    [InlineData("The N+1 was fixed; missing index remains", "unindexed-filter")] // the denial stands behind it
    [InlineData("N+1 queries were not found", null)]
    [InlineData("N+1 queries; none found", null)] // a row of a table
    [InlineData("N+1: none", null)]
    [InlineData("Deadlocks didn't occur; the disk is slow", null)]
    [InlineData("The connection pool is sized well", null)]
    [InlineData("The connection pool is not sized well", "undersized-pool")]
    [InlineData("The connection pool is exhausted, which is not fine", "undersized-pool")]
    [InlineData("There is no circuit breaker around the partner", "missing-circuit-breaker")]
    [InlineData("Calls without a circuit breaker", "missing-circuit-breaker")]
    [InlineData("Add a circuit breaker", "missing-circuit-breaker")]
    [InlineData("The client already has a circuit breaker", null)]
    [InlineData("No Retry-After on refusals", "missing-retry-after")]
    [InlineData("POST /orders is not idempotent", "unsafe-retry")]
    [InlineData("statement_timeout is not set", "unbounded-statement")]
    [InlineData("No errors were observed", null)]
    [InlineData("p95 of GET /feed is 900 ms", null)]
    [InlineData("Kein N+1-Problem gefunden", null)]
    [InlineData("Fehlender Index: N+1 in GET /feed", null)] // what is no English stays untested
    [InlineData("Il n'y a aucun deadlock", null)]
    [InlineData("Нет индекса: deadlock и медленный запрос", null)]
    [InlineData("Not slow: missing index", "unindexed-filter")] // another clause
    [InlineData("The logo is too large", null)]
    [InlineData("", null)]
    public void The_words_tell_the_detector(string text, string? detector) => ClaimWords.DetectorIn(text).ShouldBe(detector);

    [Theory]
    [InlineData("p95 of GET /feed is 900 ms", "GET /feed")]
    [InlineData("`POST /orders/{id}?x=1`, the hotspot", "POST /orders/{id}")]
    [InlineData("See `/feed`.", "/feed")]
    [InlineData("GET /feed.", "GET /feed")]
    [InlineData("and/or", null)]
    public void An_endpoint_is_a_method_with_a_path_or_a_path_in_backticks(string text, string? endpoint) => ClaimWords.EndpointIn(text).ShouldBe(endpoint);

    [Theory]
    [InlineData("an index on votes(clip_id)", "votes")]
    [InlineData("the `votes` table is scanned", "votes")]
    [InlineData("set `work_mem`; table `clips` is large", "clips")]
    [InlineData("`clips.user_id` has no index", "clips")]
    [InlineData("the table is scanned", null)]
    public void A_table_is_in_backticks_or_before_its_columns(string text, string? table) => ClaimWords.TableIn(text).ShouldBe(table);

    [Fact]
    public void A_long_text_is_cut_at_a_whole_character()
    {
        var claim = ClaimWords.Of("a", "", new string('x', 498) + "😀" + new string('x', 50));

        claim.Text.Length.ShouldBe(499);
        claim.Text.ShouldEndWith("x…");
    }
}
