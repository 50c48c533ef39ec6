using System.Text;
using Headroom.Model.Results;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.K6;

public class K6ThresholdsTests
{
    [Theory]
    [InlineData("trend", "avg<=2.5", true)]
    [InlineData("trend", "avg<2.5", false)]
    [InlineData("trend", "min>=1", true)]
    [InlineData("trend", "min>1", false)]
    [InlineData("trend", "max==4", true)]
    [InlineData("trend", "max!=4", false)]
    [InlineData("trend", "med===2.5", true)]
    [InlineData("trend", "p(50) < 2.51", true)]
    [InlineData("trend", "p(90)<3.7", false)]
    [InlineData("trend", "p(90)<=3.70001", true)]
    [InlineData("trend", "p(99.9)>3.99", true)]
    [InlineData("trend", "p(100)<4", false)]
    [InlineData("counter", "count==10", true)]
    [InlineData("counter", "count<10", false)]
    [InlineData("counter", "rate>4.9", true)]
    [InlineData("counter", "rate<4.9", false)]
    [InlineData("gauge", "value==4", true)]
    [InlineData("gauge", "value<4", false)]
    [InlineData("rate", "rate==1", true)]
    [InlineData("rate", "rate<1", false)]
    public void Judges_every_aggregate_as_k6_does(string kind, string expression, bool passed) =>
        Judged(K6Samples.Metric("m", kind, $"\"{expression}\""), Points("m")).ShouldBe([new ImportedThreshold("m", expression, passed)]);

    [Theory]
    [InlineData("counter", "rate>5")]
    [InlineData("counter", "p(95)<5")]
    [InlineData("rate", "count>5")]
    [InlineData("trend", "value>5")]
    [InlineData("gauge", "count>5")]
    [InlineData("trend", "p(95) is small")]
    [InlineData("mystery", "avg<5")]
    public void Does_not_judge_what_it_cannot_tell(string kind, string expression) =>
        Judged(K6Samples.Metric("m", kind, $"\"{expression}\""), Points("m")).ShouldBe([new ImportedThreshold("m", expression, null)]);

    [Fact]
    public void Reads_a_condition_with_its_effect() =>
        Judged(K6Samples.Metric("m", "trend", "{\"threshold\":\"max<5\",\"abortOnFail\":true,\"delayAbortEval\":\"1s\"}"), Points("m"))
            .ShouldBe([new ImportedThreshold("m", "max<5", true)]);

    [Fact]
    public void Counts_only_samples_with_all_the_tags_of_a_sub_metric()
    {
        const string Feed = "\"name\":\"GET /feed\",\"team\":\"web\"";
        Judged(
            K6Samples.Metric("t{name:GET /feed,team:web}", "trend", "\"max<3\""),
            [
                K6Samples.Point("t", 2, Feed), K6Samples.Point("t", 9, "\"name\":\"GET /feed\""), K6Samples.Point("t", 9, "\"team\":\"web\""),
                K6Samples.Point("t", 9, Feed.Replace("web", "mobile")),
            ])
            .ShouldBe([new ImportedThreshold("t{name:GET /feed,team:web}", "max<3", true)]);
    }

    [Fact]
    public void Judges_a_sub_metric_whose_conditions_stand_in_its_parent() => Judged(
        K6Samples.Metric("t", "trend", "\"max<3\"", """[{"name":"t{a:b,c}","tags":{"a":"b,c"},"thresholds":["max<3","min<1"]}]"""),
        [K6Samples.Point("t", 2, "\"a\":\"b,c\""), K6Samples.Point("t", 9)])
        .ShouldBe(
        [
            new ImportedThreshold("t", "max<3", false),
            new ImportedThreshold("t{a:b,c}", "max<3", true),
            new ImportedThreshold("t{a:b,c}", "min<1", false),
        ]);

    [Fact]
    public void Has_thresholds_of_requests_beside_their_own_percentiles()
    {
        var run = Run(K6Samples.Metric("http_req_duration", "trend", "\"p(95)<2\""), [K6Samples.Request(1), K6Samples.Request(3)]);
        (run.Requests, run.Thresholds![0].Passed).ShouldBe((2, false));
    }

    [Fact]
    public void Finds_the_name_that_old_versions_have_behind_the_definition_only()
    {
        const string Old =
            """{"type":"Metric","data":{"type":"trend","contains":"time","tainted":null,"thresholds":["max<5"],"submetrics":null},"metric":"m"}""";
        var run = Run(Old, Points("m"));
        run.Thresholds!.ShouldBe([new ImportedThreshold("m", "max<5", true)]);
        run.Remarks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("m")]
    [InlineData("http_req_duration")]
    public void Does_not_judge_what_was_in_part_measured_before_its_definition(string metric)
    {
        string[] lines = [.. Points(metric), K6Samples.Metric(metric, "trend", "\"max<3\""), K6Samples.Point(metric, 2)];
        var run = K6Files.Read("s.ndjson", Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        run.Thresholds!.ShouldBe([new ImportedThreshold(metric, "max<3", null)]);
        run.Remarks.ShouldBe([$"samples stand before the definitions of their metrics, whose thresholds are not judged: {metric}"]);
    }

    [Fact]
    public void Does_not_judge_a_mean_whose_sum_is_no_number() =>
        Judged(K6Samples.Metric("m", "trend", "\"avg<5\""), [K6Samples.Point("m", 1e308), K6Samples.Point("m", 1.7e308)])
            .ShouldBe([new ImportedThreshold("m", "avg<5", null)]);

    [Fact]
    public void Knows_no_thresholds_where_no_metric_is_defined() => K6Files.ReadText(K6Samples.Request(1)).Thresholds.ShouldBeNull();

    private static IReadOnlyList<ImportedThreshold> Judged(string metric, IEnumerable<string> points) => Run(metric, points).Thresholds!;

    private static ImportedRun Run(string metric, IEnumerable<string> points) =>
        K6Files.Read("s.ndjson", Encoding.UTF8.GetBytes(string.Join('\n', [metric, .. points])));

    // 1, 2, 3, 4 within two seconds.
    private static IEnumerable<string> Points(string metric) =>
        Enumerable.Range(1, 4).Select(value => K6Samples.Point(metric, value, at: $"2026-11-21T02:06:2{(value == 1 ? 6 : 8)}Z"));
}
