using Headroom.Load.Profiles;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Profiles;

public class ProfileTests
{
    private static readonly Flow s_read = new() { Name = "read", Requests = [Get("/a"), Get("/b")] };
    private static readonly Flow s_write = new() { Name = "write", Weight = 2, Requests = [Post("/c")] };

    [Fact]
    public void Has_every_shape_and_every_mix_by_name()
    {
        Profile.All.Select(static profile => profile.Name).ShouldBe(
            ["smoke", "low", "medium", "high", "spike", "stress", "soak", "read-heavy", "write-heavy", "mixed-80-20"]);
        Profile.Named("loud").ShouldBeNull();
    }

    [Theory]
    [InlineData("low", 3, 5, 3)]
    [InlineData("medium", 10, 20, 10)]
    [InlineData("high", 20, 40, 20)]
    public void Scales_what_the_plan_says_and_rounds_VUs_up(string name, int vus, double rate, int iterations)
    {
        Apply(name, new Executor.ConstantVus(10, Seconds(30))).ShouldBe(new Executor.ConstantVus(vus, Seconds(30)));
        Apply(name, new Executor.ConstantArrivalRate(new PerSecond(20), Seconds(30), 50, Arrivals.Poisson))
            .ShouldBe(new Executor.ConstantArrivalRate(new PerSecond(rate), Seconds(30), rate > 20 ? 100 : 50, Arrivals.Poisson));
        Apply(name, new Executor.SharedIterations(10, 10, Seconds(5))).ShouldBe(new Executor.SharedIterations(vus, iterations, Seconds(5)));
        Apply(name, new Executor.PerVuIterations(10, 7, Seconds(5))).ShouldBe(new Executor.PerVuIterations(vus, 7, Seconds(5)));
        Apply(name, new Executor.RampingVus(0, [new(Seconds(5), 10)])).ShouldBeOfType<Executor.RampingVus>().Stages.ShouldBe([new(Seconds(5), vus)]);
        Apply(name, new Executor.RampingArrivalRate(new PerSecond(20), [new(Seconds(5), 20)], 5)).ShouldBeOfType<Executor.RampingArrivalRate>()
            .Stages.ShouldBe([new(Seconds(5), rate)]);
    }

    [Fact]
    public void A_smoke_test_gives_one_VU_five_iterations_of_each_flow_at_once_and_records_all()
    {
        var plan = Plan(new Executor.ConstantVus(10, Seconds(30)), s_read, s_write) with { WarmUp = Seconds(5) };
        plan = plan with { Scenarios = [plan.Scenarios[0] with { StartTime = Seconds(60) }] };
        var smoke = Profile.Named("smoke")!.Apply(plan);
        (smoke.WarmUp, smoke.Scenarios[0].StartTime, smoke.Name).ShouldBe((TimeSpan.Zero, TimeSpan.Zero, "plan-smoke"));
        smoke.Scenarios[0].Executor.ShouldBe(new Executor.PerVuIterations(1, 10, Seconds(60)));
        smoke.Scenarios[0].Flows.ShouldBe(plan.Scenarios[0].Flows);
    }

    [Fact]
    public void A_spike_goes_to_four_times_the_load_and_back()
    {
        var open = Apply("spike", new Executor.ConstantArrivalRate(new PerSecond(5), Seconds(30), 50)).ShouldBeOfType<Executor.RampingArrivalRate>();
        (open.StartRate.Value, open.MaxVus).ShouldBe((5, 200));
        open.Stages.ShouldBe([new(Seconds(60), 5), new(Seconds(10), 20), new(Seconds(60), 20), new(Seconds(10), 5), new(Seconds(120), 5)]);
        Apply("spike", new Executor.PerVuIterations(3, 7, Seconds(5))).ShouldBeOfType<Executor.RampingVus>().Stages[2].Target.ShouldBe(12);
    }

    [Fact]
    public void Stress_goes_in_stairs_to_four_times_the_load() =>
        Apply("stress", new Executor.ConstantVus(5, Seconds(30))).ShouldBeOfType<Executor.RampingVus>().Stages.ShouldBe([
            new(Seconds(120), 5), new(Seconds(10), 10), new(Seconds(120), 10), new(Seconds(10), 15), new(Seconds(120), 15), new(Seconds(10), 20), new(Seconds(120), 20),
        ]);

