using Headroom.Model.Guards;

namespace Headroom.Report.Guards;

/// <summary>A comparison as workflow commands: GitHub shows each beside the line of the file that it is about.</summary>
/// <remarks><b>Source:</b> GitHub Docs, "Workflow commands for GitHub Actions", setting an error message; the escapes are those of its toolkit.</remarks>
public static class GuardAnnotations
{
    /// <summary>One line for each remark, and one for the reason when nothing was compared.</summary>
    public static string Render(GuardReport report) => string.Concat(
        (report.Reason is { } reason ? [Command("error", report.Workload, 0, "cannot tell", reason)] : report.Statements.SelectMany(Of).Concat(report.Remarks.Select(OfWhole)))
        .Select(line => line + "\n"));

    private static IEnumerable<string> Of(GuardRow row) => row.Remarks.Select(remark => Command(Word(remark.Level), remark.File, remark.Line, $"{row.Name}: {remark.Rule}", remark.Message));

    private static string OfWhole(GuardRemark remark) => Command(Word(remark.Level), remark.File, remark.Line, remark.Rule, remark.Message);

    private static string Command(string command, string file, int line, string title, string message) =>
        $"::{command} file={Property(file)}{(line > 0 ? $",line={line}" : "")},title={Property(title)}::{Data(message)}";

    private static string Word(GuardLevel level) => level switch
    {
        GuardLevel.Failure or GuardLevel.CannotTell => "error",
        GuardLevel.Warning => "warning",
        _ => "notice",
    };

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
}
