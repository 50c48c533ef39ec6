using System.Globalization;
using Headroom.Statistics;
using Headroom.Statistics.Simulation;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics.Simulation;

/// <summary>
/// The decision as it ships, on simulated machines: the table of docs/method.md. HEADROOM_SIMULATED_RUNS sets how many experiments each line
/// counts; the bounds are what chance allows for that many.
/// </summary>
public class SimulatedVerdictsTests(ITestOutputHelper output)
{
    private const ulong Seed = 20260101;

    private static readonly int s_runs = int.Parse(Environment.GetEnvironmentVariable("HEADROOM_SIMULATED_RUNS") ?? "600", CultureInfo.InvariantCulture);

    private static readonly PairPlan s_usual = new(80, PairPlan.UsualBlock, PairPlan.UsualSettle);

    private static readonly PairPlan s_short = new(24, PairPlan.LongBlock, PairPlan.UsualSettle);

    public static TheoryData<string, bool> Machines =>
        [.. NoiseModel.All.SelectMany(static noise => new[] { false, true }.Select(isProbed => new TheoryDataRow<string, bool>(noise.Name, isProbed)))];

    [Theory]
    [MemberData(nameof(Machines))]
    public void Calls_no_difference_one_in_at_most_one_percent(string noise, bool isProbed)
    {
        var seen = Simulate(noise, s_usual, effect: 0, isProbed);
        (seen.Improved + seen.Regressed).ShouldBeLessThanOrEqualTo(Chance.Most(s_runs, OBrienFleming.Alpha));
        seen.Unfit.ShouldBeLessThanOrEqualTo(Chance.Most(s_runs, OBrienFleming.Alpha));
    }

    // The power that the method promises, less what its rounding to two digits may hide.
    [Theory]
    [InlineData("quiet", false, 1.00)]
    [InlineData("CI runner", false, 0.99)]
    [InlineData("noisy", false, 0.95)]
    [InlineData("very noisy", false, 0.80)]
    [InlineData("very noisy", true, 0.98)]
    public void Finds_ten_percent_as_often_as_it_says(string noise, bool isProbed, double power)
    {
        var seen = Simulate(noise, s_usual, effect: 0.10, isProbed);
        seen.Regressed.ShouldBeGreaterThanOrEqualTo(Chance.Fewest(s_runs, power - 0.005));
        seen.Improved.ShouldBe(0);
    }

    [Fact]
    public void Finds_ten_percent_in_few_long_blocks_of_a_quiet_machine() =>
        Simulate("quiet", s_short, effect: 0.10, isProbed: false).Regressed.ShouldBeGreaterThanOrEqualTo(Chance.Fewest(s_runs, 0.975));

    // Noise between blocks as it was measured on an idle machine.
    [Fact]
    public void Nearly_always_decides_on_an_idle_machine()
    {
        var seen = Simulate("quiet", s_usual, effect: 0, isProbed: true, spread: 0.48);
        (seen.Unfit + seen.Inconclusive).ShouldBeLessThanOrEqualTo(Chance.Most(s_runs, 0.10));
    }

    // The pairs that equivalence is said to need are enough for it, and not twice too many.
    [Fact]
    public void Shows_the_absence_of_a_difference_with_the_pairs_that_it_asks_for()
    {
        var pairs = PairPower.PairsForEquivalence(0.089, PairedDecision.EquivalenceMargin, OBrienFleming.Looks[^1].Alpha, power: 0.90);
        Simulate("quiet", s_usual with { Pairs = pairs }, effect: 0, isProbed: false, spread: 0.48).Equivalent
            .ShouldBeGreaterThanOrEqualTo(Chance.Fewest(s_runs, 0.85));
        Simulate("quiet", s_usual with { Pairs = pairs / 2 }, effect: 0, isProbed: false, spread: 0.48).Equivalent
            .ShouldBeLessThan(Chance.Most(s_runs, 0.60));
    }

    [Fact]
    public void Repeats_itself_from_its_seed()
    {
        var simulator = new BlockSimulator { Noise = NoiseModel.VeryNoisy, Plan = s_usual };
        SimulatedVerdicts.Of(simulator, 10, Seed).ShouldBe(SimulatedVerdicts.Of(simulator, 10, Seed));
        simulator.Run(new SeededRandom(1)).ShouldBe(simulator.Run(new SeededRandom(1)));
        simulator.Run(new SeededRandom(1)).ShouldNotBe(simulator.Run(new SeededRandom(2)));
    }

    private SimulatedVerdicts Simulate(string name, PairPlan plan, double effect, bool isProbed, double spread = 0.86)
    {
        var noise = NoiseModel.All.Single(noise => noise.Name == name);
        var simulator = new BlockSimulator { Noise = noise, Plan = plan, Effect = effect, IsProbed = isProbed, Spread = spread };
        var seen = SimulatedVerdicts.Of(simulator, s_runs, Seed);
        var machine = $"{name}{(isProbed ? " with the guard" : "")}, {plan.Block.TotalSeconds:0} s x {plan.Pairs}, spread {spread:0.00}";
        int[] verdicts = [seen.Improved, seen.Regressed, seen.Equivalent, seen.Inconclusive, seen.Unfit];
        var shares = string.Join(" | ", verdicts.Select(static count => (count / (double)s_runs).ToString("0.0000", CultureInfo.InvariantCulture)));
        output.WriteLine($"| {machine} | {effect:+0%;-0%;0} | {shares} | {seen.Measured / (double)s_runs:0} |");
        return seen;
    }
}
