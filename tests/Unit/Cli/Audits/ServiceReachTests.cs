using Headroom.Cli.Audits;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Audits;

public sealed class ServiceReachTests
{
    [Theory]
    [InlineData("shop did not start: `start` ended with exit code 127 before http://127.0.0.1:1/ answered.", "shop did not start")]
    [InlineData("shop does not answer at http://127.0.0.1:1/ (refused): start it", "shop does not answer at http://127.0.0.1:1/ (refused)")]
    public void What_follows_from_a_service_that_is_not_there_does_not_repeat_why(string unreachable, string brief) =>
        ServiceReach.Brief(unreachable).ShouldBe(brief);
}
