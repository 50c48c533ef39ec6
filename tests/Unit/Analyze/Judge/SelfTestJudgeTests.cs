using Headroom.Analyze.Judge;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Judge;

public sealed class SelfTestJudgeTests
{
    [Fact]
    public void A_series_is_decided_in_disjoint_pieces_and_the_rest_is_left()
    {
        var decisions = SelfTestJudge.Decide(GivenBlocks.Pairs(100, 1.2), 24);

        decisions.Count.ShouldBe(4);
        decisions.ShouldAllBe(decision => decision.Verdict == ProofVerdict.Regressed);
        SelfTestJudge.Count(decisions).ShouldBe(new SelfTestVerdicts { Regressed = 4 });
    }

    [Fact]
    public void Equal_arms_are_decided_equal()
    {
        var verdicts = SelfTestJudge.Count(SelfTestJudge.Decide(GivenBlocks.Pairs(96, 1), 48));

        verdicts.ShouldBe(new SelfTestVerdicts { Equivalent = 2 });
    }

    [Theory]
    [InlineData(294, 6, 0, 0.05, true)]
    [InlineData(293, 7, 0, 0.05, false)] // more than alpha makes of it
    [InlineData(270, 0, 30, 0.05, true)]
    [InlineData(269, 0, 31, 0.05, false)] // too few conclusive, on an idle machine
    [InlineData(269, 0, 31, 0.2, null)] // and on a busy one nobody can tell
    [InlineData(269, 7, 24, 0.2, false)] // false positives count on every machine
    [InlineData(0, 0, 0, 0.05, null)]
    public void Equal_arms_pass(int equivalent, int wrong, int open, double foreign, bool? passed) =>
        SelfTestJudge.AreCalledEqual(new SelfTestVerdicts { Equivalent = equivalent, Regressed = wrong / 2, Improved = wrong - (wrong / 2), Inconclusive = open }, new Ratio(foreign))
            .ShouldBe(passed);

    [Fact]
    public void Where_nobody_knows_who_else_is_busy_nothing_is_idle() =>
        SelfTestJudge.AreCalledEqual(new SelfTestVerdicts { Equivalent = 300 }, null).ShouldBeNull();

    [Theory]
    [InlineData(19, 1, true)]
    [InlineData(18, 2, false)]
    [InlineData(0, 0, null)]
    public void Slower_arms_are_found(int regressed, int other, bool? passed) =>
        SelfTestJudge.AreFoundSlower(new SelfTestVerdicts { Regressed = regressed, Inconclusive = other }).ShouldBe(passed);

    [Fact]
    public void Nothing_is_concluded_where_there_is_nothing()
    {
        SelfTestJudge.IsNothingConcluded(new SelfTestVerdicts { Unfit = 1, Equivalent = 1, Inconclusive = 1 }).ShouldBe(true);
        SelfTestJudge.IsNothingConcluded(new SelfTestVerdicts { Unfit = 9, Improved = 1 }).ShouldBe(false);
        SelfTestJudge.IsNothingConcluded(new SelfTestVerdicts()).ShouldBeNull();
    }
}
