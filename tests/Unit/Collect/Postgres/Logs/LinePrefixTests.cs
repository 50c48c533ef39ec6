using System.Text;
using Headroom.Collect.Postgres.Logs;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres.Logs;

public sealed class LinePrefixTests
{
    private const string Text = "LOG:  duration: 1.5 ms  statement: SELECT 1\n";

    [Theory]
    [InlineData("2026-01-31 12:00:00.123 UTC [7] ", "%m [%p] ", null, null)]
    [InlineData("2026-01-31 12:00:00.123 UTC [7] app@shop ", "%m [%p] %q%u@%d ", "app", "shop")]
    [InlineData("2026-01-31 12:00:00 UTC [7]: ", "%t [%p]: ", null, null)]
    [InlineData("2026-01-31 12:00:00 UTC [7]: [3-1] user=app,db=shop ", "%t [%p]: [%l-1] user=%u,db=%d ", "app", "shop")]
    [InlineData("2026-01-31 12:00:00 UTC [7]: user=app,db=shop,app=psql,client=127.0.0.1 ", "%t [%p]: user=%u,db=%d,app=%a,client=%h ", "app", "shop")]
    [InlineData("2026-01-31 12:00:00 UTC:127.0.0.1(5432):app@shop:[7]:", "%t:%r:%u@%d:[%p]:", "app", "shop")]
    [InlineData("2026-01-31 12:00:00 UTC:::1(5432):app@shop:[7]:", "%t:%r:%u@%d:[%p]:", "app", "shop")]
    [InlineData("2026-01-31 12:00:00 UTC:[local]:app@shop:[7]:", "%t:%r:%u@%d:[%p]:", "app", "shop")]
    [InlineData("2026-01-31 12:00:00.123 UTC [7] -6083482109834 ", "%m [%p] %Q ", null, null)]
    [InlineData("< 2026-01-31 12:00:00.123 UTC >", "< %m >", null, null)]
    [InlineData("1769860800.123 [7] ", "%n [%p] ", null, null)]
    public void A_common_prefix_is_learnt(string head, string setting, string? user, string? database)
    {
        var log = Given.Log(head + Text + head + Text);

        log.Files[0].Prefix.ShouldBe(setting);
        log.Calls.ShouldBe(2);
        log.Statements[0].Users.ShouldBe(user is null ? [] : [user]);
        log.Statements[0].Databases.ShouldBe(database is null ? [] : [database]);
    }

    [Theory]
    [InlineData("pid=7 database=shop user=app at 2026-01-31 12:00:00.123 UTC ", "app", "shop")]
    [InlineData("2026-01-31 12:00:00.123 CET|app|7| ", null, null)]
    [InlineData("2026-01-31 12:00:00.123 UTC [7] [3/12] [65ba0000.1f] db=shop app=a b user=app ", "app", "shop")]
    [InlineData("[shop] 2026-01-31 12:00:00 +03 [7] app@shop 65ba0000.7 ", "app", "shop")]
    public void A_prefix_of_ones_own_is_learnt_from_its_shape(string head, string? user, string? database)
    {
        var log = Given.Log(head + Text + head + Text);

        log.Calls.ShouldBe(2);
        log.Files[0].BrokenLines.ShouldBe(0);
        log.Statements[0].Users.ShouldBe(user is null ? [] : [user]);
        log.Statements[0].Databases.ShouldBe(database is null ? [] : [database]);
    }

    [Fact]
    public void A_given_prefix_is_used()
    {
        var log = Given.Log("shop;app;2026-01-31 12:00:00.123 UTC;7;" + Text, prefix: "%d;%u;%m;%p;");

        log.Statements.ShouldHaveSingleItem().Databases.ShouldBe(["shop"]);
    }

    [Fact]
    public void Padded_fields_are_read()
    {
        var log = Given.Log("2026-01-31 12:00:00.123 UTC [7   ] app       @shop " + Text, prefix: "%m [%-4p] %-10u@%d ");

        log.Statements.ShouldHaveSingleItem().Calls.ShouldBe(1);
    }

    [Fact]
    public void Lines_of_background_processes_end_at_q()
    {
        var log = Given.Log("2026-01-31 12:00:00.123 UTC [7] app@shop " + Text + "2026-01-31 12:00:00.123 UTC [8] LOG:  checkpoint complete: wrote 5 buffers (0.1%); total=1.5 s\n");

        log.Files[0].Prefix.ShouldBe("%m [%p] %q%u@%d ");
        log.Checkpoints.BuffersWritten.ShouldBe(5);
    }

    [Fact]
    public void An_escape_that_the_server_does_not_have_is_no_prefix() => SlowLogCollector.IsPrefix("%m %z ").ShouldBeFalse();

    [Theory]
    [InlineData("2026-01-31 12:00:00.5 UTC", 12, 0)]
    [InlineData("2026-01-31 12:00:00.5 +03", 9, 0)]
    [InlineData("2026-01-31 12:00:00.5 -0330", 15, 30)]
    [InlineData("2026-01-31 12:00:00.5 CET", 11, 0)]
    [InlineData("2026-01-31 12:00:00.5", 12, 0)]
    public void Times_are_those_of_UTC(string stamp, int hour, int minute)
    {
        new LogTime().Read(Encoding.ASCII.GetBytes(stamp), out var ticks).ShouldBe(stamp.Length);

        new DateTimeOffset(ticks, TimeSpan.Zero).ShouldBe(new DateTimeOffset(2026, 1, 31, hour, minute, 0, 500, TimeSpan.Zero));
    }

    [Fact]
    public void A_zone_that_is_not_known_is_told()
    {
        var log = Given.Log("2026-01-31 12:00:00.123 XYZT [7] " + Text);

        log.Files[0].Remark!.ShouldContain("XYZT");
        log.Window.StartedAt.ShouldBe(Given.Noon.AddMilliseconds(123));
    }
}
