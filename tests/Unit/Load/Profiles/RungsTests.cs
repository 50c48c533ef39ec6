using Headroom.Load.Profiles;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Profiles;

public sealed class RungsTests
{
    private static readonly Flow s_flow = new() { Name = "f", Requests = [new RequestTemplate { Method = "GET", Path = "/", Endpoint = "GET /" }] };

    [Fact]
    public void A_constant_rate_is_multiplied_and_has_room_for_as_many_at_once()
    {
        var load = ProfileTests.Plan(new Executor.ConstantArrivalRate(new PerSecond(30), TimeSpan.FromSeconds(10), 50, Arrivals.Poisson), s_flow);

        Rungs.At(load, 2).Scenarios.ShouldHaveSingleItem().Executor
            .ShouldBe(new Executor.ConstantArrivalRate(new PerSecond(60), TimeSpan.FromSeconds(10), 100, Arrivals.Poisson));
        Rungs.At(load, 0.5).Scenarios[0].Executor
            .ShouldBe(new Executor.ConstantArrivalRate(new PerSecond(15), TimeSpan.FromSeconds(10), 50, Arrivals.Poisson));
    }

    [Fact]
    public void A_ramp_stands_for_the_rate_that_it_holds()
    {
        Stage[] stages = [new(TimeSpan.FromSeconds(5), 40), new(TimeSpan.FromSeconds(20), 40)];
        var load = ProfileTests.Plan(new Executor.RampingArrivalRate(new PerSecond(1), stages, 8), s_flow);

        Rungs.At(load, 1.5).Scenarios[0].Executor
            .ShouldBe(new Executor.ConstantArrivalRate(new PerSecond(60), TimeSpan.FromSeconds(25), 12));
    }

    [Fact]
    public void A_load_without_a_rate_is_refused_and_one_beyond_the_ceiling()
    {
        Rungs.Refusal(ProfileTests.Plan(new Executor.ConstantVus(3, TimeSpan.FromSeconds(10)), s_flow), 1)!.ShouldContain("no rate to multiply");
        var high = ProfileTests.Plan(new Executor.ConstantArrivalRate(new PerSecond(50_000), TimeSpan.FromSeconds(10), 50), s_flow);
        Rungs.Refusal(high, 2).ShouldBeNull();
        Rungs.Refusal(high, 2.1)!.ShouldContain("expected at most 100000/s");
    }

    [Theory]
    [InlineData(5000, 2.0, null)]
    [InlineData(5001, 2.0, "has 10000 iterations at once instead of 10002")]
    [InlineData(10_000, 0.5, null)]
    public void Iterations_at_once_that_are_cut_off_are_told(int maxVus, double factor, string? told)
    {
        var load = ProfileTests.Plan(new Executor.ConstantArrivalRate(new PerSecond(10), TimeSpan.FromSeconds(10), maxVus), s_flow);

        Rungs.Refusal(load, factor).ShouldBeNull();
        (Rungs.Cut(load, factor) ?? "").ShouldContain(told ?? "");
        (Rungs.Cut(load, factor) is null).ShouldBe(told is null);
    }
}
