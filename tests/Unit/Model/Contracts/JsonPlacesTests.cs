using System.Text;
using Headroom.Model.Contracts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model.Contracts;

public class JsonPlacesTests
{
    [Fact]
    public void Every_value_has_its_place_and_type() =>
        Of("""{"items":[{"id":1,"name":null}],"more":false}""").ShouldBe(
            new Dictionary<string, JsonPlace>
            {
                [""] = new("object", ""),
                ["items"] = new("array", "1"),
                ["items[0]"] = new("object", ""),
                ["items[0].id"] = new("number", "1"),
                ["items[0].name"] = new("null", "null"),
                ["more"] = new("boolean", "false"),
            },
            ignoreOrder: true);

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""{"a":""")]
    public void What_is_no_JSON_has_no_places(string text) => Of(text).ShouldBeNull();

    [Fact]
    public void A_byte_order_mark_is_no_part_of_it() => Of("\uFEFF[1]")!["[0]"].Value.ShouldBe("1");

    [Theory]
    [InlineData("10", "10.0")]
    [InlineData("10", "1e1")]
    [InlineData("10", "1E+01")]
    [InlineData("-0.0", "0")]
    [InlineData("0.00120", "1.2e-3")]
    [InlineData("\"Z\\u00fcrich \\/\"", "\"Zürich /\"")]
    public void A_value_is_the_same_however_it_is_written(string one, string other) => Of(one)![""].ShouldBe(Of(other)![""]);

    [Theory]
    [InlineData("10", "1")]
    [InlineData("10", "-10")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1e400", "1e401")]
    [InlineData("1e99999999999", "1")]
    [InlineData("1", "\"1\"")]
    [InlineData("\"\\ud800\"", "\"\\ud801\"")]
    public void Another_value_stays_another(string one, string other) => Of(one)![""].ShouldNotBe(Of(other)![""]);

    [Fact]
    public void A_body_that_is_too_deep_or_too_large_has_no_places()
    {
        Of(new string('[', JsonPlaces.MaxDepth + 1) + new string(']', JsonPlaces.MaxDepth + 1)).ShouldBeNull();
        Of($"[{string.Join(',', Enumerable.Repeat("1", JsonPlaces.MostPlaces))}]").ShouldBeNull();
        Of($"[{string.Join(',', Enumerable.Repeat("1", JsonPlaces.MostPlaces - 1))}]").ShouldNotBeNull();
    }

    private static IReadOnlyDictionary<string, JsonPlace>? Of(string text) => JsonPlaces.Of(Encoding.UTF8.GetBytes(text));
}
