using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class ParameterTextTests
{
    [Fact]
    public void Values_come_in_order() => ParameterText.Values("parameters: $1 = '49', $2 = 'abc'").ShouldBe(["49", "abc"]);

    [Fact]
    public void A_capital_letter_as_version_16_prints_it_is_read_too() => ParameterText.Values("Parameters: $1 = '49'").ShouldBe(["49"]);

    [Fact]
    public void NULL_is_null_and_the_text_NULL_is_a_text() => ParameterText.Values("parameters: $1 = NULL, $2 = 'NULL'").ShouldBe([null, "NULL"]);

    [Theory]
    [InlineData("parameters: $1 = 'O''Brien'", "O'Brien")]
    [InlineData("parameters: $1 = ''''", "'")]
    [InlineData("parameters: $1 = ''", "")]
    [InlineData("parameters: $1 = 'a, $2 = ''b'''", "a, $2 = 'b'")]
    [InlineData("parameters: $1 = 'two\nlines'", "two\nlines")]
    public void A_quoted_value_may_hold_anything(string detail, string value) => ParameterText.Values(detail).ShouldBe([value]);

    [Fact]
    public void More_than_nine_parameters_are_read() =>
        ParameterText.Values("parameters: " + string.Join(", ", Enumerable.Range(1, 11).Select(i => $"${i} = '{i}'"))).ShouldBe(Enumerable.Range(1, 11).Select(i => $"{i}"));

    [Fact]
    public void A_statement_without_parameters_has_an_empty_list() => ParameterText.Values("").ShouldBe([]);

    [Theory]
    [InlineData("prepare: SELECT 1")]
    [InlineData("parameters: $1 = 'open")]
    [InlineData("parameters: $1 = 49")]
    [InlineData("parameters: nonsense")]
    [InlineData("parameters: $1 = 'a' $2 = 'b'")]
    [InlineData("parameters: $1 = NULLABLE")]
    public void What_is_no_list_of_parameters_is_not_read(string detail) => ParameterText.Values(detail).ShouldBeNull();
}
