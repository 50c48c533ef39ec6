using System.Text;
using Headroom.Load.K6;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.K6;

public class K6SummaryTests
{
    [Fact]
    public void Reads_the_thresholds_of_a_real_summary_where_true_means_crossed() =>
        K6Summary.ThresholdsOf(Fixtures.Summary()).Select(static threshold => (threshold.Metric, threshold.Expression, threshold.Actual, threshold.Passed)).ShouldBe([
            ("checks{kind:status}", "rate>0.95", 0.8998306315025405, false),
            ("http_req_duration", "p(95)<500", 4.708492399999974, true),
            ("http_req_duration", "p(99)<800", 16.40632784, true),
            ("http_req_duration{name:GET /feed}", "p(95)<300", 5.654601649999995, true),
            ("http_req_duration{name:POST /orders}", "p(95)<400", 5.083434, true),
            ("http_req_duration{scenario:checkout}", "max>=0", 41.333636, true),
            ("http_req_failed", "rate<0.01", 0.1023696682464455, false),
            ("order_ok", "rate>0.5", 0.9056603773584906, true),
        ]);

    [Theory]
    [InlineData("{\"metrics\":{\"q\":{\"value\":4,\"thresholds\":{\"value<5\":false}}}}", 4.0)]
    [InlineData("{\"metrics\":{\"q\":{\"p(95)\":4,\"thresholds\":{\"p(98)<5\":false}}}}", null)]
    [InlineData("{\"metrics\":{\"q\":{\"med\":4,\"thresholds\":{\"p(50) < 5\":false}}}}", 4.0)]
    [InlineData("{\"metrics\":{\"q\":{\"count\":4,\"rate\":2,\"thresholds\":{\"rate<5\":false}}}}", 2.0)]
    [InlineData("{\"metrics\":{\"q\":{\"count\":4,\"rate\":2,\"thresholds\":{\"count<5\":false}}}}", 4.0)]
    public void Takes_the_measured_value_from_the_summary_where_it_stands(string json, double? actual) =>
        K6Summary.ThresholdsOf(Encoding.UTF8.GetBytes(json)).ShouldHaveSingleItem().Actual.ShouldBe(actual);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"metrics\":[]}")]
    [InlineData("{\"metrics\":{\"a\":5,\"b\":{\"thresholds\":[]}}}")]
    [InlineData("no json")]
    public void Reads_no_thresholds_from_what_is_no_summary(string text) => K6Summary.ThresholdsOf(Encoding.UTF8.GetBytes(text)).ShouldBeEmpty();
}
