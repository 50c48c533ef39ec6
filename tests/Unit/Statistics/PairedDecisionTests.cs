using Headroom.Statistics;
using Headroom.Statistics.Simulation;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Statistics;

public class PairedDecisionTests
{
    private const double Inf = double.PositiveInfinity;

    private static readonly PairPlan s_plan = new(80, PairPlan.UsualBlock, PairPlan.UsualSettle);

    [Fact]
    public void Finds_an_improvement_at_the_first_look_that_can_show_it()
    {
        var decision = PairedDecision.Of(Pairs(80, -0.20), s_plan)!;
        decision.Verdict.ShouldBe(new PairedVerdict.Improved());
        (decision.Look.Number, decision.Kept, decision.Dropped).ShouldBe((2, 40, 0));
        decision.Ratio!.Ratio.ShouldBe(0.80, 0.02);
        decision.Ratio.High.ShouldBeLessThan(1);
        decision.PValue.ShouldBeLessThan(decision.Look.Alpha);
        decision.DetectsEffect.ShouldBeTrue();
    }

    [Fact]
    public void Turns_around_with_its_arms()
    {
        var there = PairedDecision.Of(Pairs(80, -0.20), s_plan)!;
        var back = PairedDecision.Of([.. Pairs(80, -0.20).Select(static pair => new MetricPair(pair.Remedy, pair.Base))], s_plan)!;
        back.Verdict.ShouldBe(new PairedVerdict.Regressed());
        back.Ratio!.Ratio.ShouldBe(1 / there.Ratio!.Ratio, 1e-9);
        back.PValue.ShouldBe(there.PValue, 1e-12);
    }

    [Fact]
    public void Measures_on_until_a_look_is_due_and_decides()
    {
        var pairs = Pairs(80, -0.20);
        PairedDecision.Of([.. pairs.Take(39)], s_plan).ShouldBeNull();
        var atTheLook = PairedDecision.Of([.. pairs.Take(40)], s_plan)!;
        PairedDecision.Of(pairs, s_plan).ShouldBeEquivalentTo(atTheLook);
    }

    [Fact]
    public void Twenty_pairs_never_end_an_experiment_since_the_first_boundary_is_out_of_their_reach() =>
        PairedDecision.Of(Pairs(20, -0.9), s_plan).ShouldBeNull();

    [Theory]
    [InlineData(-0.0299, true)]
    [InlineData(-0.0301, false)]
    public void Calls_three_percent_an_effect_and_less_equivalent(double effect, bool isEquivalent)
    {
        // No noise between the arms, the same noise in both: the estimate is the effect.
        var decision = PairedDecision.Of([.. Pairs(80, 0).Select(pair => pair with { Remedy = pair.Base * (1 + effect) })], s_plan)!;
        decision.Verdict.ShouldBe(isEquivalent ? new PairedVerdict.Equivalent() : new PairedVerdict.Improved());
        decision.Look.IsLast.ShouldBe(isEquivalent);
    }

    [Fact]
    public void Says_what_is_still_needed_where_it_cannot_tell()
    {
        var decision = PairedDecision.Of(Pairs(80, 0, noise: 0.6), s_plan)!;
        var verdict = decision.Verdict.ShouldBeOfType<PairedVerdict.Inconclusive>();
        var deviation = PairPower.Deviation([.. Pairs(80, 0, noise: 0.6).Select(static pair => pair.LogRatio)])!.Value;
        verdict.PairsNeeded!.Value.ShouldBeGreaterThanOrEqualTo(PairPower.PairsNeeded(deviation) - 80);
        verdict.TimeNeeded.ShouldBe(verdict.PairsNeeded.Value * s_plan.PerPair);
        decision.DetectsEffect.ShouldBeFalse();
        verdict.Reason.ShouldContain("minimum detectable effect");
    }

    // What is said to be needed is enough when the ratio stays as it stands: every pair has its mirror image, so that it stays 1.
    [Fact]
    public void Asks_for_no_fewer_pairs_than_it_takes()
    {
        static MetricPair[] Mirrored(int count) =>
            [.. Pairs(count / 2, 0, noise: 0.25).SelectMany(static pair => new[] { pair, new MetricPair(pair.Remedy, pair.Base) })];

        var verdict = PairedDecision.Of(Mirrored(80), s_plan)!.Verdict.ShouldBeOfType<PairedVerdict.Inconclusive>();
        var longer = s_plan with { Pairs = 80 + verdict.PairsNeeded!.Value + (verdict.PairsNeeded.Value % 2) };
        PairedDecision.Of(Mirrored(longer.Pairs), longer)!.Verdict.ShouldBe(new PairedVerdict.Equivalent());
    }

    [Fact]
    public void Drops_disturbed_pairs_without_reading_them()
    {
        var pairs = Pairs(80, 0);
        MetricPair[] one = [.. pairs.Select(static (pair, i) => pair with { IsDisturbed = i % 3 == 0 })];
        MetricPair[] other = [.. one.Select(static pair => pair.IsDisturbed ? new MetricPair(Inf, 0, IsDisturbed: true) : pair)];
        var decision = PairedDecision.Of(one, s_plan)!;
        PairedDecision.Of(other, s_plan).ShouldBeEquivalentTo(decision);
        (decision.Kept, decision.Dropped).ShouldBe((53, 27));
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(41, true)]
    public void Is_unfit_when_more_than_half_of_the_pairs_were_disturbed(int disturbed, bool isUnfit)
    {
        var pairs = Pairs(80, -0.3).Select((pair, i) => pair with { IsDisturbed = i < disturbed }).ToArray();
        var decision = PairedDecision.Of(pairs, s_plan)!;
        (decision.Verdict is PairedVerdict.Unfit).ShouldBe(isUnfit);
    }

