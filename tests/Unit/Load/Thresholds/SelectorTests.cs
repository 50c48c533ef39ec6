using Headroom.Load;
using Headroom.Load.Thresholds;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Thresholds;

public class SelectorTests
{
    private static readonly KnownTags s_request = new()
    {
        Name = "GET /clips",
        Method = "GET",
        Scenario = "browse",
        Group = "home",
        Flow = "casual",
        Custom = new SortedDictionary<string, string> { ["team"] = "web" },
    };

    [Theory]
    [InlineData("name", "GET /clips", true)]
    [InlineData("name", "GET /clip", false)]
    [InlineData("name", "get /clips", false)]
    [InlineData("method", "GET", true)]
    [InlineData("method", "POST", false)]
    [InlineData("scenario", "browse", true)]
    [InlineData("scenario", "buy", false)]
    [InlineData("group", "home", true)]
    [InlineData("group", "::home", true)]
    [InlineData("group", "cart", false)]
    [InlineData("flow", "casual", true)]
    [InlineData("team", "web", true)]
    [InlineData("team", "mobile", false)]
    [InlineData("colour", "blue", false)]
    [InlineData("status", "200", true)]
    [InlineData("check", "any", true)]
    public void Fits_what_is_known_before_the_run(string label, string value, bool fits) => Of((label, value)).Fits(s_request).ShouldBe(fits);

    [Fact]
    public void Fits_only_when_every_label_does()
    {
        Of(("name", "GET /clips"), ("team", "web")).Fits(s_request).ShouldBeTrue();
        Of(("name", "GET /clips"), ("team", "mobile")).Fits(s_request).ShouldBeFalse();
        Of().Fits(s_request).ShouldBeTrue();
        Of(("group", "home")).Fits(new KnownTags()).ShouldBeFalse();
    }

    [Theory]
    [InlineData("status", "200", 200, false, true)]
    [InlineData("status", "200", 201, false, false)]
    [InlineData("status", "0", null, true, true)]
    [InlineData("status", "0", 200, false, false)]
    [InlineData("expected_response", "true", 404, false, true)]
    [InlineData("expected_response", "true", 404, true, false)]
    [InlineData("expected_response", "false", null, true, true)]
    [InlineData("name", "GET /clips", 500, true, true)]
    public void Fits_a_response_by_status_and_expectation(string label, string value, int? status, bool failed, bool fits) =>
        Of((label, value)).FitsResponse(status, failed, status is null ? ErrorKind.Reset : ErrorKind.None).ShouldBe(fits);

    [Fact]
    public void Fits_a_response_by_the_kind_of_error()
    {
        var selector = Of(("error", "timeout"));
        selector.DependsOnResponse.ShouldBeTrue();
        selector.FitsResponse(null, failed: true, ErrorKind.Timeout).ShouldBeTrue();
        selector.FitsResponse(null, failed: true, ErrorKind.Reset).ShouldBeFalse();
        selector.FitsResponse(200, failed: false, ErrorKind.None).ShouldBeFalse();
        Of(("name", "GET /clips")).DependsOnResponse.ShouldBeFalse();
    }

    [Fact]
    public void Fits_a_check_by_its_name()
    {
        Of(("check", "status is 200")).FitsCheck("status is 200").ShouldBeTrue();
        Of(("check", "status is 200")).FitsCheck("status is 201").ShouldBeFalse();
        Of().FitsCheck("anything").ShouldBeTrue();
    }

    private static Selector Of(params (string Label, string Value)[] tags) =>
        new(tags.ToDictionary(static tag => tag.Label, static tag => tag.Value));
}
