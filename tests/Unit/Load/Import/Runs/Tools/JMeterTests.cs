using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.Tools;

public class JMeterTests
{
    private const string Header = "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,bytes,grpThreads,allThreads,Latency\n";

    [Fact]
    public void Reads_samples_and_leaves_transactions_out()
    {
        var run = ImportedText.Run(Samples.JMeterCsv);
        (run.Requests, run.HttpReqFailed, run.DurationS).ShouldBe((4, new Ratio(0.5), 31.5));
        run.StartedAt.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000));
        run.HttpReqDuration!.P50Ms.ShouldBe(200);
        run.HttpReqDuration.P95Ms!.Value.ShouldBe(25_545, 1e-6);
        run.Remarks.ShouldHaveSingleItem().ShouldStartWith("1 sample of a transaction controller is not counted");
        (run.ChecksPass, run.Thresholds, run.Checks).ShouldBe((null, null, null));
    }

    [Fact]
    public void Tells_the_causes_and_the_shape_of_failures()
    {
        var clips = ImportedText.Run(Samples.JMeterCsv).Endpoint("POST /clips");
        (clips.Method, clips.Requests, clips.Failed).ShouldBe(("POST", 2, 2));
        (clips.Status.Text(), clips.FailedByClass.Text(), clips.Errors.Text()).ShouldBe(("0 1, 429 1", "policy 1, saturation 1", "timeout 1"));
        (clips.Failures!.FailedP50Ms, clips.Failures.SucceededP50Ms, clips.Failures.OnsetRatePerS).ShouldBe((15_010, null, 1));
        (clips.Failures.FailingSeconds, clips.Failures.Seconds).ShouldBe((2, 2));
    }

    [Theory]
    [InlineData("Feed-0", "Feed-1")]
    [InlineData("http://127.0.0.1:8080/feed", "https://127.0.0.1:8443/feed")]
    public void Redirects_behind_their_sample_are_part_of_it(string first, string second)
    {
        var run = ImportedText.Run(Header
            + "1700000000000,100,Feed,200,OK,Users 1-1,text,true,1,1,1,6\n"
            + $"1700000000000,40,{first},302,Found,Users 1-1,,true,1,1,1,6\n"
            + "1700000000010,50,Feed,200,OK,Users 1-2,text,true,1,1,1,6\n"
            + $"1700000000040,60,{second},200,OK,Users 1-1,text,true,1,1,1,6\n"
            + "1700000000100,30,Feed-0,200,OK,Users 1-1,text,true,1,1,1,6\n");
        (run.Requests, run.Endpoint("Feed").Requests, run.Endpoint("Feed-0").Requests).ShouldBe((3, 2, 1));
        run.Endpoint("Feed").Status.Text().ShouldBe("200 2");
        run.Remarks.ShouldBe(["2 rows of redirects and of what pages embed are not counted: they are part of the samples above them"]);
    }

    [Theory]
    [InlineData("1700000000000,100,Feed,200,\"Number of samples in transaction : 1, number of failing samples : 0\",Users 1-1,,true,1,1,1,6\n", "Feed-0")]
    [InlineData("1700000000000,100,Feed,200,OK,Users 1-2,text,true,1,1,1,6\n", "Feed-0")]
    [InlineData("1700000000000,100,Feed,200,OK,Users 1-1,text,true,1,1,1,6\n", "Feed-first")]
    [InlineData("1700000000000,100,http://127.0.0.1/a,200,OK,Users 1-1,text,true,1,1,1,6\n", "http://127.0.0.1/b")]
    public void Other_rows_within_the_time_of_a_sample_are_requests(string above, string label) =>
        ImportedText.Run(Header + above + $"1700000000010,40,{label},200,OK,Users 1-1,text,true,1,1,1,6\n").Endpoint(label).Requests.ShouldBe(1);

    [Theory]
    [InlineData("1700000000000", "1700000000010", "Users 1-1")]
    [InlineData("1700000000000", "1700000000000", "")]
    [InlineData("2023/11/14 22:13:20", "2023/11/14 22:13:20", "Users 1-1")]
    public void Addresses_are_requests_unless_the_first_begins_with_a_sample_of_its_thread(string first, string second, string thread) => ImportedText.Run(
        Header + $"{first},100,Feed,200,OK,{thread},text,true,1,1,1,6\n{second},40,http://127.0.0.1/feed,200,OK,{thread},text,true,1,1,1,6\n").Requests.ShouldBe(2);

    [Fact]
    public void Default_columns_need_no_header_and_dates_no_zone()
    {
        var run = ImportedText.Run(Samples.JMeterHeaderless);
        (run.Requests, run.DurationS, run.StartedAt).ShouldBe((2, 1.3, null));
        run.Endpoints!.ShouldHaveSingleItem().Name.ShouldBe("Feed, page 1");
        run.Endpoints![0].FailedByClass.Text().ShouldBe("fault 1");
        run.Remarks.ShouldHaveSingleItem().ShouldContain("no zone");
    }

    [Fact]
    public void Columns_may_stand_in_any_order_and_be_separated_otherwise()
    {
        var run = ImportedText.Run("success;label;elapsed;timeStamp\ntrue;Feed;7;1700000000000\nfalse;Feed;9;1700000000000\n");
        (run.Requests, run.HttpReqFailed, run.HttpReqDuration!.P50Ms).ShouldBe((2, new Ratio(0.5), 8));
        run.Endpoints![0].Status.ShouldBeNull();
        run.Endpoints[0].FailedByClass.ShouldBeNull();
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void Without_a_header_the_first_sample_tells_what_separates_them(char delimiter)
    {
        var run = ImportedText.Run("1700000000000,100,Feed,200,OK,Users 1-1,text,true,,1500,1,1,90\n".Replace(',', delimiter));
        (run.Requests, run.HttpReqFailed, run.Endpoints![0].Name).ShouldBe((1, new Ratio(0), "Feed"));
    }

    [Fact]
    public void Without_a_column_for_it_no_failure_is_known()
    {
        var run = ImportedText.Run("timeStamp,elapsed,label,responseCode\n1700000000000,7,Feed,500\n");
        (run.Requests, run.HttpReqFailed, run.HttpReqDuration!.P50Ms).ShouldBe((1, null, 7));
        (run.Endpoints![0].Failed, run.Endpoints[0].FailedByClass, run.Endpoints[0].Status.Text()).ShouldBe((null, null, "500 1"));
        run.Remarks.ShouldHaveSingleItem().ShouldContain("transaction controllers count as requests");
    }

    [Fact]
    public void Times_may_name_their_zone()
    {
        var run = ImportedText.Run(Header + "2023-11-14T23:13:20.500+01:00,7,Feed,200,OK,Users 1-1,text,true,1,1,1,6\n");
        (run.StartedAt, run.Remarks.Count).ShouldBe((DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_500), 0));
    }

    [Theory]
    [InlineData("2023-11-14T22:13:20", "2023-11-14T22:13:21")]
    [InlineData("\"2023-11-14 22:13:20,250\"", "\"2023-11-14 22:13:21,250\"")]
    [InlineData("20231114221320", "20231114221321")]
    [InlineData("11/14/23 22:13:20", "11/14/23 22:13:21")]
    public void Times_may_be_written_as_dates_of_no_zone(string first, string second)
    {
        var run = ImportedText.Run(Header + $"{first},7,Feed,200,OK,Users 1-1,text,true,1,1,1,6\n{second},500,Feed,200,OK,Users 1-1,text,true,1,1,1,6\n");
        (run.Requests, run.DurationS, run.StartedAt).ShouldBe((2, 1.5, null));
    }

    [Fact]
    public void An_address_that_is_none_was_never_sent()
    {
        var row = "1700000000000,7,Feed,Non HTTP response code: java.net.URISyntaxException,Non HTTP response message: Illegal character,Users 1-1,,false,1,1,1,6\n";
        ImportedText.Run(Header + row).Endpoint("Feed").FailedByClass.Text().ShouldBe("client 1");
    }

    [Fact]
    public void A_good_status_that_an_assertion_fails_is_a_fault() =>
        ImportedText.Run(Header + "1700000000000,7,Feed,200,OK,Users 1-1,text,false,1,1,1,6\n").Endpoint("Feed").FailedByClass.Text().ShouldBe("fault 1");

    [Fact]
    public void A_cut_last_line_is_told_and_the_rest_is_read()
    {
        var run = ImportedText.Run(Header + "1700000000000,7,Feed,200,OK,Users 1-1,text,true,1,1,1,6\n17000000");
        run.Requests.ShouldBe(1);
        run.Remarks.ShouldHaveSingleItem().ShouldStartWith("1 line is no request, the first is line 3: time '17000000'");
    }

    [Fact]
    public void A_file_without_a_sample_is_refused_with_the_first_line_that_is_none()
    {
        var (line, reason) = ImportedText.Fault("jmeter", "csv", Header + "soon,7,Feed,200,OK,Users 1-1,text,true,1,1,1,6\n");
        line.ShouldBe(2);
        reason.ShouldContain("'soon'");
        ImportedText.Fault("jmeter", "csv", Header).Reason.ShouldContain("no request in it");
    }

    [Fact]
    public void Transactions_alone_tell_how_many_requests_there_were_and_no_latency()
    {
        var run = ImportedText.Run(Header
            + "1700000000000,70,Buy,200,\"Number of samples in transaction : 3, number of failing samples : 1\",Users 1-1,,false,1,1,1,6\n");
        (run.Requests, run.HttpReqFailed, run.HttpReqDuration, run.Endpoints).ShouldBe((3, new Ratio(1 / 3.0), null, null));
        run.Remarks.ShouldHaveSingleItem().ShouldContain("latencies are not known");
    }

    [Fact]
    public void A_row_for_several_samples_is_refused() =>
        ImportedText.Fault("jmeter", "csv", "timeStamp,elapsed,label,success,SampleCount\n1700000000000,7,a,true,5\n").ShouldBe(
            (2, "the row stands for 5 samples; expected one row a sample"));

    [Fact]
    public void A_quote_that_is_never_closed_costs_bounded_memory()
    {
        var (line, reason) = ImportedText.Fault("jmeter", "csv", Header + "1700000000000,7,\"" + new string('x', 3_000_000));
        line.ShouldBe(2);
        reason.ShouldContain("more than 1048576 characters");
    }

    [Fact]
    public void Names_without_end_stay_in_the_totals()
    {
        var run = ImportedText.Run(Header
            + string.Concat(Enumerable.Range(0, 600).Select(static i => $"1700000000000,7,/clips/{i},200,OK,Users 1-1,text,true,1,1,1,6\n")));
        (run.Requests, run.Endpoints!.Count).ShouldBe((600, 500));
        run.Remarks.ShouldHaveSingleItem().ShouldStartWith("100 requests of names beyond the first 500");
    }

    [Fact]
    public void Xml_counts_the_requests_of_transactions_and_no_sample_twice()
    {
        var run = ImportedText.Run(Samples.JMeterXml);
        (run.Requests, run.HttpReqFailed).ShouldBe((3, new Ratio(1 / 3.0)));
        run.DurationS!.Value.ShouldBe(1.32, 1e-9);
        run.Endpoints!.Select(static endpoint => (endpoint.Name, endpoint.Method, endpoint.Requests)).ShouldBe([("Feed", "GET", 2), ("Buy", "POST", 1)]);
        (run.Endpoint("Buy").Status.Text(), run.Endpoint("Buy").FailedByClass.Text()).ShouldBe(("503 1", "saturation 1"));
    }

    [Fact]
    public void Xml_that_ends_early_is_read_as_far_as_it_goes()
    {
        var cut = Samples.JMeterXml[..Samples.JMeterXml.IndexOf("<sample", StringComparison.Ordinal)];
        var run = ImportedText.Run(cut);
        run.Requests.ShouldBe(1);
        run.Remarks.ShouldHaveSingleItem().ShouldContain("ends early");
    }

    [Theory]
    [InlineData("<testResults><httpSample t=\"1\"", "no valid XML")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><testResults/>", "no valid XML")]
    [InlineData("<testResults></testResults>", "no request in it")]
    [InlineData("<testResults><sample t=\"1\" ts=\"1\" s=\"true\" sc=\"5\"/></testResults>", "stands for 5 samples")]
    [InlineData("<testResults><sample t=\"x\" ts=\"1\" s=\"true\"/></testResults>", "elapsed 'x'")]
    public void Damaged_xml_is_refused_with_its_reason(string text, string reason) =>
        ImportedText.Fault("jmeter", "xml", text).Reason.ShouldContain(reason);

    [Fact]
    public void The_dashboards_statistics_have_a_total_and_a_row_a_label()
    {
        var run = ImportedText.Run(Samples.JMeterStatistics);
        (run.Requests, run.HttpReqFailed, run.StartedAt, run.DurationS).ShouldBe((120, new Ratio(0.05), null, 10));
        var latency = run.HttpReqDuration!;
        (latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms).ShouldBe((10, 40, 50, 88));
        (latency.MeanMs, latency.MinMs, latency.MaxMs).ShouldBe((15.25, 1, 95));
        run.Endpoints!.Select(static endpoint => (endpoint.Name, endpoint.Method, endpoint.Requests, endpoint.Failed, endpoint.P95Ms))
            .ShouldBe([("POST /clips", "POST", 20, 5, 80), ("GET /feed", "GET", 100, 1, 45)]);
        (run.Endpoint("GET /feed").Latency!.P50Ms, run.Endpoint("GET /feed").FailedByClass).ShouldBe((null, null));
        run.Remarks.ShouldHaveSingleItem().ShouldContain("JMeter's default");
    }

    [Fact]
    public void Controllers_among_the_labels_of_statistics_are_told()
    {
        var text = Samples.JMeterStatistics.Replace("\"Total\", \"sampleCount\" : 120", "\"Total\", \"sampleCount\" : 100", StringComparison.Ordinal);
        ImportedText.Run(text).Remarks[^1].ShouldStartWith("20 samples of transaction controllers");
        ImportedText.Fault("jmeter", "statistics", "{\"GET /\":{\"sampleCount\":1}}").Reason.ShouldContain("no 'Total'");
    }

    [Fact]
    public void Parts_of_samples_that_totals_count_are_told()
    {
        ImportedText.Run(Samples.JMeterStatistics.Replace("POST /clips", "GET /feed-0", StringComparison.Ordinal)).Remarks[^1]
            .ShouldBe("20 samples are named like redirects and what pages embed ('Feed-0'): they count in the totals, too");
        ImportedText.Run(Samples.JMeterAggregate.Replace("\"Buy, then pay\"", "GET /feed-1", StringComparison.Ordinal)).Remarks[^1].ShouldStartWith("100 samples are named like");
    }

    [Theory]
    [InlineData("2.0/sec", 500.0)]
    [InlineData("120.0/min", 500.0)]
    [InlineData("7200/hour", 500.0)]
    [InlineData("", null)]
    [InlineData("0", null)]
    public void A_throughput_has_its_unit_where_it_is_as_the_screen_shows_it(string throughput, double? seconds) =>
        ImportedText.Run($"Label,# Samples,Average,Error %,Throughput\nTOTAL,1000,14,0.00%,{throughput}\n").DurationS.ShouldBe(seconds);

    [Fact]
    public void Deep_xml_is_refused() =>
        ImportedText.Fault("jmeter", "xml", "<testResults>" + string.Concat(Enumerable.Repeat("<a>", 1000))).Reason.ShouldContain("more than 64 elements");

    [Fact]
    public void The_table_of_a_report_has_a_total_and_a_row_a_label()
    {
        var run = ImportedText.Run(Samples.JMeterAggregate);
        (run.Form, run.Requests, run.HttpReqFailed, run.StartedAt, run.DurationS).ShouldBe(("aggregate-csv", 1000, new Ratio(0.025), null, 1000 / 33.3));
        var latency = run.HttpReqDuration!;
        (latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms).ShouldBe((12, 24, 31, 80));
        (latency.MeanMs, latency.MinMs, latency.MaxMs).ShouldBe((14, 3, 120));
        run.Endpoints!.Select(static endpoint => (endpoint.Name, endpoint.Method, endpoint.Requests, endpoint.Failed, endpoint.P95Ms))
            .ShouldBe([("GET /feed", "GET", 900, null, 25), ("Buy, then pay", null, 100, null, 80)]);
        run.Remarks.ShouldHaveSingleItem().ShouldContain("transaction controllers");
    }

    [Fact]
    public void The_table_of_the_plugins_has_other_names()
    {
        var run = ImportedText.Run(Samples.JMeterPluginAggregate);
        (run.Requests, run.HttpReqFailed, run.HttpReqDuration!.P50Ms, run.HttpReqDuration.P95Ms).ShouldBe((1000, new Ratio(0.025), 12, 31));
        run.Endpoints!.ShouldHaveSingleItem().Name.ShouldBe("GET /feed");
    }

    [Theory]
    [InlineData("Label,# Samples,Average,Min,Max,Std. Dev.,Error %,Throughput\nTOTAL,4,9,1,20,3.5,0.5,1.0\n")]
    [InlineData("Label;# Samples;Average;Min;Max;Std. Dev.;Error %;Throughput\nTOTAL;4;9;1;20;3,5;;1,0\n")]
    public void A_summary_has_no_percentile_and_a_share_without_its_sign_is_not_known(string text)
    {
        var run = ImportedText.Run(text);
        (run.Requests, run.HttpReqFailed, run.HttpReqDuration!.MeanMs, run.HttpReqDuration.P50Ms, run.HttpReqDuration.P95Ms).ShouldBe((4, null, 9, null, null));
    }

    [Theory]
    [InlineData("Label,# Samples,Average,Error %\nGET /,4,9,0.00%\n", "no row 'TOTAL'")]
    [InlineData("Label,# Samples,Average,Error %\nTOTAL,many,9,0.00%\n", "'many' in column '# Samples'")]
    public void A_damaged_table_is_refused_with_its_reason(string text, string reason) =>
        ImportedText.Fault("jmeter", "aggregate-csv", text).Reason.ShouldContain(reason);
}
