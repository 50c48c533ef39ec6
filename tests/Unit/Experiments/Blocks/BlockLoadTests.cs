using Headroom.Experiments.Blocks;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Blocks;

public class BlockLoadTests
{
    private static readonly Executor.ConstantArrivalRate s_open = new(new PerSecond(30), TimeSpan.FromMinutes(5), 10);

    [Fact]
    public void A_block_is_the_plan_at_its_rate_for_a_block()
    {
        var block = BlockLoad.Of(Plan(s_open, s_open with { Rate = new PerSecond(20) }), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(0.5));

        block.WarmUp.ShouldBe(TimeSpan.FromSeconds(0.5));
        block.TotalDuration().ShouldBe(TimeSpan.FromSeconds(2.5));
        block.Scenarios.ShouldAllBe(scenario => scenario.StartTime == TimeSpan.Zero);
        block.Thresholds.ShouldBeEmpty();
        BlockLoad.Rate(block).Value.ShouldBe(50);
    }

    [Fact]
    public void Only_a_constant_rate_offers_both_arms_the_same()
    {
        BlockLoad.Refusal(Plan(s_open)).ShouldBeNull();
        BlockLoad.Refusal(Plan(s_open, new Executor.ConstantVus(5, TimeSpan.FromSeconds(1)))).ShouldNotBeNull().ShouldContain("scenario '1'");
        BlockLoad.Refusal(Plan(new Executor.RampingArrivalRate(new PerSecond(1), [], 1))).ShouldNotBeNull();
    }

    [Fact]
    public void A_plan_of_another_model_is_offered_at_the_rate_that_it_had_and_a_closed_one_at_half_of_it()
    {
        var ran = new PerSecond(40);

        Offered(new Executor.ConstantVus(5, TimeSpan.FromSeconds(1))).ShouldBe((20, 5));
        Offered(new Executor.RampingVus(1, [new Stage(TimeSpan.FromSeconds(1), 7), new Stage(TimeSpan.FromSeconds(1), 0)])).ShouldBe((20, 7));
        Offered(new Executor.RampingArrivalRate(new PerSecond(1), [new Stage(TimeSpan.FromSeconds(1), 90)], 8)).ShouldBe((40, 8));
        Offered(s_open).ShouldBe((30, 10));
        BlockLoad.Refusal(BlockLoad.AtMeanRate(Plan(s_open, new Executor.ConstantVus(5, TimeSpan.FromSeconds(1))), ran)).ShouldNotBeNull("nobody knows which scenario had how much");

        (double Rate, int Vus) Offered(Executor executor) =>
            BlockLoad.AtMeanRate(Plan(executor), ran).Scenarios.ShouldHaveSingleItem().Executor is Executor.ConstantArrivalRate open ? (open.Rate.Value, open.MaxVus) : default;
    }

    [Fact]
    public void A_web_socket_does_not_end_within_a_block() =>
        BlockLoad.Refusal(Plan(Exchange.WebSocket, s_open)).ShouldNotBeNull().ShouldContain("WebSocket");

    private static LoadPlan Plan(params IReadOnlyList<Executor> executors) => Plan(Exchange.Http, executors);

    private static LoadPlan Plan(Exchange exchange, params IReadOnlyList<Executor> executors) => new()
    {
        Name = "plan",
        Scenarios =
        [
            .. executors.Select((executor, i) => new Scenario
            {
                Name = $"{i}",
                Executor = executor,
                StartTime = TimeSpan.FromSeconds(i),
                Flows = [new Flow { Name = "flow", Requests = [new RequestTemplate { Method = "GET", Path = "/", Endpoint = "GET /", Exchange = exchange }] }],
            }),
        ],
    };
}
