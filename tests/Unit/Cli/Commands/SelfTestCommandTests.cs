using Headroom.Cli;
using Headroom.Cli.Commands;
using Headroom.Cli.SelfTest;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Commands;

public sealed class SelfTestCommandTests
{
    [Theory]
    [InlineData("trap")]
    [InlineData("10 %")]
    [InlineData("Saturated")]
    [InlineData("equal arms")]
    public void The_beginning_of_a_case_s_name_asks_for_it(string name) => Should.NotThrow(() => SelfTestCommand.CheckCases(Asked(name)));

    [Fact]
    public void A_name_that_no_case_has_is_refused_with_those_that_there_are()
    {
        var line = Mistake(Asked("trap", "sturated"));

        line.ShouldStartWith("--only sturated: no case begins so");
        line.ShouldContain("'saturated machine, equal arms'");
    }

    [Fact]
    public void Nothing_to_decide_is_no_pass()
    {
        var nothing = Asked("saturated") with { Saturated = 0 };

        Mistake(nothing).ShouldStartWith("no case is left to run");
        Should.NotThrow(() => SelfTestCommand.CheckCases(nothing with { Only = ["saturated", "trap"] }));
    }

    private static SelfTestRequest Asked(params string[] only) => new()
    {
        Decisions = 1,
        FullLength = 1,
        Detections = 1,
        Saturated = 1,
        Only = only,
        Seed = 1,
        Out = null,
        Json = false,
    };

    private static string Mistake(SelfTestRequest request) =>
        Should.Throw<BadInputException>(() => SelfTestCommand.CheckCases(request)).Lines.ShouldHaveSingleItem();
}
