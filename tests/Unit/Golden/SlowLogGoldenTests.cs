using System.Text.Json;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Report.Logs;
using Headroom.Tests.Unit.Collect.Postgres.Logs;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>What <c>headroom db log</c> prints.</summary>
public sealed class SlowLogGoldenTests
{
    private static readonly SlowLog Full = Given.Log(string.Concat((string[])
    [
        .. Enumerable.Range(1, 40).Select(i => Session(i, $"LOG:  duration: {i}.250 ms  statement: SELECT *\n\t  FROM orders\n\t WHERE id IN ({i}, {i + 1}) AND note = 'secret {i}'")),
        .. Enumerable.Range(1, 10).SelectMany(i => (string[])
        [
            Session(i, "LOG:  duration: 0.100 ms  parse S_1: SELECT name FROM users WHERE id = $1"),
            Session(i, "LOG:  duration: 0.050 ms  bind S_1: SELECT name FROM users WHERE id = $1") + Session(i, $"DETAIL:  parameters: $1 = '{i}'"),
            Session(i, $"LOG:  duration: 0.{i:000} ms  execute S_1: SELECT name FROM users WHERE id = $1") + Session(i, $"DETAIL:  parameters: $1 = '{i}'"),
        ]),
        Session(3, "LOG:  statement: COMMIT"),
        Session(61, "ERROR:  duplicate key value violates unique constraint \"users_email_key\""), Session(61, "DETAIL:  Key (email)=(secret@x.y) already exists."),
        Session(61, "STATEMENT:  INSERT INTO users VALUES ('secret@x.y')"), Session(62, "ERROR:  canceling statement due to statement timeout"),
        Session(63, "LOG:  temporary file: path \"base/pgsql_tmp/pgsql_tmp3.0\", size 12400000"), Session(63, "STATEMENT:  SELECT * FROM orders WHERE id IN (1) AND note = 'secret'"),
        Session(64, "LOG:  process 4 still waiting for ShareLock on transaction 7 after 1000.100 ms"), Session(64, "LOG:  process 4 acquired ShareLock on transaction 7 after 2500.000 ms"),
        Session(65, "ERROR:  deadlock detected"), "2026-01-31 13:02:00.000 UTC [9] LOG:  checkpoint starting: wal\n",
        "2026-01-31 13:02:30.000 UTC [9] LOG:  checkpoint complete: wrote 4200 buffers (25.6%); write=29.5 s, sync=0.1 s, total=29.7 s\n",
        "2026-01-31 13:03:00.000 UTC [10] LOG:  automatic vacuum of table \"shop.public.orders\": index scans: 1\n\tpages: 0 removed\n", "archive: no space left\n",
    ]));

    [Fact]
    public void The_digest_is_as_approved() => Snapshot.Match("slow-log.golden.txt", SlowLogSummary.Render(Full, top: 3));

    [Fact]
    public void The_document_is_as_approved() => Snapshot.Match("slow-log.golden.json", JsonSerializer.Serialize(Full, ModelJson.Evidence) + "\n");

    [Fact]
    public void Written_alone_it_is_the_same_document() =>
        JsonSerializer.Serialize(Full, ModelJson.EvidenceOf<SlowLog>()).ShouldBe(JsonSerializer.Serialize(Full, ModelJson.Evidence));

    [Fact]
    public void A_log_without_entries_is_said_to_have_none() => SlowLogSummary.Render(Given.Log(""), top: 3).ShouldStartWith("no entry\n");

    [Fact]
    public void No_value_is_shown()
    {
        SlowLogSummary.Render(Full, top: 100).ShouldNotContain("secret");
        JsonSerializer.Serialize(Full, ModelJson.Evidence).ShouldNotContain("secret");
    }

    [Fact]
    public void The_document_is_read_back_as_it_was_written()
    {
        var json = JsonSerializer.Serialize(Full, ModelJson.Evidence);

        JsonSerializer.Serialize(JsonSerializer.Deserialize(json, ModelJson.Evidence)!, ModelJson.Evidence).ShouldBe(json);
    }

    private static string Session(int second, string text) => $"2026-01-31 {12 + (second / 60)}:{second / 60:00}:{second % 60:00}.123 UTC [{second % 5}] app@shop {text}\n";
}
