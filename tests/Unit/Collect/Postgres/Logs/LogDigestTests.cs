using System.IO.Compression;
using System.Text;
using Headroom.Collect.Postgres.Logs;
using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Postgres.Logs;

public sealed class LogDigestTests
{
    [Fact]
    public void Only_executions_are_calls()
    {
        var log = Given.Log(
            Given.Line(7, "LOG:  duration: 0.100 ms  parse S_1: SELECT $1") + Given.Line(7, "LOG:  duration: 0.200 ms  bind S_1: SELECT $1")
            + Given.Line(7, "LOG:  duration: 0.300 ms  execute S_1: SELECT $1") + Given.Line(7, "LOG:  duration: 0.400 ms  execute fetch from S_1/c: SELECT $1"));

        log.Calls.ShouldBe(2);
        log.Preparation.ShouldBe(new PreparationTimes(1, TimeSpan.FromMilliseconds(0.1), 1, TimeSpan.FromMilliseconds(0.2)));
        log.Statements.ShouldHaveSingleItem().Times.Total.ShouldBe(TimeSpan.FromMilliseconds(0.7));
    }

    [Fact]
    public void A_duration_alone_belongs_to_the_statement_that_its_backend_logged_before()
    {
        var log = Given.Log(
            Given.Line(1, "LOG:  statement: SELECT 1 FROM a") + Given.Line(2, "LOG:  duration: 0.5 ms") + Given.Line(2, "LOG:  execute <unnamed>: SELECT 1 FROM b")
            + Given.Line(2, "LOG:  duration: 2.000 ms") + Given.Line(1, "LOG:  duration: 1.000 ms"));

        log.Statements.Select(s => (s.Query, s.Times.Total.TotalMilliseconds)).ShouldBe([("select ? from b", 2.0), ("select ? from a", 1.0)]);
        (log.Calls, log.TimedCalls, log.UnattributedDurations).ShouldBe((2, 2, 1));
    }

    [Fact]
    public void A_statement_that_failed_takes_no_duration_of_the_next()
    {
        var log = Given.Log(
            Given.Line(1, "LOG:  statement: SELECT 1 FROM a") + Given.Line(1, "ERROR:  relation \"a\" does not exist at character 15") + Given.Line(1, "LOG:  duration: 1.000 ms"));

        (log.Calls, log.TimedCalls, log.UnattributedDurations).ShouldBe((1, 0, 1));
        log.Statements.ShouldHaveSingleItem().Times.P95.ShouldBeNull();
    }

    [Fact]
    public void What_Headroom_asked_is_left_out_and_counted()
    {
        var log = Given.Log(
            Given.Line(1, "LOG:  statement: SELECT /* headroom */ 1") + Given.Line(1, "LOG:  duration: 1.000 ms")
            + Given.Line(2, "LOG:  duration: 5.000 ms  execute <unnamed>: SELECT /* headroom */ * FROM pg_class") + Given.Line(1, "LOG:  duration: 2.000 ms  statement: SELECT 1 FROM a"));

        (log.OwnCalls, log.Calls, log.UnattributedDurations).ShouldBe((2, 1, 0));
        log.Statements.ShouldHaveSingleItem().Query.ShouldBe("select ? from a");
    }

    [Fact]
    public void Quantiles_are_those_of_the_durations()
    {
        var log = Given.Log(string.Concat(Enumerable.Range(1, 100).Select(i => Given.Line(7, $"LOG:  duration: {i}.000 ms  statement: SELECT {i}"))));

        var times = log.Statements.ShouldHaveSingleItem().Times;
        times.Mean.ShouldBe(TimeSpan.FromMilliseconds(50.5));
        (times.Min, times.Max).ShouldBe((TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(100)));
        times.P50!.Value.TotalMilliseconds.ShouldBe(50, 0.05);
        times.P95!.Value.TotalMilliseconds.ShouldBe(95, 0.1);
        times.P99!.Value.TotalMilliseconds.ShouldBe(99, 0.1);
        log.Times.ShouldBe(times);
    }

