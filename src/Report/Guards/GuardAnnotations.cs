using Headroom.Model.Guards;
using Headroom.Report.Formats;

namespace Headroom.Report.Guards;

/// <summary>A comparison as workflow commands: GitHub shows each beside the line of the file that it is about.</summary>
public static class GuardAnnotations
{
    /// <summary>One line for each remark, and one for the reason when nothing was compared.</summary>
    public static string Render(GuardReport report) => string.Concat(
        (report.Reason is { } reason
            ? [WorkflowCommand.Of("error", "cannot tell", reason, report.Workload)]
            : report.Statements.SelectMany(OfStatement).Concat(report.Remarks.Select(remark => Of(remark, remark.Rule))))
        .Select(line => line + "\n"));

    private static IEnumerable<string> OfStatement(GuardRow row) => row.Remarks.Select(remark => Of(remark, $"{row.Name}: {remark.Rule}"));

    private static string Of(GuardRemark remark, string title) =>
        WorkflowCommand.Of(Word(remark.Level), title, remark.Message, remark.File, remark.Line);

    private static string Word(GuardLevel level) => level switch
    {
        GuardLevel.Failure or GuardLevel.CannotTell => "error",
        GuardLevel.Warning => "warning",
        _ => "notice",
    };
}
