using Headroom.Cli.Load;
using Headroom.Model.Evidence;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Load;

public sealed class LoadSessionTests
{
    private static readonly RunMetrics Passing = SampleRun.Full with { Thresholds = [] };

    [Fact]
    public void A_run_that_holds_passes() => LoadSession.CodeOf(Passing, SampleRun.Trusted).ShouldBe(0);

    [Fact]
    public void A_threshold_that_does_not_hold_fails_it() => LoadSession.CodeOf(SampleRun.Full, SampleRun.Trusted).ShouldBe(1);

    [Fact]
    public void What_cannot_be_trusted_proves_nothing_even_when_a_threshold_failed() => LoadSession.CodeOf(SampleRun.Full, SampleRun.Untrusted).ShouldBe(3);

    [Fact]
    public void An_interrupted_run_is_that_whatever_it_measured() =>
        LoadSession.CodeOf(SampleRun.Full with { Interrupted = true }, SampleRun.Untrusted).ShouldBe(130);
}
