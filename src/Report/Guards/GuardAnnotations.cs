using Headroom.Model.Guards;

namespace Headroom.Report.Guards;

/// <summary>A comparison as workflow commands: GitHub shows each beside the line of the file that it is about.</summary>
/// <remarks><b>Source:</b> GitHub Docs, "Workflow commands for GitHub Actions"; the escapes are those of its toolkit.</remarks>
public static class GuardAnnotations
{
    /// <summary>One line for each remark, and one for the reason when nothing was compared.</summary>
    public static string Render(GuardReport report) => string.Concat(
        (report.Reason is { } reason
            ? [Command("error", report.Workload, 0, "cannot tell", reason)]
            : report.Statements.SelectMany(OfStatement).Concat(report.Remarks.Select(remark => Of(remark, remark.Rule))))
        .Select(line => line + "\n"));

    private static IEnumerable<string> OfStatement(GuardRow row) => row.Remarks.Select(remark => Of(remark, $"{row.Name}: {remark.Rule}"));

    private static string Of(GuardRemark remark, string title) => Command(Word(remark.Level), remark.File, remark.Line, title, remark.Message);

    private static string Command(string command, string file, int line, string title, string message) =>
        $"::{command} file={Property(file)}{(line > 0 ? $",line={line}" : "")},title={Property(title)}::{Data(message)}";

    private static string Word(GuardLevel level) => level switch
    {
        GuardLevel.Failure or GuardLevel.CannotTell => "error",
        GuardLevel.Warning => "warning",
        _ => "notice",
    };

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
