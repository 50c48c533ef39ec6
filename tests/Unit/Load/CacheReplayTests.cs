using Headroom.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load;

public sealed class CacheReplayTests
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);

    [Fact]
    public void Counts_equal_answers_within_the_time_and_fills_anew_after_it()
    {
        var repeats = CacheReplay.Of([Read(0), Read(0.5), Read(1.01), Read(1.02), Read(1.5)], Kept).ShouldHaveSingleItem();

        (repeats.Reads, repeats.Different, repeats.Equal, repeats.Stale).ShouldBe((5, 1, 3, 0));
        repeats.EqualTime.ShouldBe(TimeSpan.FromMilliseconds(30));
    }

    [Theory]
    [InlineData(1.01, 1)] // kept from its last byte on
    [InlineData(1.011, 0)]
    public void Keeps_an_answer_for_exactly_its_time(double secondBegins, long equal) => CacheReplay.Of([Read(0), Read(secondBegins)], Kept)[0].Equal.ShouldBe(equal);

    [Fact]
    public void A_changed_answer_is_stale_until_the_entry_expires() =>
        CacheReplay.Of([Read(0), Read(0.2, answer: 2), Read(0.3), Read(2, answer: 2), Read(2.1, answer: 2)], Kept)[0].ShouldSatisfyAllConditions(
            repeats => repeats.Stale.ShouldBe(1),
            repeats => repeats.Equal.ShouldBe(2));

    [Fact]
    public void While_the_first_is_on_its_way_there_is_nothing_to_answer_with() =>
        CacheReplay.Of([Read(0), Read(0.005), Read(0.5)], Kept)[0].Equal.ShouldBe(1);

    [Fact]
    public void Other_requests_and_other_endpoints_are_others()
    {
        var repeats = CacheReplay.Of([Read(0), Read(0.1, request: 2), Read(0.2) with { Endpoint = "GET /b" }], Kept);

        repeats.Select(one => (one.Endpoint, one.Different, one.Equal)).ShouldBe([("GET /a", 2L, 0L), ("GET /b", 1L, 0L)]);
    }

    [Fact]
    public void The_order_of_what_was_noted_does_not_matter() =>
        CacheReplay.Of([Read(0.5), Read(1.02), Read(0), Read(1.01)], Kept).ShouldBe(CacheReplay.Of([Read(0), Read(0.5), Read(1.01), Read(1.02)], Kept));

    private static ReadAnswer Read(double seconds, ulong request = 1, ulong answer = 1) =>
        new("GET /a", request, answer, (long)(seconds * 1e9), (long)(seconds * 1e9) + 10_000_000);
}
