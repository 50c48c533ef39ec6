using Headroom.Experiments.Probes;
using Headroom.Experiments.Processes;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Experiments.Probes;

public sealed class KillProbeRunTests
{
    [Fact]
    public void A_container_that_outlives_its_start_command_is_no_service_that_does_not_start_again() =>
        KillProbeRun.Outlived("shop", new StartFailedException("something answered 200") { IsTaken = true })
            .ShouldNotBeNull().ShouldStartWith("the kill did not reach what serves shop");

    [Fact]
    public void What_does_not_start_again_is_its_own_doing() =>
        KillProbeRun.Outlived("shop", new StartFailedException("it ended with exit code 1")).ShouldBeNull();
}
