using Headroom.Load.Thresholds;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Thresholds;

public class ThresholdParserTests
{
    [Theory]
    [InlineData("http_req_duration", "p(95)<300", "p(95)<300")]
    [InlineData("http_req_duration", "  p(99.9)   <=   300.5 ", "p(99.9)<=300.5")]
    [InlineData("http_req_duration", "avg>=1e2", "avg>=100")]
    [InlineData("http_req_duration", "med < 200", "med<200")]
    [InlineData("http_req_duration", "p(50)<200", "med<200")]
    [InlineData("latency", "max>0", "max>0")]
    [InlineData("latency", "min>-1", "min>-1")]
    [InlineData("http_req_failed", "rate<0.01", "rate<0.01")]
    [InlineData("http_reqs", "count===10", "count==10")]
    [InlineData("http_reqs", "rate == 10", "rate==10")]
    [InlineData("checks", "rate!=1", "rate!=1")]
    [InlineData("dropped_iterations", "count<1", "count<1")]
    [InlineData("group_duration{group:::cart}", "avg<1", "avg<1")]
    public void Reads_what_k6_reads(string metric, string expression, string expected)
    {
        var threshold = ThresholdParser.Parse(metric, expression, out var mistake);
        mistake.ShouldBeNull();
        threshold!.Expression.ShouldBe(expected);
        threshold.Metric.ShouldBe(metric.Split('{')[0]);
        (threshold.AbortOnFail, threshold.Window).ShouldBe((false, null));
    }

    [Theory]
    [InlineData("http_req_duration{name:GET /clips,status:200}", "name=GET /clips;status=200")]
    [InlineData("http_req_duration{ name : GET /clips/{id} }", "name=GET /clips/{id}")]
    [InlineData("http_req_duration{name:http://localhost:80/a}", "name=http://localhost:80/a")]
    [InlineData("http_req_duration{'scenario':\"buy\"}", "scenario=buy")]
    [InlineData("http_req_duration {error:timeout}", "error=timeout")]
    [InlineData("http_req_duration{expected_response:true} ", "expected_response=true")]
    [InlineData("checks{check:status is 200}", "check=status is 200")]
    [InlineData("http_req_duration{status:0}", "status=0")]
    public void Reads_labels(string metric, string expected)
    {
        var threshold = ThresholdParser.Parse(metric, metric.StartsWith("checks", StringComparison.Ordinal) ? "rate>0" : "max<1", out var mistake);
        mistake.ShouldBeNull();
        string.Join(';', threshold!.Tags.Select(static tag => $"{tag.Key}={tag.Value}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("http_req_duration", "p(95)300", "no operator")]
    [InlineData("http_req_duration", "", "no operator")]
    [InlineData("http_req_duration", "p(95)=300", "no operator")]
    [InlineData("http_req_duration", "p(95)<", "'' in 'p(95)<' is no number")]
    [InlineData("http_req_duration", "p(95)<300ms", "compared in milliseconds")]
    [InlineData("http_req_duration", "p(95)<NaN", "no number")]
    [InlineData("http_req_duration", "p(95)<1e999", "no number")]
    [InlineData("http_req_duration", "p(95)=<300", "no operator")]
    [InlineData("http_req_duration", "p95<300", "'p95' is no aggregate; expected one of avg, min, med, max, p(N), count, rate")]
    [InlineData("http_req_duration", "<300", "'' is no aggregate")]
    [InlineData("http_req_duration", "p()<300", "'p()' is no percentile")]
    [InlineData("http_req_duration", "p(101)<300", "'p(101)' is no percentile")]
    [InlineData("http_req_duration", "p(-1)<300", "'p(-1)' is no percentile")]
    [InlineData("http_req_duration", "rate<300", "'http_req_duration' is a duration and has no 'rate'; it has avg, min, med, max, p(N)")]
    [InlineData("http_req_duration", "count<300", "has no 'count'")]
    [InlineData("http_req_failed", "p(95)<300", "'http_req_failed' is a share and has no 'p(95)'; it has rate")]
    [InlineData("http_req_failed", "count<3", "has no 'count'")]
    [InlineData("http_reqs", "avg<3", "'http_reqs' is a counter and has no 'avg'; it has count, rate")]
    [InlineData("http_req_duratoin", "avg<3", "did you mean 'http_req_duration'?")]
    [InlineData("vus", "value<3", "'value' is no aggregate")]
    [InlineData("vus", "max<3", "the plan sets the number of VUs")]
    [InlineData("nonsense", "avg<3", "'nonsense' is not measured; expected one of latency, http_req_duration")]
    [InlineData("http_req_duration{name:a", "avg<3", "must end with the brace")]
    [InlineData("http_req_duration}", "avg<3", "closes a brace")]
    [InlineData("http_req_duration{name:a}b", "avg<3", "must end with the brace")]
    [InlineData("http_req_duration{}", "avg<3", "is no label")]
    [InlineData("http_req_duration{name}", "avg<3", "'name' in 'http_req_duration{name}' is no label")]
    [InlineData("http_req_duration{:a}", "avg<3", "is no label")]
    [InlineData("http_req_duration{name:a,name:b}", "avg<3", "twice")]
    [InlineData("http_req_duration{status:ok}", "avg<3", "'ok' is no status")]
    [InlineData("http_req_duration{expected_response:yes}", "avg<3", "expected true or false")]
    [InlineData("http_req_duration{error:slow}", "avg<3", "expected one of refused, reset, timeout")]
    public void Says_what_is_wrong(string metric, string expression, string expected)
    {
        ThresholdParser.Parse(metric, expression, out var mistake).ShouldBeNull();
        mistake.ShouldNotBeNull().ShouldContain(expected);
    }

    [Fact]
    public void Reads_back_what_it_writes()
    {
        var threshold = ThresholdParser.Parse("http_req_duration{status:200,name:GET /a}", "p(99.99)>=0.25", out _)!;
        var again = ThresholdParser.Parse(threshold.Source, threshold.Expression, out _)!;
        (again.Source, again.Expression).ShouldBe((threshold.Source, threshold.Expression));
        again.Aggregate.ShouldBe(new Aggregate.Percentile(99.99));
    }
}
