using Headroom.Experiments.Contracts;
using Headroom.Experiments.Processes;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Processes;

public sealed class ServiceStartTests
{
    [Fact]
    public void Commands_that_may_hold_secrets_are_printed_by_their_names()
    {
        var start = new ServiceStart
        {
            Command = "TOKEN=s3cret ./service",
            Name = "services.shop.start",
            Health = new Uri("http://127.0.0.1:1/"),
            WorkingDirectory = "/",
            LogPath = "shop.log",
        };
        var test = new TestCommand { Command = "TOKEN=s3cret make test", Name = "services.shop.test", WorkingDirectory = "/" };

        start.ToString().ShouldBe("ServiceStart services.shop.start");
        (start with { Health = new Uri("http://u:s3cret@127.0.0.1:1/health?token=s3cret&deep=1") }).ToldHealth
            .ShouldBe("http://127.0.0.1:1/health?token=[redacted]&deep=1");
        test.ToString().ShouldBe("TestCommand services.shop.test");
    }
}
