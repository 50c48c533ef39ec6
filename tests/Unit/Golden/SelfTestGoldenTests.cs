using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Comparisons;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>What a terminal shows of a self-test.</summary>
public sealed class SelfTestGoldenTests
{
    private static readonly SelfTestResult Passed = new()
    {
        StartedAt = new(2026, 8, 3, 9, 0, 0, TimeSpan.Zero),
        Took = TimeSpan.FromMinutes(187.4),
        Seed = 1,
        Processors = 2,
        Foreign = new Ratio(0.03),
        Cases =
        [
            Case("trap: errors are fast", 24, 0.5, new SelfTestVerdicts { Regressed = 1 }, true),
            Case("equal arms", 32, 0.5, new SelfTestVerdicts { Improved = 1, Regressed = 1, Equivalent = 296, Inconclusive = 1, Unfit = 1 }, true),
        ],
    };

    [Fact]
    public void A_self_test_that_passed_and_one_that_did_not()
    {
        var failed = Passed with { Cases = [.. Passed.Cases, Case("10 % slower", 32, 0.5, new SelfTestVerdicts { Equivalent = 20 }, false)], Foreign = null };
        var open = Passed with { Cases = [Passed.Cases[1] with { Passed = null }] };
        var interrupted = Passed with { Cases = [], Interrupted = true };
        Snapshot.Match("selftest.golden.txt", string.Join('\n', new[] { Passed, failed, open, interrupted }.Select(SelfTestText.Render)));
    }

    private static SelfTestCase Case(string name, int pairs, double block, SelfTestVerdicts verdicts, bool? passed) => new()
    {
        Name = name,
        Expected = "so and so",
        Pairs = pairs,
        Block = TimeSpan.FromSeconds(block),
        Verdicts = verdicts,
        Example = "no difference that matters: p95 +0.1 % (-1.2 % … +1.4 %)",
        Passed = passed,
    };
}
