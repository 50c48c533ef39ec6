using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Judge;

public class ComparisonJudgeTests
{
    [Theory]
    [InlineData(1.2, ProofVerdict.Regressed)]
    [InlineData(0.8, ProofVerdict.Improved)]
    [InlineData(1.0, ProofVerdict.Equivalent)]
    public void A_clear_change_is_told(double factor, ProofVerdict verdict)
    {
        var comparison = ComparisonJudge.Judge(GivenBlocks.Pairs(40, factor), GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(verdict, comparison.Reason);
        comparison.Primary.ShouldNotBeNull().Metric.ShouldBe("p95_ms");
        comparison.Primary.Change.ShouldNotBeNull().ShouldBe(factor - 1, 0.01);
        comparison.Guards.ShouldAllBe(guard => guard.Passed == true);
        (comparison.Course.ControlFound == true || verdict != ProofVerdict.Equivalent).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Statements_that_were_never_counted_are_told_with_their_cause_and_decide_nothing(bool counted, bool told)
    {
        const string cause = "pg_stat_statements is not installed in this database";
        var blocks = GivenBlocks.Pairs(40, 0.8) with { UncountedBecause = cause };

        var comparison = ComparisonJudge.Judge(counted ? GivenBlocks.Working(blocks, 0.8) : blocks, GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(ProofVerdict.Improved);
        comparison.Guards.Any(static guard => guard is { Name: "work", Passed: null }).ShouldBe(told);
        comparison.Guards.Any(static guard => guard.Detail.EndsWith(cause, StringComparison.Ordinal)).ShouldBe(told);
    }

    [Fact]
    public void Processor_time_that_was_not_counted_is_told_with_its_cause_and_the_others_stand()
    {
        const string cause = "a process of A ended, and none of its processes waited for it: what it used is not known";
        var blocks = GivenBlocks.Working(GivenBlocks.Pairs(40, 0.8), 0.8) with { UntimedBecause = cause };

        var comparison = ComparisonJudge.Judge(blocks, GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(ProofVerdict.Improved);
        comparison.IsWitnessed.ShouldBe(true);
        comparison.Work.ShouldHaveSingleItem().Metric.ShouldBe("buffers_per_request");
        comparison.Guards.Single(static guard => guard is { Name: "work", Passed: null }).Detail
            .ShouldBe($"processor time a request was not counted: {cause}");
    }

    [Fact]
    public void Pairs_of_which_one_half_was_not_counted_are_left_out_of_that_work_alone()
    {
        var blocks = Timed(GivenBlocks.Pairs(40, 0.8)) with { UntimedBecause = "a process ended" };
        var pairs = blocks.Pairs.Select(static (pair, number) => number == 3 ? pair with { B = pair.B with { Work = new Dictionary<string, double>() } } : pair);

        var comparison = ComparisonJudge.Judge(blocks with { Pairs = [.. pairs] }, GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(ProofVerdict.Improved);
        comparison.Work.ShouldHaveSingleItem().Pairs.ShouldBe(39);
        comparison.Guards.ShouldAllBe(guard => guard.Name != "work");
    }

    [Fact]
    public void Answers_that_differ_are_worse_than_any_latency()
    {
        var comparison = ComparisonJudge.Contradicted(GivenBlocks.A, GivenBlocks.B, new PerSecond(1), GivenBlocks.Different());

        comparison.Verdict.ShouldBe(ProofVerdict.Regressed);
        comparison.Reason.ShouldContain("GET /x differs in 3 of 20 requests (items: array of 2 → array of 0)");
        ComparisonJudge.Contradiction(GivenBlocks.Alike()).ShouldBeNull();
    }

    [Fact]
    public void A_write_that_its_order_alone_tells_apart_contradicts_nothing_and_is_named()
    {
        var alike = GivenBlocks.Alike();
        var contract = alike with { Endpoints = [.. alike.Endpoints, alike.Endpoints[0] with { Endpoint = "POST /seats", Compared = 17, OfOrder = 3 }] };

        ComparisonJudge.Contradiction(contract).ShouldBeNull();
        ComparisonGuards.OfContract(contract).ShouldHaveSingleItem().Detail
            .ShouldBe("37 of 40 requests were answered, and alike; left out of the load, since a repeat is answered otherwise by the same data: POST /seats");
    }

    [Theory]
    [InlineData(17, true, "37 of 40 requests were answered, and alike; unread, and neither alike nor different: 3 of GET /export (a body of more than 16 MiB)")]
    [InlineData(0, null, "20 of 40 requests were answered, and alike; not one of GET /export could be compared; unread, and neither alike nor different: 3 of GET /export (a body of more than 16 MiB)")]
    public void Bodies_that_were_not_read_whole_are_told_and_an_endpoint_of_them_alone_cannot_be_judged(int compared, bool? passed, string detail)
    {
        var alike = GivenBlocks.Alike();
        var export = alike.Endpoints[0] with { Endpoint = "GET /export", Compared = compared, Unread = [new UnreadAnswers("a body of more than 16 MiB", 3)] };

        var guard = ComparisonGuards.OfContract(alike with { Endpoints = [.. alike.Endpoints, export] }).ShouldHaveSingleItem();

        (guard.Passed, guard.Detail).ShouldBe((passed, detail));
    }

    [Fact]
    public void Tests_that_B_alone_fails_are_worse_than_any_latency()
    {
        var contract = Tested(0, 3);

        ComparisonJudge.Silence(contract).ShouldBeNull();
        var comparison = ComparisonJudge.Contradicted(GivenBlocks.A, GivenBlocks.B, new PerSecond(1), contract);
        comparison.Verdict.ShouldBe(ProofVerdict.Regressed);
        comparison.Reason.ShouldBe("B fails the project's own tests, which A passes: exit code 3 after 2 s. Its last lines:\nno such row");
        comparison.Guards.Single(guard => guard.Name == "tests").Passed.ShouldBe(false);
    }

    [Fact]
    public void Tests_that_both_fail_are_unusable()
    {
        var contract = Tested(3, null);

        ComparisonJudge.Contradiction(contract).ShouldBeNull();
        var comparison = ComparisonJudge.Contradicted(GivenBlocks.A, GivenBlocks.B, new PerSecond(1), contract);
        comparison.Verdict.ShouldBe(ProofVerdict.Unfit);
        comparison.Reason.ShouldStartWith("the project's own tests are unusable, since A fails them as B does: exit code 3 after 2 s");
        comparison.Guards.Single(guard => guard.Name == "tests").Passed.ShouldBeNull();
    }

    [Theory]
    [InlineData(0, "make test passes against both")]
    [InlineData(1, "make test passes against B, and fails against A: exit code 1 after 2 s. Its last lines:\nno such row")]
    [InlineData(null, "make test passes against B, and fails against A: not ended after 2 s. Its last lines:\nno such row")]
    public void Tests_that_B_passes_hold_and_do_not_end_it(int? codeOfA, string detail)
    {
        var contract = Tested(codeOfA, 0);

        (ComparisonJudge.Silence(contract) ?? ComparisonJudge.Contradiction(contract)).ShouldBeNull();
        var comparison = ComparisonJudge.Judge(GivenBlocks.Pairs(40, 0.8), contract);
        comparison.Verdict.ShouldBe(ProofVerdict.Improved);
        comparison.Guards.Single(guard => guard.Name == "tests").ShouldBe(new ComparisonGuard("tests", true, detail));
    }

    [Fact]
    public void A_faster_arm_that_fails_more_is_no_better()
    {
        var comparison = ComparisonJudge.Judge(GivenBlocks.Pairs(40, 0.5, failedOfB: 8), GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(ProofVerdict.Regressed);
        comparison.Reason.ShouldContain("B fails 320 requests that A serves, A 0 that B serves, of 16,000");
    }

    [Theory]
    [InlineData(40)]
    [InlineData(400)]
    public void The_more_it_fails_the_worse_it_is_told(long failed)
    {
        var pilot = GivenBlocks.Pairs(8, 1, failed);
        var comparison = ComparisonJudge.Judge(
            GivenBlocks.Pairs(0, 1) with { PlannedPairs = 0, Pilot = new BlockPilot { Pairs = pilot.Pairs }, EndedBecause = failed == 400 ? "B answered only errors" : null },
            GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(ProofVerdict.Regressed, comparison.Reason);
        comparison.Reason.ShouldStartWith("B fails ");
    }

    [Fact]
    public void Two_arms_that_both_fail_are_not_alike()
    {
        var blocks = GivenBlocks.Pairs(40, 1, failedOfB: 40);
        var comparison = ComparisonJudge.Judge(
            blocks with { Pairs = [.. blocks.Pairs.Select(pair => pair with { A = pair.B, OnlyBFailed = 0 })] }, GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(ProofVerdict.Unfit, comparison.Reason);
        comparison.Primary.ShouldBeNull();
    }

    [Fact]
    public void The_median_of_one_endpoint_does_not_speak_for_its_tail()
    {
        var blocks = GivenBlocks.Pairs(40, 0.8) with { Quantile = new Ratio(0.5) };
        var comparison = ComparisonJudge.Judge(
            blocks with
            {
                Pairs = [.. blocks.Pairs.Select(pair => pair with { B = pair.B with { P95 = TimeSpan.FromSeconds(1), Endpoints = [new BlockEndpoint("GET /x", 400, 0, TimeSpan.FromSeconds(1))] } })],
            },
            GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(ProofVerdict.Inconclusive, comparison.Reason);
    }

    [Fact]
    public void An_improvement_whose_guards_are_open_is_measured_on()
    {
        ComparisonJudge.IsDecided(GivenBlocks.Pairs(40, 0.5) with { PlannedPairs = 80 }).ShouldBeTrue();
        var blocks = GivenBlocks.Pairs(40, 0.5) with { PlannedPairs = 80 };
        ComparisonJudge.IsDecided(blocks with { Pairs = [.. blocks.Pairs.Select(pair => pair with { A = GivenBlocks.With(pair.A, 10), B = GivenBlocks.With(pair.B, 20) })] }).ShouldBeFalse();
    }

    [Fact]
    public void The_budget_that_is_named_is_more_than_the_one_that_did_not_do()
    {
        var blocks = GivenBlocks.Pairs(24, 1.035);
        var comparison = ComparisonJudge.Judge(
            blocks with { Pairs = [.. blocks.Pairs.Index().Select(pair => pair.Item with { B = pair.Item.B with { P95 = pair.Item.B.P95 * (pair.Index % 2 == 0 ? 1.2 : 0.84) } })] }, GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(ProofVerdict.Inconclusive, comparison.Reason);
        comparison.Course.BudgetNeeded.ShouldNotBeNull().ShouldBeGreaterThan(24 * TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Answers_that_nobody_could_compare_hold_nothing()
    {
        var replay = GivenBlocks.Alike();
        var comparison = ComparisonJudge.Judge(GivenBlocks.Pairs(40, 1), replay with { Endpoints = [replay.Endpoints[0] with { Compared = 0 }] });
        comparison.Guards[0].Passed.ShouldBeNull();
    }

    [Fact]
    public void A_faster_arm_that_slows_another_endpoint_is_no_improvement()
    {
        var blocks = GivenBlocks.Pairs(40, 0.5);
        var slowed = blocks with
        {
            Pairs = [.. blocks.Pairs.Select(pair => pair with { A = GivenBlocks.With(pair.A, 10), B = GivenBlocks.With(pair.B, 20) })],
        };

        var comparison = ComparisonJudge.Judge(slowed, GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(ProofVerdict.Inconclusive);
        comparison.Reason.ShouldContain("p95 GET /other");
        comparison.Guards.Single(guard => guard.Name == "p95 GET /other").Passed.ShouldBe(false);
        comparison.Guards.Single(guard => guard.Name == "p95 GET /x").Passed.ShouldBe(true);
    }

    [Fact]
    public void Errors_that_too_few_requests_can_exclude_are_not_judged_and_pass_nothing()
    {
        var blocks = GivenBlocks.Pairs(40, 0.5);
        var few = blocks with { Pairs = [.. blocks.Pairs.Select(pair => pair with { A = pair.A with { Requests = 5 }, B = pair.B with { Requests = 5 } })] };

        var comparison = ComparisonJudge.Judge(few, GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(ProofVerdict.Inconclusive);
        var errors = comparison.Guards.Single(guard => guard.Name == "errors");
        (errors.Passed, errors.Detail).ShouldBe((null, "of 200 requests B alone failed 0, A alone 0; 0.5 % more are accepted, and it takes 1,838 requests to tell"));
        var failing = few with { Pairs = [.. few.Pairs.Select((pair, i) => pair with { OnlyBFailed = i < 2 ? 1 : 0 })] };
        ComparisonJudge.Judge(failing, GivenBlocks.Alike()).Guards.Single(guard => guard.Name == "errors").Passed.ShouldBe(false);
    }

    [Fact]
    public void A_quantile_that_too_few_pairs_can_exclude_is_not_judged()
    {
        var blocks = GivenBlocks.Pairs(4, 0.5);
        var same = blocks with { Pairs = [.. blocks.Pairs.Select(pair => pair with { A = GivenBlocks.With(pair.A, 10), B = GivenBlocks.With(pair.B, 10) })] };

        var guard = ComparisonJudge.Judge(same, GivenBlocks.Alike()).Guards.Single(one => one.Name == "p95 GET /other");

        guard.Passed.ShouldBeNull();
        guard.Detail.ShouldEndWith("and it takes more than 4 undisturbed pairs to tell");
    }

    [Fact]
    public void An_endpoint_with_few_requests_is_not_judged_by_its_quantile()
    {
        var blocks = GivenBlocks.Pairs(40, 1);
        var comparison = ComparisonJudge.Judge(
            blocks with { Pairs = [.. blocks.Pairs.Select(pair => pair with { A = GivenBlocks.With(pair.A, 10, requests: 199), B = GivenBlocks.With(pair.B, 20, requests: 199) })] }, GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(ProofVerdict.Equivalent);
        comparison.Guards.Single(guard => guard.Name == "p95 GET /other").Passed.ShouldBeNull();
    }

    [Fact]
    public void Pairs_whose_halves_the_probe_tells_apart_are_dropped_whatever_they_say()
    {
        var blocks = GivenBlocks.Pairs(40, 1);
        var comparison = ComparisonJudge.Judge(
            blocks with
            {
                Pairs = [.. blocks.Pairs.Index().Select(pair => pair.Index % 4 == 0 ? pair.Item with { B = pair.Item.B with { Probe = 1.2 * GivenBlocks.Probe, P95 = TimeSpan.FromSeconds(9) } } : pair.Item)],
            },
            GivenBlocks.Alike());

        comparison.Course.DroppedPairs.ShouldBe(10);
        comparison.Verdict.ShouldBe(ProofVerdict.Equivalent);
    }

    [Fact]
    public void A_generator_that_was_late_measured_itself()
    {
        var blocks = GivenBlocks.Pairs(40, 2);
        ComparisonJudge.Judge(blocks with { Pairs = [.. blocks.Pairs.Select(pair => pair with { B = pair.B with { DroppedByGenerator = 5 } })] }, GivenBlocks.Alike()).Verdict.ShouldBe(ProofVerdict.Unfit);
        ComparisonJudge.Judge(blocks with { Pairs = [.. blocks.Pairs.Select(pair => pair with { A = pair.A with { SendLag = pair.A.P95!.Value }, B = pair.B with { SendLag = pair.B.P95!.Value } })] }, GivenBlocks.Alike())
            .Verdict.ShouldBe(ProofVerdict.Unfit);
    }

    [Fact]
    public void A_late_generator_is_cured_by_a_lower_rate_and_not_by_a_larger_budget()
    {
        static Block Late(Block block, double factor) => block with { P95 = factor * block.P95!.Value, SendLag = block.P95!.Value };
        var blocks = GivenBlocks.Pairs(24, 1.035);

        var comparison = ComparisonJudge.Judge(
            blocks with
            {
                Pairs = [.. blocks.Pairs.Index().Select(pair => pair.Item with { A = Late(pair.Item.A, 1), B = Late(pair.Item.B, pair.Index % 2 == 0 ? 1.2 : 0.84) })],
            },
            GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(ProofVerdict.Unfit, comparison.Reason);
        comparison.Reason.ShouldEndWith("lower the rate, end other programs, or use a machine with more processors");
        comparison.Course.BudgetNeeded.ShouldBeNull();
    }

    [Theory]
    [InlineData(0.96, 0.1, ProofVerdict.Unfit)]
    [InlineData(0.94, 0.1, ProofVerdict.Regressed)] // it had time left: they waited for the arm
    [InlineData(0.96, 0.01, ProofVerdict.Regressed)] // too few to matter
    public void A_generator_without_time_left_measured_itself_where_arrivals_waited(double busy, double waited, ProofVerdict verdict)
    {
        Block Given(Block block) => block with { SenderBusy = busy, WaitedShare = waited };
        var blocks = GivenBlocks.Pairs(40, 2);

        var comparison = ComparisonJudge.Judge(
            blocks with { Pairs = [.. blocks.Pairs.Select(pair => pair with { A = Given(pair.A), B = Given(pair.B) })] }, GivenBlocks.Alike());

        comparison.Verdict.ShouldBe(verdict, comparison.Reason);
    }

    [Fact]
    public void Too_small_a_budget_says_how_much_is_needed()
    {
        var none = GivenBlocks.TooNoisy();

        var quiet = ComparisonJudge.Judge(none, GivenBlocks.Alike());
        quiet.Verdict.ShouldBe(ProofVerdict.Inconclusive);
        quiet.Reason.ShouldContain("41 min are needed");
        quiet.Course.BudgetNeeded.ShouldBe(TimeSpan.FromMinutes(41));
        ComparisonJudge.Judge(none with { Pilot = none.Pilot with { Foreign = new Ratio(0.4) } }, GivenBlocks.Alike()).Verdict.ShouldBe(ProofVerdict.Unfit);
    }

    [Fact]
    public void Too_small_a_budget_leaves_the_medians_of_the_pilot_which_are_no_verdict()
    {
        var none = GivenBlocks.TooNoisy();

        var comparison = ComparisonJudge.Judge(none with { Pilot = none.Pilot with { Pairs = GivenBlocks.Pairs(8, 2).Pairs } }, GivenBlocks.Alike());

        comparison.Pilot.Select(static median => median.Metric).ShouldBe(["p95_ms", "p50_ms", "p99_ms"]);
        comparison.Pilot.ShouldAllBe(median => median.Change == null && median.ChangeLow == null && median.Pairs == 8);
        comparison.Pilot[0].Base.ShouldBe(10, 0.2);
        comparison.Pilot[0].Remedy.ShouldBe(20, 0.4);
        comparison.Primary.ShouldBeNull();
        ComparisonJudge.Judge(GivenBlocks.Pairs(40, 1) with { Pilot = none.Pilot with { Pairs = GivenBlocks.Pairs(8, 2).Pairs } }, GivenBlocks.Alike())
            .Pilot.ShouldBeEmpty();
    }

    [Fact]
    public void What_ended_the_experiment_is_the_reason()
    {
        var ended = ComparisonJudge.Judge(GivenBlocks.Pairs(4, 1) with { EndedBecause = "B answered only errors" }, GivenBlocks.Alike());
        (ended.Verdict, ended.Reason).ShouldBe((ProofVerdict.Unfit, "B answered only errors"));
    }

    [Fact]
    public void Counted_work_witnesses_a_change_or_does_not()
    {
        ComparisonJudge.Judge(GivenBlocks.Working(GivenBlocks.Pairs(40, 0.8), 0.5), GivenBlocks.Alike()).IsWitnessed.ShouldBe(true);
        ComparisonJudge.Judge(GivenBlocks.Working(GivenBlocks.Pairs(40, 0.8), 1), GivenBlocks.Alike()).IsWitnessed.ShouldBe(false);
        ComparisonJudge.Judge(GivenBlocks.Pairs(40, 0.8), GivenBlocks.Alike()).IsWitnessed.ShouldBeNull();
    }

    private static BlockExperiment Timed(BlockExperiment blocks) => blocks with
    {
        Pairs =
        [
            .. blocks.Pairs.Select(static pair => pair with
            {
                A = pair.A with { Work = new Dictionary<string, double> { ["cpu_ms"] = 2 } },
                B = pair.B with { Work = new Dictionary<string, double> { ["cpu_ms"] = 1 } },
            }),
        ],
    };

    private static ContractReplay Tested(int? codeOfA, int? codeOfB) => GivenBlocks.Alike() with
    {
        Tests = new ProjectTests("make test", Run(codeOfA), Run(codeOfB)),
    };

    private static TestRun Run(int? code) => new(code, TimeSpan.FromSeconds(2), "no such row");
}
