using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Headroom.Tests.Unit.Analyze;
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
    [InlineData("-c statement_timeout=5s", "5s")]
    [InlineData("-cstatement_timeout=5s", "5s")]
    [InlineData("--statement-timeout=5s -c lock_timeout=1s", "5s")]
    [InlineData("-c Statement_Timeout=5s\t-c statement_timeout=7s", "7s")] // the last holds
    [InlineData(@"-c statement_timeout=5\ s", "5 s")]
    [InlineData("-c app.note=a=b -c statement_timeout=5s", "5s")]
    [InlineData("-c app.statement_timeout=5s", null)]
    [InlineData("-c app.note=statement_timeout=5s", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_setting_is_read_from_the_options_of_a_connection(string? options, string? value) =>
        RoleSettingsCollector.OptionOf(options, "statement_timeout").ShouldBe(value);

    [Fact]
    public void A_value_in_the_options_may_hold_equals_signs_lists_and_quotes()
    {
        RoleSettingsCollector.OptionOf(@"-c search_path=\""a=b\"",\ shop,public", "search_path").ShouldBe("\"a=b\", shop,public");
    }

    [Theory]
    [InlineData("\"$user\", public", "\"app\", public")]
    [InlineData("$user,public", "\"app\", public")]
    [InlineData("\"a,b\", shop", "\"a,b\", shop")]
    [InlineData("\"a\"\",b\",shop", "\"a\"\",b\", shop")]
    public void A_search_path_keeps_its_names_whole(string path, string expected)
    {
        var settings = new RoleSettings
        {
            Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.Zero),
            Provenance = "test",
            Settings = [new RoleSetting("app", "search_path", path, null, "role")],
            SetByStatement = [],
        };

        SearchPath.Of(Given.Statements(("SELECT 1", 1)).Statements[0] with { Roles = ["app"] }, settings).ShouldBe(expected);
    }

    [Theory]
    [InlineData("off")]
    [InlineData("")]
    [InlineData("ms")]
    public void What_is_no_duration_stays_as_it_is(string value) => RoleSettingsCollector.InMilliseconds(value).ShouldBe(value);
}
