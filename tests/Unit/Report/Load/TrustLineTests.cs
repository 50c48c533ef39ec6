using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Report.Load;
using Headroom.Tests.Unit.Analyze;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Load;

public sealed class TrustLineTests
{
    private static readonly RunTrust Trusted = new() { Valid = true, Reasons = [], Remarks = [], SendLagP99 = TimeSpan.FromMicroseconds(53) };

    [Fact]
    public void Failures_stand_in_the_first_line_with_their_share() =>
        Line(Given.Endpoint("GET /a", 100, 50, Given.Failure("500", 27, 50))).ShouldEndWith(", nothing lost, 27.0 % failed");

    [Fact]
    public void Without_failures_none_are_told() => Line(Given.Endpoint("GET /a", 100, 50)).ShouldEndWith(", nothing lost");

    [Fact]
    public void The_send_lag_is_told_as_in_the_reports() => Line(Given.Endpoint("GET /a", 100, 50)).ShouldStartWith("trusted: send lag p99 53 µs, ");

    private static string Line(EndpointMetrics endpoint) => TrustLine.Of(Given.Run(endpoint), Trusted);
}
