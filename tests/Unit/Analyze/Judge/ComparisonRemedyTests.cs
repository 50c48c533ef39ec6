using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Judge;

public sealed class ComparisonRemedyTests
{
    private static readonly ArmComparison Faster = ComparisonJudge.Judge(GivenBlocks.Working(GivenBlocks.Pairs(40, 0.8), 0.5), GivenBlocks.Alike());

    private static readonly RemedyRun Index = new()
    {
        Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)),
        Provenance = "",
        Up = "up.sql",
        BuildTime = TimeSpan.FromSeconds(1),
        Changed = ["index public.a"],
        Down = "down.sql",
    };

    [Fact]
    public void A_down_that_fails_is_worse_than_any_latency()
    {
        var comparison = ComparisonRemedy.With(Faster, Index with { DownFailure = "down.sql:3: index \"b\" does not exist (42704)", Left = ["index public.a"] });

        comparison.Verdict.ShouldBe(ProofVerdict.Regressed);
        comparison.Reason.ShouldStartWith("the remedy cannot be taken back: down.sql:3: index \"b\" does not exist (42704); without regard to that, improved: B is faster: ");
        comparison.IsWitnessed.ShouldBeNull();
        comparison.Primary.ShouldBe(Faster.Primary);
        Guard(comparison, "down").Passed.ShouldBe(false);
    }

    [Fact]
    public void A_down_that_leaves_something_is_named_by_what_it_leaves()
    {
        var comparison = ComparisonRemedy.With(Faster, Index with { Left = ["a", "b", "c", "d", "e", "f", "g"] });

        comparison.Verdict.ShouldBe(ProofVerdict.Regressed);
        Guard(comparison, "down").Detail.ShouldBe("down.sql does not lead back to the schema that was there before: a, b, c, d, e and 2 more");
    }

    [Fact]
    public void What_was_not_fit_to_measure_stays_so_and_tells_the_failed_way_back()
    {
        var unfit = ComparisonJudge.Judge(GivenBlocks.Pairs(4, 1) with { EndedBecause = "B ended by itself" }, GivenBlocks.Alike());

        var comparison = ComparisonRemedy.With(unfit, Index with { DownFailure = "down.sql:3: no such index" });

        comparison.Verdict.ShouldBe(ProofVerdict.Unfit);
        comparison.Reason.ShouldBe("B ended by itself; beside that, the remedy cannot be taken back: down.sql:3: no such index");
        Guard(comparison, "down").Passed.ShouldBe(false);
        ComparisonRemedy.With(unfit, Index).Reason.ShouldBe("B ended by itself");
    }

    [Fact]
    public void A_verdict_that_is_open_becomes_worse_without_a_way_back()
    {
        var open = ComparisonJudge.Judge(GivenBlocks.TooNoisy(), GivenBlocks.Alike());

        open.Verdict.ShouldBe(ProofVerdict.Inconclusive);
        ComparisonRemedy.With(open, Index with { DownFailure = "down.sql:3: no such index" }).Verdict.ShouldBe(ProofVerdict.Regressed);
    }

    [Fact]
    public void A_down_that_leads_back_holds_and_leaves_the_verdict()
    {
        var comparison = ComparisonRemedy.With(Faster, Index);

        (comparison.Verdict, comparison.Reason, comparison.IsWitnessed).ShouldBe((ProofVerdict.Improved, Faster.Reason, (bool?)true));
        comparison.Guards.ShouldAllBe(guard => guard.Passed == true);
        Guard(comparison, "remedy").Detail.ShouldBe("up.sql changes index public.a");
    }

    [Fact]
    public void Without_a_down_nobody_knows_and_the_verdict_stands()
    {
        var comparison = ComparisonRemedy.With(Faster, Index with { Down = null });

        comparison.Verdict.ShouldBe(ProofVerdict.Improved);
        Guard(comparison, "down").Passed.ShouldBeNull();
    }

    [Fact]
    public void A_remedy_that_leaves_the_schema_as_it_is_may_have_made_no_difference_at_all()
    {
        var guard = Guard(ComparisonRemedy.With(Faster, Index with { Changed = [] }), "remedy");

        guard.Passed.ShouldBeNull();
        guard.Detail.ShouldContain("the arms are identical");
    }

    private static ComparisonGuard Guard(ArmComparison comparison, string name) => comparison.Guards.Single(guard => guard.Name == name);
}
