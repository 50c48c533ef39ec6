using Headroom.Model.Text;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model;

public sealed class SettingTextTests
{
    [Theory]
    [InlineData("65536", "kB", "64 MiB")]
    [InlineData("16384", "8kB", "128 MiB")]
    [InlineData("1", "8kB", "8 KiB")]
    [InlineData("5242880", "8kB", "40 GiB")]
    [InlineData("1000", "kB", "1000 KiB")]
    [InlineData("1024", "MB", "1 GiB")]
    [InlineData("300", "s", "5 min")]
    [InlineData("1500", "ms", "1500 ms")]
    [InlineData("60000", "ms", "1 min")]
    [InlineData("0.5", "ms", "0.5 ms")]
    public void A_value_has_the_greatest_unit_that_it_holds_whole_times(string value, string unit, string expected) =>
        SettingText.Of(value, unit).ShouldBe(expected);

    [Theory]
    [InlineData("-1", "kB")]
    [InlineData("0", "ms")]
    [InlineData("on", null)]
    [InlineData("4", null)]
    public void What_means_something_else_or_has_no_unit_stays(string value, string? unit) => SettingText.Of(value, unit).ShouldBe(value);
}
