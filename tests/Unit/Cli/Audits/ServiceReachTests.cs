using Headroom.Cli.Audits;
using Headroom.Model.Plans;
using Headroom.Tests.Unit.Load;
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

    [Fact]
    public async Task The_health_path_is_asked_for_at_the_root_whatever_path_the_address_has()
    {
        using var server = LoopbackServer.Ok();

        (await WhyNotAsync(new Uri(server.Url, "/api/v1/"), "/health?deep=1")).ShouldBeNull();

        server.Requests.ShouldHaveSingleItem().Path.ShouldBe("/health?deep=1");
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_told_without_the_secrets_of_its_health_path()
    {
        var nobody = LoopbackServer.Nobody();

        var told = await WhyNotAsync(new Uri(nobody, "/api"), "/health?token=s3cret");

        told.ShouldNotBeNull().ShouldStartWith($"shop does not answer at {nobody}health?token=[redacted] (");
    }

    private static Task<string?> WhyNotAsync(Uri url, string health) => ServiceReach.WhyNotAsync(
        new Plan { Service = new ServicePlan { Name = "shop", Url = url, Health = health } },
        TimeProvider.System,
        TestContext.Current.CancellationToken);
}
