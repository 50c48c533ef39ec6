using Headroom.Model.Guards;
using Headroom.Report.Formats;

namespace Headroom.Report.Guards;

/// <summary>A comparison as JUnit XML: a test case for each statement, one for what is about the whole.</summary>
/// <remarks>
/// What fails is a failure, what cannot be told an error, what a waiver accepts is skipped; warnings and notes are the case's output. There
/// are no times, since none are judged.
/// </remarks>
public static class GuardJunit
{
    private const string Suite = "headroom db guard";

    /// <summary>The document, UTF-8, with a final line feed.</summary>
    public static string Render(GuardReport report)
    {
        IReadOnlyList<GuardRemark> whole = report.Reason is { } reason
            ? [new GuardRemark("nothing-compared", GuardLevel.CannotTell, reason, report.Workload, 0)]
            : report.Remarks;
        return JunitXml.Of(
            Suite,
            [
                .. report.Statements.Select(row => CaseOf(report, row.Name, row.Remarks)),
                CaseOf(report, "waivers, baseline and server", whole),
            ]);
    }

    private static JunitCase CaseOf(GuardReport report, string name, IReadOnlyList<GuardRemark> remarks) => new(
        report.Workload,
        name,
        remarks.FirstOrDefault(remark => remark.Level == Worst(remarks)) is { } worst ? MarkOf(worst) : null,
        remarks.Count == 0 ? null : string.Join('\n', remarks.Select(said => $"{said.Rule}: {said.Message}")));

    private static JunitMark? MarkOf(GuardRemark worst) => worst.Level switch
    {
        GuardLevel.Failure => new JunitMark(JunitOutcome.Failure, worst.Rule, worst.Message),
        GuardLevel.CannotTell => new JunitMark(JunitOutcome.Error, worst.Rule, worst.Message),
        GuardLevel.Waived => new JunitMark(JunitOutcome.Skipped, worst.Rule, worst.Message),
        _ => null,
    };

    private static GuardLevel Worst(IReadOnlyList<GuardRemark> remarks) =>
        remarks.Select(remark => remark.Level).DefaultIfEmpty(GuardLevel.Note).Max();
}
