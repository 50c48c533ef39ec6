using System.Collections.Concurrent;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Contracts;
using Headroom.Model.Contracts;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Headroom.Tests.Unit.Experiments.Probes;
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
    public async Task What_both_arms_fail_is_counted_by_status()
    {
        var asked = 0;
        using var a = new LoopbackServer(request => request.ReplyAsync(Interlocked.Increment(ref asked) <= 2 ? 502 : 500, "{}"));
        using var b = new LoopbackServer(static request => request.ReplyAsync(500, "{}"));

        var endpoint = await ReplayAsync(a, b, sharesData: false);

        endpoint.FailedByA.ShouldBe([new FailedAnswers(500, 18), new FailedAnswers(502, 2)]);
        endpoint.FailedByB.ShouldBe([new FailedAnswers(500, 20)]);
    }

    [Fact]
    public async Task Each_arm_gets_the_token_that_it_gave()
    {
        using var a = new LoopbackServer(static request => AsUserAsync(request, "a"));
        using var b = new LoopbackServer(static request => AsUserAsync(request, "b"));

        var contract = await new ContractRun(Profile(), 1, TimeProvider.System).RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);

        var endpoint = contract.Endpoints.ShouldHaveSingleItem();
        (endpoint.Compared, endpoint.Different).ShouldBe((20, 0));
    }

    [Fact]
    public async Task Each_arm_takes_back_what_its_setup_made()
    {
        using var a = new LoopbackServer(static request => AsUserAsync(request, "a"));
        using var b = new LoopbackServer(static request => AsUserAsync(request, "b"));
        var logout = new RequestTemplate { Method = "POST", Path = "/logout?token=${token}", Endpoint = "POST /logout" };

        await new ContractRun(Profile() with { Teardown = [logout] }, 1, TimeProvider.System).RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);

        a.Requests[^1].Path.ShouldBe("/logout?token=a");
        b.Requests[^1].Path.ShouldBe("/logout?token=b");
    }

    [Fact]
    public async Task An_arm_that_lets_nobody_in_is_told_by_its_name()
    {
        using var a = new LoopbackServer(static request => AsUserAsync(request, "a"));
        using var b = new LoopbackServer(static request => request.ReplyAsync(401, "{}"));

        var refusal = await Should.ThrowAsync<ArmSetupException>(() => new ContractRun(Profile(), 1, TimeProvider.System).RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken));

        refusal.Message.ShouldBe("arm B: the load's setup: POST /login answered 401");
    }

    [Fact]
    public async Task What_each_arm_made_for_itself_has_other_values_and_only_another_shape_is_a_difference()
    {
        using var a = new LoopbackServer(static request => AsUserAsync(request, "a", """{"name":"of a"}"""));
        using var b = new LoopbackServer(static request => AsUserAsync(request, "b", """{"name":"of b"}"""));
        using var reshaped = new LoopbackServer(static request => AsUserAsync(request, "c", """{"title":"of c"}"""));

        var alike = await ReadAsync(a, b);
        var other = await ReadAsync(a, reshaped);

        (alike.Compared, alike.Different, alike.ComparesValues).ShouldBe((20, 0, false));
        (other.Compared, other.Different).ShouldBe((20, 20));

        async Task<ContractEndpoint> ReadAsync(LoopbackServer one, LoopbackServer another)
        {
            var contract = await new ContractRun(Profile(), 1, TimeProvider.System).RunAsync(
                new ArmRequest { Name = "A", Url = one.Url }, new ArmRequest { Name = "B", Url = another.Url }, TestContext.Current.CancellationToken);
            return contract.Endpoints.ShouldHaveSingleItem();
        }
    }

    [Theory]
    [InlineData(200, """{"seen":[1]}""")]
    [InlineData(404, """{"name":"x","seen":[1]}""")]
    public async Task A_list_whose_length_changes_hides_no_other_shape_of_what_each_arm_has_for_itself(int status, string body)
    {
        var asked = 0;
        using var a = new LoopbackServer(request => AsUserAsync(
            request, "a", Interlocked.Increment(ref asked) % 2 == 0 ? """{"name":"x","seen":[1]}""" : """{"name":"x","seen":[1,2]}"""));
        using var b = new LoopbackServer(request => request.Path == "/login" ? AsUserAsync(request, "b") : request.ReplyAsync(status, body));

        var contract = await new ContractRun(Profile(), 1, TimeProvider.System).RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);

        contract.Endpoints.ShouldHaveSingleItem().Different.ShouldBe(20);
    }

    [Fact]
    public async Task Two_ways_to_one_service_are_asked_for_the_same_values_and_only_one_logs_in()
    {
        using var a = new LoopbackServer(static request => AsUserAsync(request, "a"));
        using var b = new LoopbackServer(static request => AsUserAsync(request, "a", """{"name":"y"}"""));

        var contract = await new ContractRun(Profile(), 1, TimeProvider.System) { OnlyReads = true }.RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);

        var endpoint = contract.Endpoints.ShouldHaveSingleItem();
        (endpoint.Different, endpoint.ComparesValues).ShouldBe((20, true));
        b.Requests.ShouldAllBe(request => request.Path == "/me?token=a");
    }

    [Fact]
    public async Task A_list_that_A_gives_in_any_order_is_no_difference_and_one_in_a_fixed_order_is()
    {
        var asked = 0;
        using var unsure = new LoopbackServer(request => request.ReplyAsync(200, Interlocked.Increment(ref asked) % 4 == 2 ? "[2,1]" : "[1,2]"));
        using var sure = new LoopbackServer(static request => request.ReplyAsync(200, "[1,2]"));
        using var b = new LoopbackServer(static request => request.ReplyAsync(200, "[2,1]"));

        var anyOrder = await ReadAsync(unsure);
        var fixedOrder = await ReadAsync(sure);

        (anyOrder.Compared, anyOrder.Different).ShouldBe((20, 0));
        anyOrder.Volatile.ShouldBe(["[]"]);
        (fixedOrder.Compared, fixedOrder.Different).ShouldBe((20, 20));

        async Task<ContractEndpoint> ReadAsync(LoopbackServer a)
        {
            var contract = await new ContractRun(GivenLoad.Of("GET"), 1, TimeProvider.System).RunAsync(
                new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);
            return contract.Endpoints.ShouldHaveSingleItem();
        }
    }

    [Theory]
    [InlineData(true, 19, 0)]
    [InlineData(false, 20, 1)]
    public async Task A_limit_that_outlasts_the_waits_is_chance_where_A_has_it_too(bool isOfA, int compared, int different)
    {
        var asked = 0;
        using var limited = new LoopbackServer(request => request.ReplyAsync(Interlocked.Increment(ref asked) is > 2 and < 7 ? 429 : 200, "{}"));
        using var free = new LoopbackServer(static request => request.ReplyAsync(200, "{}"));
        var (a, b) = isOfA ? (limited, free) : (free, limited);

        var contract = await new ContractRun(GivenLoad.Of("GET"), 1, new HastyClock()).RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);

        var endpoint = contract.Endpoints.ShouldHaveSingleItem();
        (endpoint.Compared, endpoint.Different).ShouldBe((compared, different));
    }

    [Theory]
    [InlineData(true, "429")]
    [InlineData(false, "no response")]
    public async Task What_B_refuses_or_leaves_each_time_that_A_answers_is_no_chance(bool limits, string status)
    {
        var asked = 0;
        using var a = new LoopbackServer(request => request.ReplyAsync(Interlocked.Increment(ref asked) == 1 ? 429 : 200, "{}"));
        using var b = new LoopbackServer(request => limits ? request.ReplyAsync(429, "{}") : request.ResetAsync());

        var contract = await new ContractRun(GivenLoad.Of("GET"), 1, new HastyClock()).RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);

        var endpoint = contract.Endpoints.ShouldHaveSingleItem();
        (endpoint.Compared, endpoint.Different).ShouldBe((20, 20));
        endpoint.Differences[0].ShouldBe(new ContractDifference("status", "", "200", status));
    }

    [Theory]
    [InlineData("""{"next":"http://HOST/orders?page=2"}""", 0)]
    [InlineData("""{"next":"http:\/\/HOST\/orders?page=2"}""", 0)]
    [InlineData("""<a href="http://HOST/orders?page=2">""", 0)]
    [InlineData("""{"seen":"HOST"}""", 20)]
    public async Task A_link_to_the_service_itself_is_the_same_wherever_it_is(string body, int different)
    {
        using var a = new LoopbackServer(request => request.ReplyAsync(200, body.Replace("HOST", request.Headers["Host"], StringComparison.Ordinal)));
        using var b = new LoopbackServer(request => request.ReplyAsync(200, body.Replace("HOST", request.Headers["Host"], StringComparison.Ordinal)));

        var contract = await new ContractRun(GivenLoad.Of("GET"), 1, TimeProvider.System).RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);

        contract.Endpoints.ShouldHaveSingleItem().Different.ShouldBe(different);
    }

    [Theory]
    [InlineData(200, "[{0}]", 0, 0, 20)]
    [InlineData(200, "{0}", 20, 0, 0)]
    [InlineData(200, "[]", 20, 20, 0)]
    [InlineData(404, "{0}", 20, 20, 0)]
    public async Task Bodies_that_are_not_read_whole_are_alike_by_their_bytes_different_where_one_arm_alone_sends_one_and_else_neither(
        int statusOfB, string bodyOfB, int compared, int different, int unread)
    {
        var deep = new string('[', JsonPlaces.MaxDepth + 1) + new string(']', JsonPlaces.MaxDepth + 1);
        using var a = new LoopbackServer(request => request.ReplyAsync(200, deep));
        using var b = new LoopbackServer(request => request.ReplyAsync(statusOfB, bodyOfB.Replace("{0}", deep, StringComparison.Ordinal)));

        var contract = await new ContractRun(GivenLoad.Of("GET"), 1, TimeProvider.System).RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);

        var endpoint = contract.Endpoints.ShouldHaveSingleItem();
        (endpoint.Compared, endpoint.Different).ShouldBe((compared, different));
        endpoint.Unread.Sum(static answers => answers.Count).ShouldBe(unread);
        endpoint.Unread.ShouldAllBe(static answers => answers.Reason == "JSON nested deeper than 64 levels");
    }

    [Fact]
    public async Task A_link_to_the_address_that_both_arms_are_configured_with_is_the_same()
    {
        var body = "";
        using var a = new LoopbackServer(request => request.ReplyAsync(200, body));
        using var b = new LoopbackServer(request => request.ReplyAsync(200, body));
        body = $$"""{"next":"{{a.Url}}orders?page=2"}""";

        var contract = await new ContractRun(GivenLoad.Of("GET"), 1, TimeProvider.System).RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);

        contract.Endpoints.ShouldHaveSingleItem().Different.ShouldBe(0);
    }

    private static Task AsUserAsync(LoopbackServer.Request request, string user, string profile = """{"name":"x"}""") =>
        request.Path == "/login" ? request.ReplyAsync(200, $$"""{"token":"{{user}}"}""")
        : request.Path == $"/me?token={user}" ? request.ReplyAsync(200, profile)
        : request.ReplyAsync(401, "{}");

    // A login, and what it shows to whom it let in.
    private static LoadPlan Profile()
    {
        var login = new RequestTemplate
        {
            Method = "POST",
            Path = "/login",
            Endpoint = "POST /login",
            Extractions = [new Extraction("token", new ExtractionSource.Json("$.token"))],
        };
        var read = new RequestTemplate { Method = "GET", Path = "/me?token=${token}", Endpoint = "GET /me" };
        var seats = Seats();
        return seats with { Setup = [login], Scenarios = [seats.Scenarios[0] with { Flows = [new Flow { Name = "me", Requests = [read] }] }] };
    }

    // A seat is given away once, whoever asks for it.
    private Task TakeAsync(LoopbackServer.Request request) => request.ReplyAsync(_taken.TryAdd(request.Path, true) ? 201 : 409, "{}");

    private static async Task<ContractEndpoint> ReplayAsync(LoopbackServer a, LoopbackServer b, bool sharesData)
    {
        var contract = await new ContractRun(Seats(), 1, TimeProvider.System) { SharesData = sharesData }.RunAsync(
            new ArmRequest { Name = "A", Url = a.Url }, new ArmRequest { Name = "B", Url = b.Url }, TestContext.Current.CancellationToken);
        return contract.Endpoints.ShouldHaveSingleItem();
    }

    /// <summary>A clock whose waits take a hundredth of their time.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 100 : dueTime, period);
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
