using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres;

public sealed class RoleSettingsTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("5000", "5000")]
    [InlineData("5s", "5000")]
    [InlineData("'5 s'", "5000")]
    [InlineData("1.5s", "1500")]
    [InlineData("250ms", "250")]
    [InlineData("2500us", "3")]
    [InlineData("'1min'", "60000")]
    [InlineData("2h", "7200000")]
    [InlineData("1d", "86400000")]
    [InlineData("-1", "-1")]
    public void A_limit_is_told_in_milliseconds_whatever_its_unit(string value, string milliseconds) =>
        RoleSettingsCollector.InMilliseconds(value).ShouldBe(milliseconds);

    [Theory]
    [InlineData("off")]
    [InlineData("")]
    [InlineData("ms")]
    public void What_is_no_duration_stays_as_it_is(string value) => RoleSettingsCollector.InMilliseconds(value).ShouldBe(value);
}
