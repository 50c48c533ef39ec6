namespace Headroom.Report.Documents.Remediation;

/// <summary>Words of a command for a POSIX shell.</summary>
internal static class ShellText
{
    /// <summary>One word, whatever is in it.</summary>
    public static string Quoted(string word) => $"'{Format.Short(word, 500).Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
