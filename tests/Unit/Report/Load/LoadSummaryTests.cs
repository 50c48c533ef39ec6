using Headroom.Model.Results;
using Headroom.Report.Load;
using Headroom.Tests.Unit.Analyze;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Load;

public sealed class LoadSummaryTests
{
    private static readonly RunTrust Untrusted = new() { Valid = false, Reasons = ["no request got a response"], Remarks = [] };

    [Fact]
    public void Iterations_whose_requests_had_no_answer_have_no_latency()
    {
        var refused = Given.Endpoint("GET /a", 0, 50) with { Requests = 100, Failed = 100 };
        var answered = Given.Endpoint("GET /a", 100, 50);
        var run = Given.Run(refused) with { IterationDuration = Given.Times(100, 16) };

        LoadSummary.Render(run, Untrusted).ShouldContain("/s; p95 –\n");
        LoadSummary.Render(run with { Endpoints = [answered] }, Untrusted).ShouldNotContain("/s; p95 –\n");
    }
}
