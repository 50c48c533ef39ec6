using Headroom.Experiments.Probes;
using Headroom.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class EndpointRequestsTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly LeapingClock _clock = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task Draws_that_do_not_exist_are_followed_by_others()
    {
        var asked = Asked(404, 404, 200);

        var first = await FirstAsync(asked);

        first!.Value.Request.PathAndQuery.ShouldBe("/2");
        asked.IsOver.ShouldBeFalse();
    }

    [Fact]
    public async Task An_endpoint_is_given_up_after_a_handful_of_draws()
    {
        var asked = Asked(404);

        (await FirstAsync(asked)).HasValue.ShouldBeFalse();

        asked.Answers.ToString().ShouldBe("answered 404 to 5 of 5 requests");
    }

    [Fact]
    public async Task The_limit_of_a_minute_is_waited_out()
    {
        var asked = Asked(() => _clock.GetUtcNow() < DateTimeOffset.UnixEpoch + Minute ? 429 : 200, patience: 2 * Minute, limit: 2 * Minute);

        (await FirstAsync(asked))!.Value.Request.PathAndQuery.ShouldBe("/0");

        _clock.Waits.ShouldAllBe(wait => wait == TimeSpan.FromSeconds(5));
        (asked.Answers.Sent, asked.IsOver).ShouldBe((1, false));
    }

    [Fact]
    public async Task A_refusal_that_outlasts_the_waits_ends_it_at_the_first_draw()
    {
        var asked = Asked(429);

        (await FirstAsync(asked)).HasValue.ShouldBeFalse();

        asked.Answers.ToString().ShouldBe("answered 429 (a rate limit) to 1 of 1 request");
        _clock.Waits.Count.ShouldBe(ProbeRequests.WaitsOfMinute);
        asked.IsOver.ShouldBeTrue();
    }

    [Fact]
    public async Task A_probe_that_has_waited_long_enough_waits_no_more()
    {
        var patience = new Patience(Minute, ProbeRequests.WaitsOfMinute, _clock);
        await FirstAsync(Asked(() => 429, patience, 10 * Minute));
        var waits = _clock.Waits.Count;

        await FirstAsync(Asked(() => 429, patience, 10 * Minute));

        _clock.Waits.Count.ShouldBe(waits);
    }

    [Fact]
    public async Task It_ends_when_its_time_is_up_but_has_one_request_at_the_least()
    {
        var asked = Asked(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(20));
                return 404;
            },
            patience: Minute,
            limit: Minute);

        (await FirstAsync(asked)).HasValue.ShouldBeFalse();

        asked.Answers.Sent.ShouldBe(3);
        (await FirstAsync(asked)).HasValue.ShouldBeFalse();
        asked.Answers.Sent.ShouldBe(4);
    }

    [Fact]
    public async Task An_endpoint_without_answers_is_given_up_before_they_use_up_its_time()
    {
        var asked = Asked((int?)null);

        (await FirstAsync(asked)).HasValue.ShouldBeFalse();

        asked.Answers.ToString().ShouldBe("gave no answer (timeout) to 3 of 3 requests");
    }

    [Fact]
    public async Task A_request_now_and_then_without_an_answer_does_not_end_it()
    {
        var asked = Asked(null, null, 200, null, null, 200);

        for (var number = 0; number < 6; number++)
        {
            await asked.SendAsync(Draw(number), CancellationToken.None);
        }

        asked.IsOver.ShouldBeFalse();
    }

    private static RenderedRequest Draw(int number) => new() { Method = "GET", PathAndQuery = $"/{number}", Endpoint = "GET /{id}" };

    private static Task<(RenderedRequest Request, Reply Reply)?> FirstAsync(EndpointRequests asked) => asked.FirstAsync(Draw, CancellationToken.None);

    // The last of them is that of all further requests.
    private EndpointRequests Asked(params int?[] statuses)
    {
        var next = new Queue<int?>(statuses);
        return Asked(() => next.Count > 1 ? next.Dequeue() : next.Peek(), patience: 2 * Minute, limit: 2 * Minute);
    }

    private EndpointRequests Asked(Func<int?> status, TimeSpan patience, TimeSpan limit) =>
        Asked(status, new Patience(patience, ProbeRequests.WaitsOfMinute, _clock), limit);

    private EndpointRequests Asked(Func<int?> status, Patience patience, TimeSpan limit) =>
        new(_ => Task.FromResult(ReplyOf(status())), patience, limit, _clock);

    private static Reply ReplyOf(int? status) => new()
    {
        Status = status,
        Error = status is null ? ErrorKind.Timeout : ErrorKind.None,
        Headers = status == 429 ? [new("Retry-After", "60")] : [],
    };
}
