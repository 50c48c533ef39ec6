using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.Tools;

public class GatlingTests
{
    [Fact]
    public void Reads_requests_by_group_with_the_causes_that_messages_tell()
    {
        var run = ImportedText.Run(Samples.GatlingLog);
        (run.Requests, run.HttpReqFailed, run.DurationS, run.HttpReqDuration!.P50Ms).ShouldBe((4, new Ratio(0.5), 1.6, 75));
        run.StartedAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
        var orders = run.Endpoint("Buy / Pay / POST /orders");
        (orders.Method, orders.Failed, orders.FailedByClass.Text(), orders.Status).ShouldBe(("POST", 2, "policy 1, transport 1", null));
        (orders.Errors.Text(), run.Endpoint("GET /feed").Errors).ShouldBe(("refused 1", null));
        run.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void Before_version_3_4_the_users_id_stands_before_the_groups()
    {
        var run = ImportedText.Run("RUN\ta.B\tb\t1700000000000\t \t3.3.1\nREQUEST\t7\t\t/feed\t1700000000100\t1700000000150\tOK\t \n");
        (run.Requests, run.HttpReqDuration!.MaxMs, run.Endpoints!.ShouldHaveSingleItem().Name).ShouldBe((1, 50, "/feed"));
    }

    [Theory]
    [InlineData("RUN\ta.B\t\tb\t1700000000000\t \t2.0\nUSER\tReaders\t7\tSTART\t1700000000000\t1700000000000\n"
        + "REQUEST\tReaders\t7\tBuy\t/feed\t1700000000100\t1700000000150\tKO\tstatus.find.is(200), but actually found 503\n")]
    [InlineData("a.B\tb\tRUN\t1700000000000\t \t2.0\nReaders\t7\tUSER\tSTART\t1700000000000\t1700000000000\n"
        + "Readers\t7\tREQUEST\tBuy\t/feed\t1700000000100\t1700000000101\t1700000000149\t1700000000150\tKO\tstatus.find.is(200), but actually found 503\n"
        + "Readers\t7\tGROUP\tBuy\t1700000000100\t1700000000150\t50\t0\t1\tKO\n")]
    public void Version_2_names_the_scenario_too(string text)
    {
        var run = ImportedText.Run(text);
        (run.Requests, run.HttpReqDuration!.MaxMs, run.DurationS, run.Remarks.Count).ShouldBe((1, 50, 0.05, 0));
        run.StartedAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
        run.Endpoint("Buy / /feed").FailedByClass.Text().ShouldBe("saturation 1");
    }

    [Theory]
    [InlineData("results.bin", "\0\0\0\0\u00063.13.1\0")]
    [InlineData("simulation.log", "\0anything")]
    public void The_binary_log_is_known_by_its_beginning_or_its_name(string file, string text) =>
        ImportedText.FormsOf(file, text).ShouldHaveSingleItem().Name.ShouldBe("simulation-log");

    [Theory]
    [InlineData("status.find.is(200), but actually found 503", "saturation 1")]
    [InlineData("status.find.in(200), found 404", "client 1")]
    [InlineData("i.g.h.c.i.RequestTimeoutException: Request timeout to 127.0.0.1 after 60000 ms", "saturation 1")]
    [InlineData("j.i.IOException: Premature close", "transport 1")]
    [InlineData("jsonPath($.id).find.exists, found nothing", "fault 1")]
    [InlineData("something of the author's", "null")]
    public void A_message_tells_the_cause_or_it_is_unknown(string message, string expected) =>
        ImportedText.Run($"RUN\ta.B\tb\t1700000000000\t \t3.9.5\nREQUEST\t\t/feed\t1700000000100\t1700000000150\tKO\t{message}\n")
            .Endpoint("/feed").FailedByClass.Text().ShouldBe(expected);

    [Theory]
    [InlineData("\0\0\0\u00063.10.3", null, "3.10 and later")]
    [InlineData("RUN\ta.B\tb\t1700000000000\t \n", 1L, "no version 2 or 3")]
    [InlineData("RUN\ta.B\tb\t1700000000000\t \t4.0\n", 1L, "no version 2 or 3")]
    [InlineData("RUN\ta.B\tb\t1700000000000\t \t3.9.5\nREQUEST\n", 2L, "a REQUEST without")]
    [InlineData("RUN\ta.B\tb\t1700000000000\t \t3.9.5\nREQUEST\t\t/feed\tsoon\tlater\tOK\t \n", 2L, "a REQUEST without")]
    [InlineData("RUN\ta.B\tb\t1700000000000\t \t3.9.5\n", null, "no request in it")]
    public void Another_log_is_refused_with_its_reason(string text, long? line, string reason)
    {
        var fault = ImportedText.Fault("gatling", "simulation-log", text);
        fault.Line.ShouldBe(line);
        fault.Reason.ShouldContain(reason);
    }

    [Fact]
    public void A_cut_last_line_is_told_and_the_rest_is_read()
    {
        var run = ImportedText.Run(Samples.GatlingLog + "REQUEST\t\tGET /fe");
        (run.Requests, run.Remarks.ShouldHaveSingleItem()[..35]).ShouldBe((4, "1 line is no request, the first is "));
    }

    [Fact]
    public void Statistics_tell_requests_apart_and_leave_groups_out()
    {
        var run = ImportedText.Run(Samples.GatlingStats);
        (run.Requests, run.HttpReqFailed, run.StartedAt, run.DurationS).ShouldBe((120, new Ratio(0.05), null, 10));
        var latency = run.HttpReqDuration!;
        (latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms).ShouldBe((50, null, 200, 700));
        (latency.MeanMs, latency.MinMs, latency.MaxMs).ShouldBe((61, 2, 900));
        run.Endpoints!.Select(static endpoint => (endpoint.Name, endpoint.Method, endpoint.Requests, endpoint.Failed, endpoint.P95Ms))
            .ShouldBe([("GET /feed", "GET", 100, 0, 190), ("Buy / Pay", null, 20, 6, 890)]);
        (run.Endpoint("GET /feed").Latency!.P99Ms, run.Endpoint("GET /feed").FailedByClass).ShouldBe((650, null));
        run.Remarks.ShouldHaveSingleItem().ShouldContain("Gatling's default");
    }

    [Fact]
    public void Statistics_of_all_have_no_endpoints()
    {
        var run = ImportedText.Run(Samples.GatlingGlobalStats);
        (run.Requests, run.HttpReqDuration!.P95Ms, run.Endpoints).ShouldBe((120, 200, null));
    }

    [Theory]
    [InlineData("stats", "{\"contents\": {}}", "no 'stats'")]
    [InlineData("global-stats", "{\"numberOfRequests\": {\"ok\": 3}}", "no count of requests")]
    [InlineData("global-stats", "[]", "a JSON array")]
    [InlineData("global-stats", "{\"numberOfRequests\":", "no valid JSON")]
    public void Damaged_statistics_are_refused(string form, string text, string reason) =>
        ImportedText.Fault("gatling", form, text).Reason.ShouldContain(reason);

    [Fact]
    public void The_text_has_totals_and_percentiles_by_their_names()
    {
        var run = ImportedText.Run(Samples.GatlingText);
        (run.Form, run.Requests, run.HttpReqFailed, run.DurationS, run.Endpoints).ShouldBe(("text", 109_672, Ratio.Of(8433, 109_672), 109_672 / 476.835, null));
        ImportedText.Run(Samples.GatlingText.Replace("mean requests/sec", "another figure", StringComparison.Ordinal)).DurationS.ShouldBe(230);
        var latency = run.HttpReqDuration!;
        (latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms).ShouldBe((10, null, 10_001, 24_425));
        (latency.MeanMs, latency.MinMs, latency.MaxMs).ShouldBe((2087, 0, 48_867));
    }

    [Fact]
    public void The_text_of_newer_versions_has_columns_units_and_thousands()
    {
        var run = ImportedText.Run(Samples.GatlingNewText);
        (run.Requests, run.HttpReqFailed, run.DurationS).ShouldBe((2050, new Ratio(0), 2050 / 33.61));
        (run.HttpReqDuration!.P50Ms, run.HttpReqDuration.P95Ms, run.HttpReqDuration.P99Ms, run.HttpReqDuration.MaxMs).ShouldBe((9, 1010, null, 1204));
        ImportedText.Run(Samples.GatlingNewText.Replace("|     2,050 |         -", "|         - |     2,050", StringComparison.Ordinal)).HttpReqFailed.ShouldBe(new Ratio(1));
    }

    [Fact]
    public void A_text_that_ends_early_and_two_in_one_file_are_refused()
    {
        var early = Samples.GatlingText[..Samples.GatlingText.IndexOf("---- Global", StringComparison.Ordinal)];
        ImportedText.FormsOf("gatling.log", early).ShouldHaveSingleItem().Name.ShouldBe("text");
        ImportedText.Fault("gatling", "text", early).Reason.ShouldContain("the text ends without 'request count'");
        ImportedText.Fault("gatling", "text", Samples.GatlingText + "\n" + Samples.GatlingText).Reason.ShouldContain("expected one a file");
    }

    [Fact]
    public void A_line_of_the_text_that_is_far_too_long_is_no_figure() => ImportedText.Fault(
        "gatling", "text", Samples.GatlingText.Replace("> request count", "> request count" + new string(' ', 2000), StringComparison.Ordinal)).Reason.ShouldContain("'request count'");
}
