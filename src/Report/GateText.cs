using System.Globalization;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Baselines;
using Headroom.Report.Formats;
using Headroom.Report.Load;
using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report;

/// <summary>What a terminal shows of a gate: the decision in the first line, every assertion, waivers that somebody must look at.</summary>
public static class GateText
{
    private const string Undecided = "Cannot tell: ";

    /// <summary>The lines.</summary>
    /// <param name="gate">What the gate says; every number comes from it.</param>
    /// <returns>Lines that end in a line feed; the same for the same gate, in every culture.</returns>
    public static string Render(GateResult gate) =>
        string.Concat(Lines(gate).Select(static line => LoadText.OneLine(line).TrimEnd() + "\n"));

    private static IEnumerable<string> Lines(GateResult gate) =>
    [
        $"{Word(gate.Decision.Verdict)}: {Reason(gate.Decision.Sentence)}",
        $"  run   {gate.RunId}  {Format.Time(gate.StartedAt)}  {gate.Service}",
        .. gate.Comparison is { } comparison ? Base(comparison) : [],
        "",
        .. LoadText.Columns(
            [
                ["assertion", "operator", "expected", "actual", "level", "state"],
                .. gate.Decision.Assertions.OrderBy(Place).Select(static assertion => (string[])
                [
                    LoadText.OneLine(assertion.Name), Words.Operator(assertion.Operator), RunTables.Expected(assertion),
                    RunTables.Actual(assertion), assertion.Level, Words.Of(assertion).Label,
                ]),
            ],
            Screen.Widest),
        .. gate.Waivers.Count == 0 ? [] : Waivers(gate),
    ];

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Ready => "PASSED",
        Verdict.ReadyWithRisk => "PASSED WITH RISK",
        Verdict.Blocked => "FAILED",
        _ => "CANNOT TELL",
    };

    // The first word of the line has said it.
    private static string Reason(string sentence) =>
        sentence.StartsWith(Undecided, StringComparison.Ordinal) ? sentence[Undecided.Length..] : sentence;

    private static IEnumerable<string> Base(BaselineComparison comparison) =>
    [
        $"  base  {comparison.Base.Source}  {BaselineWords.Of(comparison.Verdict).Label}",
        .. comparison.Unlike.Select(static unlike => $"  {unlike}"),
        .. comparison.Latency.Where(static row => row.HeadP95Ms is not null).Take(1)
            .Select(_ => $"  latency is not comparable: {comparison.LatencyCommand}"),
    ];

    // What fails, what did not run, what is a risk, what holds; within them the order of the decision.
    private static int Place(Assertion assertion) => assertion switch
    {
        { Passed: true } => 3,
        { Level: not Gate.Error } => 2,
        { Passed: null } => 1,
        _ => 0,
    };

    private static IEnumerable<string> Waivers(GateResult gate) =>
    [
        "",
        "Waivers that have expired or end soon",
        .. gate.Waivers.Select(waiver => $"  {End(waiver, gate.Day)}  {waiver.Fingerprint}  {waiver.Owner}: {waiver.Reason}"),
    ];

    private static string End(Waiver waiver, DateOnly day) =>
        $"{(waiver.Until < day ? "EXPIRED" : "until  ")} {waiver.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
}
