using System.Globalization;
using Headroom.Analyze.Judge;
using Headroom.Experiments.SelfTests;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Statistics;

namespace Headroom.Cli.SelfTest;

/// <summary>One case: what is measured, and what must come out.</summary>
internal sealed record SelfTestPlan
{
    public required string Name { get; init; }

    public required string Expected { get; init; }

    public required SelfTestSetup Setup { get; init; }

    public required int Decisions { get; init; }

    /// <summary>Whether it came out, by the verdicts and the share of the processors that others used.</summary>
    public required Func<SelfTestVerdicts, Ratio?, bool?> Passed { get; init; }

    /// <summary>Whether it is measured on a machine that nothing is meant to disturb, so that it says how busy others are.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Whether it is one of the ways in which comparisons are fooled.</summary>
    public bool IsTrap { get; init; }

    /// <summary>Whether the answers are compared instead of the latencies.</summary>
    public bool ComparesAnswers { get; init; }
}

/// <summary>The cases, and the numbers that they share.</summary>
/// <remarks>
/// <b>Source:</b> the validation that docs/method.md describes: equal arms, an arm 10 % slower, the known traps, a saturated machine.
/// </remarks>
internal static class SelfTestCases
{
    /// <summary>A block of 200 requests: ten lie above the p95.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromSeconds(0.5);

    private static readonly PerSecond s_rate = new(400);
    private static readonly PerSecond s_tooMany = new(20_000);

    /// <summary>A generator that checks so much of each answer has no time to send that many, while the server has nothing to do.</summary>
    private static readonly Check[] s_laborious =
        [.. Enumerable.Range(1, 400).Select(static most => new Check.JsonIs("$.id", new JsonTest.AtMost(most)))];

    private static readonly TimeSpan s_spin = TimeSpan.FromMilliseconds(1);

    /// <summary>Two equal arms.</summary>
    public static SelfTestSetup Equal(TimeSpan block) => Against(new ReferenceArm { Port = 0, Spin = s_spin }, block);

    /// <summary>A setup whose changes lie in the middle of a measurement of this length.</summary>
    public static SelfTestSetup Timed(SelfTestSetup setup, TimeSpan length) => setup with
    {
        A = setup.A with { StepAfter = length / 2 },
        B = setup.B with { StepAfter = length / 2 },
        Clock = setup.Clock is SteppingClock ? new SteppingClock(length / 3, 2 * length / 3) : setup.Clock,
    };

    /// <summary>All cases.</summary>
    /// <param name="request">How many decisions of each.</param>
    /// <param name="p95">The p95 of the plain arm: a tenth of it is the slower arm's delay.</param>
    public static IReadOnlyList<SelfTestPlan> Of(SelfTestRequest request, TimeSpan p95) =>
    [
        Trap("trap: answers lack a field", "regressed", Against(Plain with { DropsField = true }), IsRegressed) with
        {
            ComparesAnswers = true,
        },
        Trap("trap: errors are fast", "regressed", Against(Plain with { FailShare = 0.2 }), IsRegressed),
        Trap(
            "trap: the generator cannot send so much",
            "unfit",
            Both(Plain with { Spin = TimeSpan.Zero }) with { Rate = s_tooMany, Checks = s_laborious },
            static verdicts => verdicts.Sum == 0 ? null : verdicts.Unfit == 1),
        Trap("trap: a cache that both arms share", "nothing", Both(Plain with { ColdShare = 0.3 }), SelfTestJudge.IsNothingConcluded),
        Trap("trap: both arms slow down in the middle", "nothing", Both(Plain with { StepShare = 0.3 }), SelfTestJudge.IsNothingConcluded),
        Trap(
            "trap: the time of day jumps",
            "nothing",
            Equal(Short) with { Clock = new SteppingClock(default, default) },
            SelfTestJudge.IsNothingConcluded),
        new SelfTestPlan
        {
            Name = "10 % slower",
            Expected = $"regressed in {Percent(SelfTestJudge.FewestFound)} or more",
            Setup = Against(Plain with { Spin = s_spin + (0.1 * p95) }),
            Decisions = request.Detections,
            Passed = static (verdicts, _) => SelfTestJudge.AreFoundSlower(verdicts),
        },
        new SelfTestPlan
        {
            Name = "saturated machine, equal arms",
            Expected = "nothing",
            Setup = Equal(Short) with { BusyLoops = 2 * Environment.ProcessorCount },
            Decisions = request.Saturated,
            Passed = static (verdicts, _) => SelfTestJudge.IsNothingConcluded(verdicts),
        },
        new SelfTestPlan
        {
            Name = "equal arms",
            Expected = $"improved or regressed in {Percent(SelfTestJudge.MostFalse)} or fewer; "
                + $"on an idle machine {Percent(SelfTestJudge.FewestConclusive)} conclusive",
            Setup = Equal(Short),
            Decisions = request.Decisions,
            Passed = SelfTestJudge.AreCalledEqual,
            IsQuiet = true,
        },
        new SelfTestPlan
        {
            Name = "equal arms, full length",
            Expected = "shown beside the former",
            Setup = Equal(PairPlan.UsualBlock),
            Decisions = request.FullLength,
            Passed = static (verdicts, _) => verdicts.Improved + verdicts.Regressed == 0 ? true : null,
        },
    ];

    private static ReferenceArm Plain => new() { Port = 0, Spin = s_spin };

    private static SelfTestSetup Both(ReferenceArm arm) => Against(arm) with { A = arm };

    private static SelfTestSetup Against(ReferenceArm b) => Against(b, Short);

    private static SelfTestSetup Against(ReferenceArm b, TimeSpan block) => new() { A = Plain, B = b, Block = block, Rate = s_rate };

    private static string Percent(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{100 * ratio:0} %");

    private static bool? IsRegressed(SelfTestVerdicts verdicts) => verdicts.Sum == 0 ? null : verdicts.Regressed == 1;

    private static SelfTestPlan Trap(string name, string expected, SelfTestSetup setup, Func<SelfTestVerdicts, bool?> passed) => new()
    {
        Name = name,
        Expected = expected,
        Setup = setup,
        Decisions = 1,
        Passed = (verdicts, _) => passed(verdicts),
        IsTrap = true,
    };
}
