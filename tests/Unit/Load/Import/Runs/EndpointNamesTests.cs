using Headroom.Load.Import.Runs;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs;

public class EndpointNamesTests
{
    [Theory]
    [InlineData(300, 300)]
    [InlineData(301, 300)]
    public void A_name_without_end_is_cut(int length, int kept) => EndpointNames.Kept(new string('x', length)).Length.ShouldBe(kept);

    [Theory]
    [InlineData("GET /feed?page=2&access_token=abc then", "GET /feed?page=2&access_token=*** then")]
    [InlineData("/feed?page=2", "/feed?page=2")]
    [InlineData("is it there?", "is it there?")]
    [InlineData("/feed?key", "/feed?key")]
    public void A_name_that_is_an_address_keeps_no_secret(string name, string kept) => EndpointNames.Kept(name).ShouldBe(kept);

    [Fact]
    public void A_name_is_not_cut_within_a_character() =>
        EndpointNames.Kept(new string('x', 299) + "\U0001F600 and more").ShouldBe(new string('x', 299));
}
