using Headroom.Cli;
using Headroom.Cli.Commands;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Commands;

public sealed class GateCommandTests
{
    [Theory]
    [InlineData("text", false, "text")]
    [InlineData("junit", false, "junit")]
    [InlineData("pr-comment", false, "pr-comment")]
    [InlineData("text", true, null)]
    public void Stdout_takes_one_document(string format, bool json, string? printed) => GateCommand.FormatOf(format, json).ShouldBe(printed);

    [Fact]
    public void Two_documents_are_refused() =>
        Should.Throw<BadInputException>(() => GateCommand.FormatOf("sarif", json: true)).Message.ShouldBe("--json with --format sarif: stdout takes one of them");

    [Fact]
    public void A_format_that_there_is_not_is_refused_with_those_that_there_are() =>
        Should.Throw<BadInputException>(() => GateCommand.FormatOf("xml", json: false)).Message
            .ShouldBe("--format xml: no such format; expected one of text, junit, github, sarif, pr-comment");
}
