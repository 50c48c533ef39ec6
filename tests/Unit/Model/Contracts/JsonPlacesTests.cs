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
    public void JSON_that_is_too_deep_or_too_large_has_no_places_and_says_why()
    {
        Beyond(Nested(JsonPlaces.MaxDepth + 1)).ShouldBe("JSON nested deeper than 64 levels");
        Beyond($"[{string.Join(',', Enumerable.Repeat("1", JsonPlaces.MostPlaces))}]").ShouldBe("JSON of more than 100,000 values");
        Of(Nested(JsonPlaces.MaxDepth)).ShouldNotBeNull();
        Of($"[{string.Join(',', Enumerable.Repeat("1", JsonPlaces.MostPlaces - 1))}]").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[1]")]
    public void What_is_no_JSON_or_looked_at_whole_is_beyond_no_bound(string text) => BoundOf(text).ShouldBeNull();

    [Fact]
    public void What_is_deep_and_no_JSON_is_no_JSON() => BoundOf(Nested(JsonPlaces.MaxDepth + 1) + ",").ShouldBeNull();

    private static string Nested(int levels) => new string('[', levels) + new string(']', levels);

    private static string? Beyond(string text)
    {
        Of(text).ShouldBeNull();
        return BoundOf(text);
    }

    private static string? BoundOf(string text)
    {
        JsonPlaces.Of(Encoding.UTF8.GetBytes(text), out var beyond);
        return beyond;
    }

    private static IReadOnlyDictionary<string, JsonPlace>? Of(string text) => JsonPlaces.Of(Encoding.UTF8.GetBytes(text), out _);
}
