namespace Headroom.Report.Formats;

/// <summary>A workflow command: a line in the log of a job that GitHub shows as an annotation.</summary>
/// <remarks>
/// Characters that could rearrange a log are replaced, and every line break is one line feed.
/// <para><b>Source:</b> GitHub Docs, "Workflow commands for GitHub Actions"; the escapes are those of its toolkit.</para>
/// </remarks>
internal static class WorkflowCommand
{
    /// <summary>The line, without its end.</summary>
    /// <param name="command">"error", "warning" or "notice".</param>
    /// <param name="title">What stands above the message.</param>
    /// <param name="message">The message; it may have several lines.</param>
    /// <param name="file">The file that it is about, or null.</param>
    /// <param name="line">The line in there, from 1; 0 when none is meant.</param>
    public static string Of(string command, string title, string message, string? file = null, int line = 0)
    {
        var place = file is null ? "" : $"file={Property(file)}{(line > 0 ? $",line={line}" : "")},";
        return $"::{command} {place}title={Property(title)}::{Data(message)}";
    }

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static string Data(string text) => Format.Plain(text.ReplaceLineEndings("\n"))
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);
}
