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
    public void A_body_that_is_too_deep_or_too_large_has_no_places()
    {
        Of(new string('[', JsonPlaces.MaxDepth + 1) + new string(']', JsonPlaces.MaxDepth + 1)).ShouldBeNull();
        Of($"[{string.Join(',', Enumerable.Repeat("1", JsonPlaces.MostPlaces))}]").ShouldBeNull();
        Of($"[{string.Join(',', Enumerable.Repeat("1", JsonPlaces.MostPlaces - 1))}]").ShouldNotBeNull();
    }

    private static IReadOnlyDictionary<string, JsonPlace>? Of(string text) => JsonPlaces.Of(Encoding.UTF8.GetBytes(text));
}