    [Fact]
    public void Errors_are_counted_by_kind_without_their_values()
    {
        var log = Given.Log(
            Given.Line(7, "ERROR:  duplicate key value violates unique constraint \"users_email_key\"") + Given.Line(7, "DETAIL:  Key (email)=(a@b.c) already exists.")
            + Given.Line(7, "STATEMENT:  INSERT INTO users VALUES ('a@b.c')") + Given.Line(7, "ERROR:  invalid input syntax for type integer: \"secret\" at character 8")
            + Given.Line(7, "ERROR:  invalid input syntax for type integer: \"other\" at character 9") + Given.Line(7, "WARNING:  there is no transaction in progress"));

        log.Errors.Select(e => (e.Severity, e.Message, e.Count)).ShouldBe(
        [
            ("ERROR", "invalid input syntax for type integer: \"…\"", 2),
            ("ERROR", "duplicate key value violates unique constraint \"users_email_key\"", 1),
            ("WARNING", "there is no transaction in progress", 1),
        ]);
        log.Hours.ShouldHaveSingleItem().Errors.ShouldBe(3);
        System.Text.Json.JsonSerializer.Serialize(log, Headroom.Model.Json.ModelJson.Evidence).ShouldNotContain("a@b.c");
    }

    [Fact]
    public void Locks_deadlocks_and_cancellations_are_counted()
    {
        var log = Given.Log(
            Given.Line(1, "LOG:  process 1 still waiting for ShareLock on transaction 7 after 1000.123 ms") + Given.Line(1, "DETAIL:  Process holding the lock: 2. Wait queue: 1.")
            + Given.Line(1, "STATEMENT:  UPDATE t SET a = 1") + Given.Line(1, "LOG:  process 1 acquired ShareLock on transaction 7 after 2500.000 ms")
            + Given.Line(2, "ERROR:  deadlock detected") + Given.Line(3, "ERROR:  canceling statement due to statement timeout")
            + Given.Line(3, "ERROR:  canceling statement due to user request") + Given.Line(3, "ERROR:  canceling statement due to user request"));

        log.LockWaits.ShouldBe(new LockWaitTotals(1, 1, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(2.5)));
        log.Deadlocks.ShouldBe(1);
        log.Cancellations.ShouldBe([new LoggedCount("user request", 2), new LoggedCount("statement timeout", 1)]);
        log.Statements.ShouldHaveSingleItem().LockWaits.ShouldBe(1);
    }

    [Fact]
    public void The_servers_own_work_is_counted()
    {
        var log = Given.Log(
            Given.Line(1, "LOG:  checkpoint starting: wal") + Given.Line(1, "LOG:  checkpoint complete: wrote 42 buffers (0.3%); 0 WAL file(s) added; write=1.0 s, sync=0.1 s, total=1.25 s; x")
            + Given.Line(2, "LOG:  automatic vacuum of table \"shop.public.orders\": index scans: 1\n\tpages: 0 removed") + Given.Line(2, "LOG:  automatic analyze of table \"shop.public.orders\" system usage: CPU")
            + Given.Line(3, "LOG:  connection received: host=127.0.0.1 port=5000") + Given.Line(3, "LOG:  connection authorized: user=app database=shop")
            + Given.Line(3, "LOG:  disconnection: session time: 0:01:02.500 user=app database=shop host=127.0.0.1")
            + Given.Line(4, "LOG:  temporary file: path \"base/pgsql_tmp/pgsql_tmp4.0\", size 5000") + Given.Line(4, "STATEMENT:  SELECT 1"));

        log.Checkpoints.ShouldBe(new CheckpointTotals(1, 42, TimeSpan.FromSeconds(1.25), TimeSpan.FromSeconds(1.25), 1));
        log.Autovacuums.ShouldBe([new AutovacuumCount("shop.public.orders", 1, 1)]);
        log.Sessions.ShouldBe(new SessionTotals(1, 1, 1, TimeSpan.FromSeconds(62.5)));
        log.TempFiles.ShouldBe(new TempFileTotals(1, new Bytes(5000), new Bytes(5000)));
        log.Statements.ShouldHaveSingleItem().TempSize.ShouldBe(new Bytes(5000));
    }

