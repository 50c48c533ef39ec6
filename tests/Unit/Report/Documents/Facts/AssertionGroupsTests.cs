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
}
