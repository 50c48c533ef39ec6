using Headroom.Model.Results;
using Headroom.Report.Load;

namespace Headroom.Report.Comparisons;

/// <summary>What a terminal shows of a self-test: the table that docs/method.md keeps, and what failed.</summary>
public static class SelfTestText
{
    /// <summary>The lines.</summary>
    /// <returns>Lines that end in a line feed; the same for the same result, in every culture.</returns>
    public static string Render(SelfTestResult result) =>
        string.Concat(Lines(result).Select(static line => LoadText.OneLine(line).TrimEnd() + "\n"));

    private static IEnumerable<string> Lines(SelfTestResult result) =>
    [
        Headline(result),
        $"  seed {Format.Count((long)result.Seed)}, {Format.Count(result.Processors)} processors, "
        + $"{Format.Number(result.Took.TotalMinutes)} min"
        + (result.Foreign is { } foreign ? $", others used {Format.Percent(foreign)} of the processors" : ""),
        "",
        "| arms | pairs x block | decisions | improved | regressed | equivalent | inconclusive | unfit | expected | |",
        "|---|---|---|---|---|---|---|---|---|---|",
        .. result.Cases.Select(static one =>
            $"| {one.Name} | {Format.Count(one.Pairs)} x {Format.Number(one.Block.TotalSeconds)} s "
            + $"| {Format.Count(one.Verdicts.Sum)} | {Format.Count(one.Verdicts.Improved)} "
            + $"| {Format.Count(one.Verdicts.Regressed)} | {Format.Count(one.Verdicts.Equivalent)} "
            + $"| {Format.Count(one.Verdicts.Inconclusive)} | {Format.Count(one.Verdicts.Unfit)} "
            + $"| {one.Expected} | {Word(one.Passed)} |"),
        .. result.Cases.Where(static one => one.Passed == false)
            .SelectMany(static one => (string[])
            [
                "", one.Failure is null ? $"{one.Name}, the first decision: {one.Example}" : $"{one.Name}, not measured: {one.Failure}",
            ]),
    ];

    private static string Headline(SelfTestResult result) =>
        result.Interrupted ? "INTERRUPTED"
        : result.Cases.Any(static one => one is { Passed: false, Failure: null })
            ? "FAILED: the experiments do not decide as they should on this machine"
        : result.Cases.Any(static one => one.Failure is not null) ? "FAILED: a case could not be measured"
        : result.Cases.Any(static one => one.Passed is null) ? "CANNOT TELL: this machine is too busy, or a case had no decisions"
        : "PASSED";

    private static string Word(bool? passed) => passed switch { true => "yes", false => "NO", null => "-" };
}