    [Fact]
    public void A_temporary_file_without_a_statement_is_of_the_execution_just_before_it()
    {
        const string file = "LOG:  temporary file: path \"base/pgsql_tmp/pgsql_tmp1.0\", size 5000";

        var log = Given.Log(
            Given.Line(1, "LOG:  duration: 9 ms  execute <unnamed>: SELECT a FROM t") + Given.Line(2, "LOG:  duration: 9 ms  execute <unnamed>: SELECT b FROM t")
            + Given.Line(1, file) + Given.Line(1, file) + Given.Line(2, file, second: 5));

        log.Statements.Single(s => s.Query == "select a from t").TempFiles.ShouldBe(2);
        log.Statements.Single(s => s.Query == "select b from t").TempFiles.ShouldBe(0);
        log.TempFiles.Files.ShouldBe(3);
    }

    [Fact]
    public void Plans_are_calls_only_where_nothing_else_logged_statements()
    {
        const string plan = "LOG:  duration: 3.000 ms  plan:\n\tQuery Text: SELECT *\n\tFROM t WHERE id = 5\n\tSeq Scan on t  (cost=0.00..1.00 rows=1 width=4)";

        var alone = Given.Log(Given.Line(7, plan));
        var both = Given.Log(Given.Line(7, plan) + Given.Line(7, "LOG:  duration: 3.100 ms  statement: SELECT *\n\tFROM t WHERE id = 5"));

        (alone.Calls, alone.Plans, alone.Statements.ShouldHaveSingleItem().Query).ShouldBe((1, 1, "select * from t where id = ?"));
        (both.Calls, both.Plans, both.Statements.ShouldHaveSingleItem().Times.Total.TotalMilliseconds).ShouldBe((1, 1, 3.1));
    }

    [Fact]
    public void Json_plans_are_evidence_without_values()
    {
        var (_, digest) = Given.Read(Given.Line(7, """
            LOG:  duration: 3.000 ms  plan:
            	{
            	  "Query Text": "SELECT * FROM t WHERE id = 5",
            	  "Plan": {"Node Type": "Seq Scan", "Relation Name": "t", "Plan Rows": 10, "Actual Rows": 1, "Actual Loops": 1, "Filter": "(id = 5)"}
            	}
            """));

        var plan = digest.Plans().ShouldHaveSingleItem();
        plan.StatementId.ShouldBe(StatementText.IdOf("SELECT * FROM t WHERE id = 5"));
        plan.Samples.ShouldHaveSingleItem().Root.Filter.ShouldBe("(id = $0)");
        (plan.Samples[0].Executed, plan.Samples[0].ExecutionTime).ShouldBe((true, TimeSpan.FromMilliseconds(3)));
    }

    [Theory]
    [InlineData("<explain xmlns=\"http://www.postgresql.org/2009/explain\">\n\t  <Query-Text>SELECT &quot;Id&quot;\n\tFROM t WHERE id &lt; 5 AND a &gt; 6</Query-Text>\n\t  <Plan>\n\t    <Node-Type>Seq Scan</Node-Type>\n\t  </Plan>\n\t</explain>")]
    [InlineData("Query Text: \"SELECT \\\"Id\\\"\\nFROM t WHERE id < 5 AND a > 6\"\n\tPlan: \n\t  Node Type: \"Seq Scan\"")]
    [InlineData("Query Text: SELECT \"Id\"\n\tFROM t WHERE id < 5 AND a > 6\n\tSeq Scan on t  (cost=0.00..1.00 rows=1 width=4)")]
    public void A_plan_belongs_to_its_statement_in_every_format(string plan) =>
        Given.Log(Given.Line(7, $"LOG:  duration: 3.000 ms  plan:\n\t{plan}"))
            .Statements.ShouldHaveSingleItem().StatementId.ShouldBe(StatementText.IdOf("SELECT \"Id\" FROM t WHERE id < 5 AND a > 6"));

