using Headroom.Model.Findings;
using Headroom.Report;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report;

public sealed class GainTests
{
    private static readonly MeasuredChange Latency = new() { Metric = "p95_ms", Base = 41, Remedy = 28, Change = -0.317, Pairs = 12 };

    [Fact]
    public void What_was_measured_with_a_remedy_of_somebodys_own_names_it() =>
        Gain.Of(new Effect.Measured(["as it is", "with revision pool"], [Latency])).Sentence
            .ShouldBe("p95 −31.7 % (measured with revision pool, 41.0 ms → 28.0 ms, 12 pairs)");

    [Fact]
    public void What_was_measured_with_the_findings_own_remedy_needs_no_name() =>
        Gain.Of(new Effect.Measured(["without the index", "with the index"], [Latency])).Sentence
            .ShouldBe("p95 −31.7 % (measured, 41.0 ms → 28.0 ms, 12 pairs)");
}
