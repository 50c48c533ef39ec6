using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Import.Runs.Tools;

public class AutocannonTests
{
    [Fact]
    public void Requests_are_answers_and_errors()
    {
        var run = ImportedText.Run(Samples.Autocannon);
        (run.Requests, run.HttpReqFailed, run.DurationS).ShouldBe((1007, Ratio.Of(47, 1007), 10.05));
        run.StartedAt.ShouldBe(new DateTimeOffset(2023, 11, 14, 22, 13, 20, TimeSpan.Zero));
        var endpoint = run.Endpoints!.ShouldHaveSingleItem();
        (endpoint.Name, endpoint.Failed, endpoint.Status.Text()).ShouldBe(("/feed", 47, "0 7, 200 950, 304 10, 429 30, 500 10"));
        (endpoint.FailedByClass.Text(), endpoint.Errors.Text()).ShouldBe(("fault 10, policy 30, saturation 2, transport 5", "timeout 2"));
    }

    [Fact]
    public void The_95th_percentile_is_unknown_and_not_interpolated()
    {
        var latency = ImportedText.Run(Samples.Autocannon).HttpReqDuration!;
        (latency.P50Ms, latency.P90Ms, latency.P95Ms, latency.P99Ms).ShouldBe((9, 14, null, 22));
        (latency.MeanMs, latency.MinMs, latency.MaxMs).ShouldBe((9.51, 1, 60));
    }

    [Fact]
    public void Without_counts_of_statuses_the_causes_are_unknown()
    {
        var text = Samples.Autocannon.Replace("\"statusCodeStats\"", "\"other\"", StringComparison.Ordinal);
        var endpoint = ImportedText.Run(text).Endpoints!.ShouldHaveSingleItem();
        (endpoint.Failed, endpoint.Status, endpoint.FailedByClass).ShouldBe((47, null, null));
    }

    [Fact]
    public void What_was_not_recorded_is_no_latency_of_0()
    {
        ImportedText.Run(Samples.Autocannon.Replace("\"totalCount\":1000", "\"totalCount\":0", StringComparison.Ordinal)).HttpReqDuration.ShouldBeNull();
        var latency = ImportedText.Run(Samples.Autocannon.Replace("\"p99\":22", "\"p99\":-22", StringComparison.Ordinal)).HttpReqDuration!;
        (latency.P50Ms, latency.P99Ms).ShouldBe((9, null));
    }

    [Fact]
    public void Answers_with_another_body_are_told() =>
        ImportedText.Run(Samples.Autocannon.Replace("\"mismatches\":0", "\"mismatches\":3", StringComparison.Ordinal))
            .Remarks.ShouldHaveSingleItem().ShouldStartWith("3 answers had another body");

    [Theory]
    [InlineData("{\"requests\":{}}", "no 'requests' with a 'total'")]
    [InlineData("{\"requests\":5}", "no 'requests' with a 'total'")]
    [InlineData("\"text\"", "a JSON string")]
    public void Damage_is_refused(string text, string reason) => ImportedText.Fault("autocannon", "json", text).Reason.ShouldContain(reason);
}
