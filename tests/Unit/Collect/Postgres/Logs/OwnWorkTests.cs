using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres.Logs;

public sealed class OwnWorkTests
{
    private const string Clone = "headroom_0123abcdef_base";
    private const string File = "LOG:  temporary file: path \"base/pgsql_tmp/pgsql_tmp1.0\", size 5000";
    private const string Wait = "LOG:  process 1 still waiting for ShareLock on transaction 7 after 1000.123 ms";

    [Fact]
    public void What_names_a_marked_statement_is_left_out()
    {
        const string statement = "STATEMENT:  SELECT /* headroom */ 1";

        var log = Given.Log(
            Given.Line(1, File) + Given.Line(1, statement) + Given.Line(1, Wait) + Given.Line(1, statement) + Given.Line(1, "ERROR:  division by zero")
            + Given.Line(1, statement) + Given.Line(2, File) + Given.Line(2, "STATEMENT:  SELECT 1 FROM a"));

        log.TempFiles.ShouldBe(new TempFileTotals(1, new Bytes(5000), new Bytes(5000)));
        log.LockWaits.Waits.ShouldBe(0);
        log.Errors.ShouldBeEmpty();
        log.Hours.ShouldHaveSingleItem().TempFiles.ShouldBe(1);
        log.Statements.ShouldHaveSingleItem().Query.ShouldBe("select ? from a");
        (log.OwnCalls, log.OwnEntries).ShouldBe((0, 3));
    }

    [Fact]
    public void A_temporary_file_without_a_statement_is_of_the_marked_execution_just_before_it()
    {
        var log = Given.Log(Given.Line(1, "LOG:  duration: 9 ms  execute <unnamed>: SELECT /* headroom */ 1") + Given.Line(1, File) + Given.Line(1, File, second: 5));

        log.TempFiles.Files.ShouldBe(1);
        (log.OwnCalls, log.OwnEntries).ShouldBe((1, 1));
    }

    [Fact]
    public void All_that_happens_in_a_clone_is_left_out()
    {
        var log = Given.Log(
            In(Clone, "LOG:  duration: 5.000 ms  statement: SELECT count(*) FROM ONLY a") + In(Clone, "LOG:  statement: ALTER TABLE a ADD b int")
            + In(Clone, "LOG:  duration: 1.000 ms") + In(Clone, "ERROR:  division by zero") + In(Clone, Wait) + In(Clone, File)
            + In("headroom_production", "LOG:  duration: 1.000 ms  statement: SELECT 1 FROM a"));

        log.Statements.ShouldHaveSingleItem().Databases.ShouldBe(["headroom_production"]);
        (log.Entries, log.Calls, log.UnattributedDurations, log.TempFiles.Files, log.LockWaits.Waits, log.Errors.Count).ShouldBe((7, 1, 0, 0, 0, 0));
        (log.OwnCalls, log.OwnEntries).ShouldBe((2, 4));
    }

    [Fact]
    public void Autovacuum_of_a_clone_is_left_out()
    {
        var log = Given.Log(
            Given.Line(2, $"LOG:  automatic vacuum of table \"{Clone}.public.orders\": index scans: 1") + Given.Line(2, "LOG:  automatic analyze of table \"shop.public.orders\" system usage: CPU"));

        log.Autovacuums.ShouldBe([new AutovacuumCount("shop.public.orders", 0, 1)]);
        log.OwnEntries.ShouldBe(1);
    }

    [Fact]
    public void Sessions_of_clones_are_counted_as_all_are()
    {
        var log = Given.Log(
            "2026-01-31 12:00:00.123 UTC [1] [unknown]@[unknown] LOG:  connection received: host=127.0.0.1 port=5000\n"
            + In(Clone, $"LOG:  connection authorized: user=app database={Clone}")
            + In(Clone, $"LOG:  disconnection: session time: 0:00:01.000 user=app database={Clone} host=127.0.0.1"));

        log.Sessions.ShouldBe(new SessionTotals(1, 1, 1, TimeSpan.FromSeconds(1)));
        log.OwnEntries.ShouldBe(0);
    }

    [Theory]
    [InlineData("headroom", 0, 1)]
    [InlineData("headroom-web", 1, 0)]
    public void A_session_under_the_own_name_is_left_out_whatever_it_runs(string application, int calls, int ownCalls)
    {
        const string message = "duration: 5.000 ms  statement: COPY public.orders (id) TO stdout;";

        SlowLog[] logs =
        [
            Given.Log($"2026-01-31 12:00:00.123 UTC [1] app@shop/{application} LOG:  {message}\n", prefix: "%m [%p] %q%u@%d/%a "),
            Given.Log(Given.Csv("LOG", message).Replace("\"psql\"", $"\"{application}\"", StringComparison.Ordinal)),
            Given.Log($$"""{"timestamp":"2026-01-31 12:00:00.123 UTC","pid":1,"error_severity":"LOG","message":"{{message}}","application_name":"{{application}}"}""" + "\n"),
        ];

        logs.Select(log => (log.Calls, log.OwnCalls)).ShouldBe(Enumerable.Repeat(((long)calls, (long)ownCalls), logs.Length));
    }

    private static string In(string database, string text) => $"2026-01-31 12:00:00.123 UTC [1] app@{database} {text}\n";
}
