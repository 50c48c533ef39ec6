using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Scenarios;

public class ExecutorReaderTests
{
    private static readonly TimeSpan s_tenMinutes = TimeSpan.FromMinutes(10);

    public static TheoryData<string, Executor> Executors => new()
    {
        { "executor: constant-vus\nvus: 3\nduration: 5s", new Executor.ConstantVus(3, Seconds(5)) },
        { "executor: shared-iterations\nvus: 3\niterations: 30", new Executor.SharedIterations(3, 30, s_tenMinutes) },
        { "executor: shared-iterations\nvus: 3\niterations: 3\nmax_duration: 1m", new Executor.SharedIterations(3, 3, Seconds(60)) },
        { "executor: per-vu-iterations\nvus: 3\niterations: 1", new Executor.PerVuIterations(3, 1, s_tenMinutes) },
        { "executor: constant-arrival-rate\nrate: 600/m\nduration: 5s", new Executor.ConstantArrivalRate(new PerSecond(10), Seconds(5), 100) },
        {
            "executor: constant-arrival-rate\nrate: 10\nduration: 5s\narrivals: poisson\nmax_vus: 7",
            new Executor.ConstantArrivalRate(new PerSecond(10), Seconds(5), 7, Arrivals.Poisson)
        },
    };

    [Theory]
    [MemberData(nameof(Executors))]
    public void Reads_every_executor(string yaml, Executor expected) => Read(yaml).ShouldBe(expected);

    [Fact]
    public void Reads_stages_of_VUs_and_of_rates()
    {
        Read("executor: ramping-vus\nstart_vus: 1\nstages: [ { duration: 0s, target: 5 }, { duration: 1m, target: 5 } ]")
            .ShouldBeOfType<Executor.RampingVus>().Stages.ShouldBe([new(TimeSpan.Zero, 5), new(Seconds(60), 5)]);
        var open = Read("executor: ramping-arrival-rate\nstages: [ { duration: 1s, target: 60/m } ]\narrivals: even").ShouldBeOfType<Executor.RampingArrivalRate>();
        (open.StartRate, open.MaxVus, open.Arrivals).ShouldBe((default, 100, Arrivals.Even));
        open.Stages.ShouldBe([new(Seconds(1), 1)]);
    }

    [Fact]
    public void A_spike_is_a_rate_that_ramps_up_and_down()
    {
        var whole = Read("executor: spike\nbase_rate: 10/s\npeak_rate: 80/s\nbefore: 1m\nrise: 10s\nhold: 30s\nfall: 20s\nafter: 2m\nmax_vus: 9\narrivals: poisson")
            .ShouldBeOfType<Executor.RampingArrivalRate>();
        (whole.StartRate, whole.MaxVus, whole.Arrivals).ShouldBe((new PerSecond(10), 9, Arrivals.Poisson));
        whole.Stages.ShouldBe([new(Seconds(60), 10), new(Seconds(10), 80), new(Seconds(30), 80), new(Seconds(20), 10), new(Seconds(120), 10)]);
        Read("executor: spike\nbase_rate: 10/s\npeak_rate: 80/s\nhold: 30s").ShouldBeOfType<Executor.RampingArrivalRate>()
            .Stages.ShouldBe([new(Seconds(30), 10), new(default, 80), new(Seconds(30), 80), new(default, 10), new(Seconds(30), 10)]);
    }

    [Theory]
    [InlineData("executor: constant-rate", "did you mean constant-arrival-rate?")]
    [InlineData("executor: ramping-rate", "did you mean ramping-arrival-rate?")]
    [InlineData("executor: constant-vu", "did you mean constant-vus?")]
    [InlineData("executor: shared_iteration", "did you mean shared-iterations?")]
    [InlineData("executor: per-vu", "did you mean per-vu-iterations?")]
    [InlineData("executor: nothing-like-it", "'nothing-like-it'; expected one of constant-vus, ramping-vus, shared-iterations")]
    [InlineData("vus: 3", "'executor' is missing; expected one of constant-vus")]
    [InlineData("executor: shared-iterations\nvus: 3\niterations: 2", "2 iterations for 3 VUs to share; expected at least one for each")]
    [InlineData("executor: per-vu-iterations\nvus: 3", "'iterations' is missing")]
    [InlineData("executor: per-vu-iterations\nvus: 3\niterations: 1000000001", "from 1 to 1000000000")]
    [InlineData("executor: per-vu-iterations\nvus: 3\niterations: 1\nmax_duration: 25h", "from 0.001 s to 86400 s")]
    [InlineData("executor: per-vu-iterations\nvus: 3\niterations: 1\nduration: 5s", "'duration' does not belong to per-vu-iterations; expected vus, iterations, max_duration")]
    [InlineData("executor: spike\nbase_rate: 10\npeak_rate: 10\nhold: 1s", "a peak of 10/s; expected more than the base_rate of 10/s")]
    [InlineData("executor: spike\nbase_rate: 10\npeak_rate: 20\nhold: 10h\nbefore: 10h", "stages of 108000 s in all")]
    [InlineData("executor: constant-arrival-rate\nrate: 10\nduration: 5s\narrivals: random", "'random'; expected one of even, poisson")]
    [InlineData("executor: ramping-vus\nstages: [ { duration: 5s, target: 0 } ]", "every stage stays at 0")]
    [InlineData("executor: ramping-vus\nstages: [ { duration: 5s, targte: 1, target: 1 } ]", "unknown key 'targte' (did you mean target?)")]
    public void Says_what_it_expected(string yaml, string expected) =>
        Yaml.Mistakes($"{yaml}\nrequests: [ {{ get: / }} ]").ShouldHaveSingleItem().ShouldContain(expected);

    [Fact]
    public void Reads_the_values_of_an_unknown_executor_so_that_all_mistakes_come_at_once() => Yaml.Mistakes("""
        executor: constant-arival-rate
        duration: soon
        rate: -1
        vus: 0
        stages: [ { duration: x, target: y } ]
        requests: [ { get: x } ]
        """).Select(static mistake => mistake.Split(' ')[0]).ShouldBe(["1:11", "2:11", "3:7", "4:6", "5:23", "5:34", "6:20"]);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static Executor Read(string yaml) => Yaml.Plan($"{yaml}\nrequests: [ {{ get: / }} ]").Scenarios.ShouldHaveSingleItem().Executor;
}
