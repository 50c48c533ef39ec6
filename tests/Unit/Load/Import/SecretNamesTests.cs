using Headroom.Load.Import;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import;

public class SecretNamesTests
{
    [Theory]
    [InlineData("token")]
    [InlineData("accessToken")]
    [InlineData("X-Api-Key")]
    [InlineData("api_key")]
    [InlineData("key")]
    [InlineData("code")]
    [InlineData("auth")]
    [InlineData("PHPSESSID_session")]
    [InlineData("user[password]")]
    [InlineData("sig")]
    public void Is_a_secret(string name) => SecretNames.Holds(name).ShouldBeTrue();

    [Theory]
    [InlineData("keyword")]
    [InlineData("author")]
    [InlineData("zipcode")]
    [InlineData("monkey")]
    [InlineData("page")]
    [InlineData("")]
    public void Is_none(string name) => SecretNames.Holds(name).ShouldBeFalse();
}
