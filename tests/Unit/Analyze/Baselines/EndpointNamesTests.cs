using Headroom.Analyze.Baselines;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Baselines;

public sealed class EndpointNamesTests
{
    [Theory]
    [InlineData("GET /clips/{id}", null, "GET /clips/{}")]
    [InlineData("GET /clips/:id", null, "GET /clips/{}")]
    [InlineData("http://127.0.0.1:5080/clips/17?x=1", "get", "GET /clips/{}")]
    [InlineData("https://shop/clips/${}", "GET", "GET /clips/{}")]
    [InlineData("http://shop", "GET", "GET /")]
    [InlineData("/go?url=http://other/clips", "GET", "GET /go")]
    [InlineData("/clips/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/", null, "/clips/{}")]
    [InlineData("DELETE /clips/decade", "POST", "POST /clips/decade")] // what the tool tells apart beats the name
    [InlineData("checkout page", "GET", null)]
    [InlineData("", null, null)]
    public void A_name_of_any_tool_is_a_route_or_is_none(string name, string? method, string? route) => EndpointNames.RouteOf(name, method).ShouldBe(route);

    [Theory]
    [InlineData("GET /a", "GET /a", true)]
    [InlineData("GET /a", "/a", true)]
    [InlineData("GET /a", "POST /a", false)]
    [InlineData("/a", "/b", false)]
    public void A_route_without_its_method_is_that_of_any(string route, string other, bool areOne) => EndpointNames.AreOne(route, other).ShouldBe(areOne);

    [Theory]
    [InlineData("/orders", "post", "POST /orders")]
    [InlineData("GET /orders", "GET", "GET /orders")]
    [InlineData("/orders", null, "/orders")]
    [InlineData("(all requests)", "GET", "(all requests)")]
    public void People_read_a_name_with_its_method(string name, string? method, string shown) => EndpointNames.Shown(name, method).ShouldBe(shown);

    [Theory]
    [InlineData("POST /orders", null, true)]
    [InlineData("GET /orders", null, false)]
    [InlineData("orders", "patch", true)]
    [InlineData("orders", null, null)]
    public void Writes_are_told_by_their_method(string name, string? method, bool? isWrite) => EndpointNames.IsWrite(name, method).ShouldBe(isWrite);
}
