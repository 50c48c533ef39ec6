using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Model.Evidence;

public class StatusCausesTests
{
    [Theory]
    [InlineData("429", FailureCause.Policy)]
    [InlineData("503", FailureCause.Saturation)]
    [InlineData("504", FailureCause.Saturation)]
    [InlineData("timeout", FailureCause.Saturation)]
    [InlineData("unfinished", FailureCause.Saturation)]
    [InlineData("500", FailureCause.Fault)]
    [InlineData("502", FailureCause.Fault)]
    [InlineData("200", FailureCause.Fault)]
    [InlineData("302", FailureCause.Fault)]
    [InlineData("404", FailureCause.Client)]
    [InlineData("420", FailureCause.Client)]
    [InlineData("refused", FailureCause.Transport)]
    [InlineData("reset", FailureCause.Transport)]
    [InlineData("", FailureCause.Transport)]
    public void Tells_the_cause_that_a_status_speaks_for(string status, FailureCause cause) => StatusCauses.Of(status).ShouldBe(cause);
}