    [Fact]
    public void Is_unfit_when_the_base_arm_is_still_warming_up()
    {
        // Both arms get 3 % faster with every pair: the ratio is sound, the conditions are not those of a warm service.
        var warming = Pairs(80, -0.2, noise: 0.01).Select(static (pair, i) => new MetricPair(pair.Base * Math.Pow(0.97, i), pair.Remedy * Math.Pow(0.97, i)));
        var decision = PairedDecision.Of([.. warming], s_plan)!;
        decision.Verdict.ShouldBeOfType<PairedVerdict.Unfit>().Reason.ShouldContain("itself");
        decision.NegativeControl.ShouldBeLessThan(PairedDecision.ControlShare * decision.Look.Alpha);
    }

    [Fact]
    public void Counts_failed_blocks_as_the_greatest_ranks()
    {
        var failing = Pairs(80, 0).Select(static (pair, i) => i % 4 == 0 ? pair with { Remedy = Inf } : pair).ToArray();
        var decision = PairedDecision.Of(failing, s_plan)!;
        decision.Verdict.ShouldBe(new PairedVerdict.Regressed());
        decision.Kept.ShouldBeGreaterThanOrEqualTo(40);
        new MetricPair(Inf, Inf).LogRatio.ShouldBe(0);
        new MetricPair(0, 0).LogRatio.ShouldBe(0);
        new MetricPair(0, 5).LogRatio.ShouldBe(Inf);
        new MetricPair(5, 0).LogRatio.ShouldBe(-Inf);
    }

    [Fact]
    public void Is_inconclusive_when_cut_short_unless_a_look_had_decided()
    {
        var cut = PairedDecision.CutShort([.. Pairs(30, 0)], s_plan);
        cut.Verdict.ShouldBeOfType<PairedVerdict.Inconclusive>().Reason.ShouldContain("cut short");
        cut.Look.Z.ShouldBe(2.609 / Math.Sqrt(30 / 80.0), 1e-9);
        PairedDecision.CutShort([], s_plan).ShouldSatisfyAllConditions(
            static none => none.Ratio.ShouldBeNull(),
            static none => none.Verdict.ShouldBeOfType<PairedVerdict.Inconclusive>().PairsNeeded.ShouldBeNull());
        PairedDecision.CutShort([.. Pairs(50, -0.2)], s_plan).Verdict.ShouldBe(new PairedVerdict.Improved());
    }

    [Fact]
    public void Refuses_what_cannot_be()
    {
        Should.Throw<ArgumentException>(static () => PairedDecision.Of([], s_plan with { Pairs = PairedDecision.FewestPairs - 1 }));
        Should.Throw<ArgumentException>(static () => PairedDecision.Of(Pairs(81, 0), s_plan));
        Should.Throw<ArgumentException>(static () => PairedDecision.Of([new MetricPair(1, double.NaN)], s_plan));
        Should.Throw<ArgumentException>(static () => PairedDecision.Of([new MetricPair(-1, 1)], s_plan));
    }

    [Fact]
    public void Its_negative_control_can_fail_in_the_shortest_plan()
    {
        var alpha = PairedDecision.ControlShare * OBrienFleming.Looks[^1].Alpha;
        Math.Pow(2, 1 - (PairedDecision.FewestPairs / 2)).ShouldBeLessThan(alpha);
        Math.Pow(2, 1 - ((PairedDecision.FewestPairs - 2) / 2)).ShouldBeGreaterThan(alpha);
    }

    [Theory]
    [InlineData(1.0, 1.15, false)]
    [InlineData(1.0, 1.151, true)]
    [InlineData(1.16, 1.0, true)]
    public void Calls_halves_disturbed_beyond_fifteen_percent(double one, double other, bool isDisturbed) => MetricPair.Disturbs(one, other).ShouldBe(isDisturbed);

    [Fact]
    public void Improves_nothing_at_the_cost_of_what_is_guarded()
    {
        var improved = PairedDecision.Of(Pairs(80, -0.20), s_plan)!;
        var regressed = PairedDecision.Of(Pairs(80, 0.20), s_plan)!;
        var errors = Guard.OfFailures("errors", new PairedFailures(24_000, 3, 2), 0.001);
        var slower = Guard.OfRatio("p95 of GET /b", Pairs(40, 0.25));
        var same = Guard.OfRatio("p95 of GET /a", Pairs(40, 0));

        improved.With([errors, same]).ShouldBe(improved);
        improved.With([errors, same, slower]).Verdict.ShouldBeOfType<PairedVerdict.Inconclusive>().Reason.ShouldEndWith(": p95 of GET /b");
        improved.With([Guard.OfRatio("never measured", [])]).Verdict.ShouldBeOfType<PairedVerdict.Inconclusive>();
        regressed.With([slower]).ShouldBe(regressed);
    }

    private static MetricPair[] Pairs(int count, double effect, double noise = 0.04)
    {
        var random = new SeededRandom(21);
        return [.. Enumerable.Range(0, count).Select(_ => new MetricPair(
            100 * Math.Exp(noise * random.NextNormal()), 100 * (1 + effect) * Math.Exp(noise * random.NextNormal())))];
    }
}
