using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class ProbeRequestsTests
{
    private static readonly DateTimeOffset Now = new(1994, 11, 6, 8, 49, 37, TimeSpan.Zero);

    [Theory]
    [InlineData("4", 4)]
    [InlineData("Sun, 06 Nov 1994 08:49:40 GMT", 3)]
    [InlineData("Sunday, 06-Nov-94 08:49:40 GMT", 3)]
    [InlineData("Sun Nov  6 08:49:40 1994", 3)]
    public void A_refusal_is_waited_out_as_long_as_it_says(string retryAfter, int seconds) => WaitOf(retryAfter).ShouldBe(seconds);

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("Sun, 06 Nov 1994 08:49:30 GMT")]
    [InlineData("Fri, 31 Dec 1993 23:59:59 GMT")]
    public void Never_less_than_a_second(string retryAfter) => WaitOf(retryAfter).ShouldBe(1);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("4 s")]
    [InlineData("4.5")]
    [InlineData("Sun, 99 Nov 1994 08:49:40 GMT")]
    public void A_refusal_that_does_not_say_is_waited_out_for_a_second(string? retryAfter) => WaitOf(retryAfter).ShouldBe(1);

    [Theory]
    [InlineData("6")]
    [InlineData("3600")]
    [InlineData("99999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("Sun, 06 Nov 1994 08:49:43 GMT")]
    [InlineData("Fri, 31 Dec 1999 23:59:59 GMT")]
    public void Never_more_than_five_seconds(string retryAfter) => WaitOf(retryAfter).ShouldBe(5);

    [Fact]
    public async Task Each_refusal_is_waited_out_by_itself()
    {
        var clock = new LeapingClock(Now);
        var replies = new Queue<Reply>([Refusal(429, "4"), Refusal(429, "Sun, 06 Nov 1994 08:49:43 GMT"), new Reply { Status = 200 }]);

        var (reply, waits) = await ProbeRequests.SendPatientlyAsync(
            () => Task.FromResult(replies.Dequeue()), ProbeRequests.IsRateLimited, ProbeRequests.MostWaits, clock, CancellationToken.None);

        reply.Status.ShouldBe(200);
        waits.ShouldBe(2);
        clock.Waits.ShouldBe([TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(2)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_refusal_is_the_answer_once_the_waits_are_used_up(int mostWaits)
    {
        var replies = new Queue<Reply>(Enumerable.Repeat(Refusal(429, "1"), 10));

        var (reply, waits) = await ProbeRequests.SendPatientlyAsync(
            () => Task.FromResult(replies.Dequeue()), ProbeRequests.IsRateLimited, mostWaits, new LeapingClock(Now), CancellationToken.None);

        reply.Status.ShouldBe(429);
        waits.ShouldBe(mostWaits);
        replies.Count.ShouldBe(10 - 1 - mostWaits);
    }

    [Fact]
    public async Task A_service_that_is_not_available_is_waited_for_only_where_asked()
    {
        var replies = new Queue<Reply>([Refusal(503, "1"), Refusal(503, "1"), new Reply { Status = 200 }]);
        var clock = new LeapingClock(Now);

        var (limited, waits) = await ProbeRequests.SendPatientlyAsync(
            () => Task.FromResult(replies.Dequeue()), ProbeRequests.IsRateLimited, ProbeRequests.MostWaits, clock, CancellationToken.None);
        var refused = await ProbeRequests.SendPatientlyAsync(() => Task.FromResult(replies.Dequeue()), clock, CancellationToken.None);

        limited.Status.ShouldBe(503);
        waits.ShouldBe(0);
        refused.Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("{\"name\": \"ann\", \"password\": \"x\"}", true)]
    [InlineData("{\"newPassword\": \"x\"}", true)]
    [InlineData("username=ann&password=x", true)]
    [InlineData("user[password]=x", true)]
    [InlineData("user%5Bpassword%5D=x", true)]
    [InlineData("{\"text\": \"I forgot my password\"}", false)]
    [InlineData("{\"password_hint\": \"x\"}", false)]
    [InlineData(null, false)]
    public void Knows_requests_that_hold_a_password(string? body, bool expected)
    {
        var request = new RequestTemplate { Method = "POST", Path = "/login", Endpoint = "POST /login", Body = body };

        ProbeRequests.SendsPassword(request).ShouldBe(expected);
    }

    [Theory]
    [InlineData(429, "429 (a rate limit)")]
    [InlineData(503, "503")]
    [InlineData(404, "404")]
    public void A_rate_limit_is_told_as_one(int status, string words) => ProbeRequests.Text(new Reply { Status = status }).ShouldBe(words);

    [Theory]
    [InlineData("/me", "Bearer ${token}", "; it takes ${token} from an earlier response, which alone it has as the first one gave it, or not at all")]
    [InlineData("/orders/${order}", "Bearer ${token}", "; it takes ${token}, ${order} from an earlier response, which alone it has as the first one gave it, or not at all")]
    [InlineData("/orders/${iteration}", "Bearer ${secret}", "")]
    public void Says_which_values_of_earlier_responses_a_request_lacks_alone(string path, string authorization, string words)
    {
        var login = new RequestTemplate
        {
            Method = "POST",
            Path = "/login",
            Endpoint = "POST /login",
            Extractions = [TakenAs("token"), TakenAs("order"), TakenAs("secret")],
        };
        var request = new RequestTemplate
        {
            Method = "GET",
            Path = path,
            Endpoint = "GET /",
            Headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = authorization },
        };
        var load = GivenLoad.Of("GET") with
        {
            Setup = [login],
            Variables = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["secret"] = "x" },
        };

        ProbeRequests.Lacking(load, request).ShouldBe(words);
    }

    private static Extraction TakenAs(string name) => new(name, new ExtractionSource.Header(name));

    private static double WaitOf(string? retryAfter) => ProbeRequests.WaitOf(retryAfter, Now).TotalSeconds;

    private static Reply Refusal(int status, string retryAfter) => new() { Status = status, Headers = [new("Retry-After", retryAfter)] };
}
