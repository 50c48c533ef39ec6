using Headroom.Cli.SelfTest;
using Headroom.Experiments.Processes;
using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Comparisons;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.SelfTest;

public sealed class SelfTestSessionTests
{
    private const string Refusal = "`selftest-server` was not healthy after 60 s: http://127.0.0.1:5000/health never answered.";

    private static readonly SelfTestPlan Plan = new()
    {
        Name = "equal arms",
        Expected = "nothing",
        Setup = SelfTestCases.Equal(SelfTestCases.Short),
        Decisions = 2,
        Passed = static (verdicts, _) => verdicts.Improved + verdicts.Regressed == 0,
    };

    [Fact]
    public async Task A_case_that_came_out_has_passed()
    {
        var one = await CaseOf(Plan, ProofVerdict.Equivalent, ProofVerdict.Equivalent);

        (one.Passed, one.Failure, one.Example).ShouldBe((true, null, "Equivalent"));
        one.Verdicts.Equivalent.ShouldBe(2);
    }

    [Fact]
    public async Task A_case_that_was_interrupted_has_not_passed()
    {
        var one = await CaseOf(Plan, ProofVerdict.Equivalent);

        (one.Passed, one.Failure).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_case_whose_server_does_not_start_has_failed_and_says_why()
    {
        var one = await SelfTestSession.CaseOfAsync(Plan, 24, static () => throw new StartFailedException(Refusal));

        (one.Passed, one.Failure, one.Example).ShouldBe((false, Refusal, null));
        one.Verdicts.Sum.ShouldBe(0);
    }

    [Fact]
    public async Task The_cases_before_it_are_told_beside_its_reason()
    {
        var told = SelfTestText.Render(new SelfTestResult
        {
            StartedAt = new DateTimeOffset(2026, 8, 3, 9, 0, 0, TimeSpan.Zero),
            Took = TimeSpan.FromMinutes(3),
            Seed = 1,
            Processors = 2,
            Foreign = null,
            Cases =
            [
                await CaseOf(Plan with { Name = "10 % slower" }, ProofVerdict.Equivalent, ProofVerdict.Equivalent),
                await SelfTestSession.CaseOfAsync(Plan, 24, static () => throw new StartFailedException(Refusal)),
            ],
        });

        told.ShouldStartWith("FAILED: a case could not be measured\n");
        told.ShouldContain("| 10 % slower | 24 x 0.5 s | 2 | 0 | 0 | 2 | 0 | 0 | nothing | yes |\n");
        told.ShouldContain("| equal arms | 24 x 0.5 s | 0 | 0 | 0 | 0 | 0 | 0 | nothing | NO |\n");
        told.ShouldEndWith($"\nequal arms, not measured: {Refusal}\n");
    }

    private static Task<SelfTestCase> CaseOf(SelfTestPlan plan, params ProofVerdict[] verdicts) => SelfTestSession.CaseOfAsync(
        plan, 24, () => Task.FromResult(new SelfTestSession.Decided([.. verdicts.Select(static verdict => (verdict, verdict.ToString()))], null)));
}
