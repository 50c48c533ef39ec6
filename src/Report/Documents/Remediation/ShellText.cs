namespace Headroom.Report.Documents.Remediation;

/// <summary>Words of a command for a POSIX shell.</summary>
internal static class ShellText
{
    /// <summary>One word, whatever is in it, and whole: a fingerprint that is cut names no finding.</summary>
    public static string Quoted(string word) => BetweenQuotes(Format.Short(word, int.MaxValue));

    /// <summary>One word as it is, such as a path: between quotes only where a shell would take it for something else.</summary>
    public static string Word(string text) => text.Length > 0 && text.All(IsPlain) ? text : BetweenQuotes(text);

    private static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or '+' or ':' or '@' or ',';

    private static string BetweenQuotes(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