    [Theory]
    [InlineData("{\"Query Text\": \"SELECT 1 FROM t\"}")]
    [InlineData("{\"Query Text\": \"SELECT 1 FROM t\", \"Plan\": {\"Node Type\": \"Result\", \"Actual Rows\": 1, \"Actual Total Time\": 1e300}}")]
    public void A_plan_that_says_nothing_is_no_evidence(string plan)
    {
        var (log, digest) = Given.Read(Given.Line(7, $"LOG:  duration: 3.000 ms  plan:\n\t{plan}"));

        log.Plans.ShouldBe(1);
        digest.Plans().ShouldBeEmpty();
    }

    [Fact]
    public void Up_to_five_sets_of_parameters_are_kept_spread_over_the_log()
    {
        var (_, digest) = Given.Read(string.Concat(Enumerable.Range(0, 1000).Select(i =>
            Given.Line(7, "LOG:  duration: 1 ms  execute S_1: SELECT * FROM t WHERE id = $1 AND n = $2") + Given.Line(7, $"DETAIL:  parameters: $1 = '{i}', $2 = 'O''Brien'"))));

        var sets = digest.Parameters().ShouldHaveSingleItem();
        sets.Query.ShouldBe("SELECT * FROM t WHERE id = $1 AND n = $2");
        sets.Sets.Count.ShouldBe(5);
        sets.Sets.ShouldAllBe(set => set[1] == "O'Brien");
        var firsts = sets.Sets.Select(set => int.Parse(set[0]!)).ToList();
        (firsts[0], firsts[^1] > 400).ShouldBe((0, true));
    }

    [Fact]
    public void Filters_leave_out_what_they_should()
    {
        var text = "2026-01-31 12:00:00.000 UTC [7] app@shop LOG:  duration: 1 ms  statement: SELECT 1\n"
            + "2026-01-31 13:00:00.000 UTC [7] app@shop LOG:  duration: 1 ms  statement: SELECT 1\n"
            + "2026-01-31 13:00:00.000 UTC [8] job@other LOG:  duration: 1 ms  statement: SELECT 1\n";

        Given.Log(text, new LogFilter { From = Given.Noon.AddHours(1) }).Calls.ShouldBe(2);
        Given.Log(text, new LogFilter { To = Given.Noon.AddHours(1) }).Calls.ShouldBe(1);
        Given.Log(text, new LogFilter { Database = "shop" }).Calls.ShouldBe(2);
        Given.Log(text, new LogFilter { User = "job" }).Calls.ShouldBe(1);
        Given.Log(text).Hours.Select(hour => (hour.StartsAt, hour.Calls)).ShouldBe([(Given.Noon, 1L), (Given.Noon.AddHours(1), 2L)]);
    }

    [Fact]
    public void More_statements_than_there_is_room_for_are_told()
    {
        var log = Given.Log(string.Concat(Enumerable.Range(0, StatementTable.MostStatements + 3).Select(i => Given.Line(7, $"LOG:  duration: 1 ms  statement: SELECT c{i}"))));

        log.Statements.Count.ShouldBe(StatementTable.MostStatements);
        (log.Calls, log.CallsWithoutRoom).ShouldBe((StatementTable.MostStatements + 3, 3));
    }

    [Fact]
    public void A_gzip_file_is_read_and_a_cut_one_told()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => Given.Line(7, $"LOG:  duration: {i}.1 ms  statement: SELECT {i * 7919}")));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        var whole = Given.Log(packed.ToArray());
        var cut = Given.Log(packed.ToArray()[..(int)(packed.Length / 2)]);

        (whole.Calls, whole.Files[0].Remark).ShouldBe((20_000, null));
        cut.Files[0].Remark!.ShouldContain("gzip");
        cut.Calls.ShouldBeInRange(1, 19_999);
    }

    [Fact]
    public async Task A_missing_file_is_named() =>
        (await Should.ThrowAsync<Headroom.Collect.CollectorException>(SlowLogCollector.CollectAsync(["/no/such.log"], new SlowLogOptions(), CancellationToken.None)))
            .Message.ShouldBe("/no/such.log: no such file");
}
