namespace Headroom.Report.Documents.Remediation;

/// <summary>Words of a command for a POSIX shell.</summary>
internal static class ShellText
{
    /// <summary>One word, whatever is in it, and whole: a fingerprint that is cut names no finding.</summary>
    public static string Quoted(string word) => $"'{Format.Short(word, int.MaxValue).Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
