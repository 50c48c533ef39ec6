using System.Collections.Concurrent;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Contracts;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Headroom.Tests.Unit.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Contracts;

public sealed class ContractRunTests
{
    private readonly ConcurrentDictionary<string, bool> _taken = new(StringComparer.Ordinal);

    [Fact]
    public async Task A_write_that_the_same_data_takes_once_is_no_difference()
    {
        using var a = new LoopbackServer(TakeAsync);
        using var b = new LoopbackServer(TakeAsync);

        var endpoint = await ReplayAsync(a, b, sharesData: true);

        (endpoint.Different, endpoint.Compared, endpoint.OfOrder).ShouldBe((0, 0, 20));
    }

    [Fact]
    public async Task A_write_that_B_answers_as_A_never_does_is_one_in_the_same_data_too()
    {
        using var a = new LoopbackServer(TakeAsync);
        using var b = new LoopbackServer(static request => request.ReplyAsync(500, "{}"));

        var endpoint = await ReplayAsync(a, b, sharesData: true);

        (endpoint.Different, endpoint.OfOrder).ShouldBe((20, 0));
    }

    [Fact]
    public async Task With_data_of_their_own_no_order_excuses_B_and_each_write_is_sent_once()
    {
        using var a = new LoopbackServer(TakeAsync);
        using var b = new LoopbackServer(static request => request.ReplyAsync(409, "{}"));

        var endpoint = await ReplayAsync(a, b, sharesData: false);

        (endpoint.Different, endpoint.OfOrder).ShouldBe((20, 0));
        a.Requests.Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_rate_limit_that_one_arm_runs_into_is_no_difference()
    {
        var asked = 0;
        using var a = new LoopbackServer(request => request.ReplyAsync(Interlocked.Increment(ref asked) == 1 ? 429 : 201, "{}"));
        using var b = new LoopbackServer(static request => request.ReplyAsync(201, "{}"));

        var endpoint = await ReplayAsync(a, b, sharesData: false);

        (endpoint.Different, endpoint.Compared).ShouldBe((0, 20));
    }

    [Fact]
    public async Task Each_arm_gets_the_token_that_it_gave()
    {
        using var a = new LoopbackServer(static request => AsUserAsync(request, "a"));
        using var b = new LoopbackServer(static request => AsUserAsync(request, "b"));
        var login = new RequestTemplate
        {
            Method = "POST",
            Path = "/login",
            Endpoint = "POST /login",
            Extractions = [new Extraction("token", new ExtractionSource.Json("$.token"))],
        };
        var read = new RequestTemplate { Method = "GET", Path = "/me?token=${token}", Endpoint = "GET /me" };
        var seats = Seats();
        var load = seats with { Setup = [login], Scenarios = [seats.Scenarios[0] with { Flows = [new Flow { Name = "me", Requests = [read] }] }] };

        var contract = await new ContractRun(load, 1, TimeProvider.System).RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);

        var endpoint = contract.Endpoints.ShouldHaveSingleItem();
        (endpoint.Compared, endpoint.Different).ShouldBe((20, 0));
    }

    private static Task AsUserAsync(LoopbackServer.Request request, string user) =>
        request.Path == "/login" ? request.ReplyAsync(200, $$"""{"token":"{{user}}"}""")
        : request.Path == $"/me?token={user}" ? request.ReplyAsync(200, """{"name":"x"}""")
        : request.ReplyAsync(401, "{}");

    // A seat is given away once, whoever asks for it.
    private Task TakeAsync(LoopbackServer.Request request) => request.ReplyAsync(_taken.TryAdd(request.Path, true) ? 201 : 409, "{}");

    private static async Task<ContractEndpoint> ReplayAsync(LoopbackServer a, LoopbackServer b, bool sharesData)
    {
        var contract = await new ContractRun(Seats(), 1, TimeProvider.System) { SharesData = sharesData }.RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);
        return contract.Endpoints.ShouldHaveSingleItem();
    }

    private static LoadPlan Seats() => new()
    {
        Name = "seats",
        Scenarios =
        [
            new Scenario
            {
                Name = "one",
                Executor = new Executor.ConstantArrivalRate(new PerSecond(1), TimeSpan.FromSeconds(1), 1),
                Flows =
                [
                    new Flow
                    {
                        Name = "take",
                        Requests = [new RequestTemplate { Method = "POST", Path = "/seats/${iteration}", Endpoint = "POST /seats/{id}" }],
                    },
                ],
            },
        ],
    };
}
