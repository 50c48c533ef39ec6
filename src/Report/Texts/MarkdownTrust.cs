using Headroom.Model.Results;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Texts;

/// <summary>Whether the measurement can be believed, in Markdown.</summary>
internal static class MarkdownTrust
{
    /// <summary>The sentence, its reasons and remarks, and what a database's audit could not look at.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        result.Trust.Valid
            ? "The measurement can be trusted."
            : "**The measurement cannot be trusted: its numbers are shown, but prove nothing.**",
        .. Items(result.Trust.Reasons),
        .. Items(result.Trust.Remarks),
        .. Missing(result),
        .. result.Database is null ? [RunTables.Measured(result.Trust)] : Array.Empty<string>(),
    ];

    /// <summary>What a database's audit could not look at; nothing where it looked at all.</summary>
    public static IEnumerable<string> Missing(AuditResult result) => result.Database is { Missing: [_, ..] missing }
        ? ["Not looked at, so that silence about it means nothing:", .. Items(missing)]
        : [];

    private static string[] Items(IReadOnlyList<string> items) =>
        items.Count == 0 ? [] : [string.Join('\n', items.Select(i => $"- {Text(i)}"))];
}
