using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model.Evidence;

public sealed class PatternShapeTests
{
    [Theory]
    [InlineData("abc%", PatternShape.Prefix)]
    [InlineData("abc_", PatternShape.Prefix)]
    [InlineData("%abc", PatternShape.Suffix)]
    [InlineData("_abc", PatternShape.Suffix)]
    [InlineData("%abc%", PatternShape.Infix)]
    [InlineData("%", PatternShape.Infix)]
    [InlineData("a%c", PatternShape.Unknown)]
    [InlineData("abc", PatternShape.Unknown)]
    [InlineData("", PatternShape.Unknown)]
    [InlineData(@"abc\%", PatternShape.Unknown)]
    [InlineData(@"abc\\%", PatternShape.Prefix)]
    [InlineData(@"\%abc%", PatternShape.Prefix)]
    public void A_pattern_has_the_shape_of_its_ends(string pattern, PatternShape shape) => PatternShapes.Of(pattern).ShouldBe(shape);

    [Theory]
    [InlineData(PatternShape.Prefix)]
    [InlineData(PatternShape.Suffix)]
    [InlineData(PatternShape.Infix)]
    [InlineData(PatternShape.Unknown)]
    public void What_is_shown_is_read_back(PatternShape shape) =>
        PatternShapes.Read(StatementText.Tokens(PatternShapes.Shown(shape, "$3") + "::text")).ShouldBe(shape);

    [Theory]
    [InlineData("($1 || '%'::text)", PatternShape.Prefix)]
    [InlineData("(('%'::text || $1) || '%'::text)", PatternShape.Infix)]
    [InlineData("('%'::text || ($1)::text)", PatternShape.Suffix)]
    [InlineData("$1", PatternShape.Unknown)]
    [InlineData("ANY ($1)", PatternShape.Unknown)]
    [InlineData("(b.name || '%'::text)", PatternShape.Unknown)]
    [InlineData("", PatternShape.Unknown)]
    public void What_the_server_prints_is_read(string operand, PatternShape shape) => PatternShapes.Read(StatementText.Tokens(operand)).ShouldBe(shape);

    [Theory]
    [InlineData("a ~~ b", true)]
    [InlineData("a !~~* b", true)]
    [InlineData("a ~ b", false)]
    [InlineData("a ~>=~ b", false)]
    public void An_operator_of_LIKE_is_known(string condition, bool found) => StatementText.Tokens(condition).Any(PatternShapes.IsOperator).ShouldBe(found);
}
