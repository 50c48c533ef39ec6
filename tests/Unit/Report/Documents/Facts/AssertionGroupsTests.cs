using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Facts;

public sealed class AssertionGroupsTests
{
    [Theory]
    [InlineData("1 found", false)]
    [InlineData("2 found", false, false)]
    [InlineData("3 found, 1 of them accepted for a time", false, true, false)]
    [InlineData("2 found, accepted for a time", true, true)]
    public void Findings_are_told_as_found_and_not_as_what_holds(string standing, params bool[] waived)
    {
        var assertions = waived.Select(static (isWaived, i) => new Assertion
        {
            Name = $"no high finding unindexed-sort:t{i}{(isWaived ? " (waived)" : "")}",
            Operator = "absent",
            Level = "warn",
            Passed = isWaived,
        });

        var group = AssertionGroups.Of(new Decision { Verdict = Verdict.ReadyWithRisk, Sentence = "", Assertions = [.. assertions] }).ShouldHaveSingleItem();

        (group.Name, group.Standing).ShouldBe(("no high finding", standing));
    }

    [Theory]
    [InlineData("the run can be trusted", "not shown")]
    [InlineData("the run ended", "not shown")]
    [InlineData("unindexed-sort ran", "did not run")]
    public void What_is_no_thing_that_runs_does_not_read_as_one_that_did_not(string name, string standing)
    {
        var assertion = new Assertion { Name = name, Operator = "ran", Level = "error", Passed = null };

        AssertionGroups.Of(new Decision { Verdict = Verdict.CannotTell, Sentence = "", Assertions = [assertion] })
            .ShouldHaveSingleItem().Standing.ShouldBe(standing);
    }
}