    [Fact]
    public void A_soak_keeps_for_an_hour_what_a_ramp_holds_longest()
    {
        Apply("soak", new Executor.RampingArrivalRate(default, [new(Seconds(60), 30), new(Seconds(60), 30), new(Seconds(5), 90), new(Seconds(20), 90)], 7))
            .ShouldBe(new Executor.ConstantArrivalRate(new PerSecond(30), TimeSpan.FromHours(1), 7));
        Apply("soak", new Executor.RampingVus(0, [new(Seconds(60), 30), new(Seconds(60), 0)])).ShouldBe(new Executor.ConstantVus(30, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void The_warm_up_of_a_course_is_at_most_a_tenth_of_it()
    {
        var plan = Plan(new Executor.ConstantVus(1, TimeSpan.FromHours(2)), s_read) with { WarmUp = TimeSpan.FromHours(1) };
        Profile.Named("spike")!.Apply(plan).WarmUp.ShouldBe(Seconds(26));
        Profile.Named("soak")!.Apply(plan with { WarmUp = Seconds(9) }).WarmUp.ShouldBe(Seconds(9));
    }

    [Fact]
    public void Adds_thresholds_only_to_a_plan_that_has_none()
    {
        var plan = Plan(new Executor.ConstantVus(1, Seconds(9)), s_read, s_write);
        string[] Of(string name) => [.. Profile.Named(name)!.Apply(plan).Thresholds.Select(static threshold => threshold.Source + " " + threshold.Expression)];
        Of("smoke").ShouldBe(["http_req_failed rate<=0"]);
        Of("medium").ShouldBe(["http_req_failed rate<0.01"]);
        Of("read-heavy").ShouldBe(["http_req_failed rate<0.01"]);
        Of("stress").ShouldBeEmpty();
        var own = new Threshold { Metric = "latency", Aggregate = new Aggregate.Mean(), Comparison = Comparison.Below, Bound = 5 };
        Profile.Named("smoke")!.Apply(plan with { Thresholds = [own] }).Thresholds.ShouldBe([own]);
    }

    [Fact]
    public void Refuses_what_goes_beyond_any_plan()
    {
        Mistake("high", new Executor.ConstantVus(6000, Seconds(5))).ShouldBe("high: 12000 VUs in scenario 'plan'; expected at most 10000");
        Mistake("high", new Executor.ConstantArrivalRate(new PerSecond(60_000), Seconds(5), 9000))
            .ShouldBe("high: a rate of 120000/s in scenario 'plan'; expected at most 100000/s");
        Mistake("medium", new Executor.ConstantVus(10_000, Seconds(5))).ShouldBeNull();
        Should.Throw<ArgumentException>(() => Apply("high", new Executor.ConstantVus(6000, Seconds(5))));
    }

    [Fact]
    public void Refuses_more_VUs_than_a_feed_has_values_for()
    {
        var plan = Plan(new Executor.ConstantVus(2, Seconds(5)), new Flow { Name = "f", Requests = [Get("/${u}")] }) with
        {
            Feeds = [new Feed { Name = "u", Values = new FeedValues.Range(1, 3), Order = FeedOrder.PerVu }],
        };
        Profile.Named("medium")!.Mistake(plan).ShouldBeNull();
        Profile.Named("high")!.Mistake(plan).ShouldBe("high: feed 'u' has 3 values for 4 VUs that keep one each; expected as many");
    }

    internal static RequestTemplate Get(string path) => new() { Method = "GET", Path = path, Endpoint = $"GET {path}" };

    internal static RequestTemplate Post(string path) => new() { Method = "POST", Path = path, Endpoint = $"POST {path}" };

    internal static LoadPlan Plan(Executor executor, params Flow[] flows) =>
        new() { Name = "plan", Scenarios = [new Scenario { Name = "plan", Executor = executor, Flows = flows }] };

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Executor Apply(string name, Executor executor) => Profile.Named(name)!.Apply(Plan(executor, s_read)).Scenarios[0].Executor;

    private static string? Mistake(string name, Executor executor) => Profile.Named(name)!.Mistake(Plan(executor, s_read));
}
