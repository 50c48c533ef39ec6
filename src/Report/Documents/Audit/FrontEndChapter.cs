using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Audit;

/// <summary>The front end: what a browser would have to measure, and that nobody did.</summary>
internal static class FrontEndChapter
{
    /// <summary>Parts of a subject that is about a front end.</summary>
    private static readonly string[] Subjects = ["front end", "browser", "bundle", "web vitals"];

    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        "**Not measured.** The result has no outcome of a detector that looks at pages, scripts, sizes of bundles or what a browser draws, "
            + "and so nothing is said of them here.",
        .. ShortTable.Items(result.NotTested.Where(IsFrontEnd).Select(one => $"not tested: {Text(one.Subject)}: {Text(one.Reason)}")),
        "What the service itself answers, and how fast, is in the chapters on traffic and on load.",
    ];

    private static bool IsFrontEnd(NotTested one) =>
        Array.Exists(Subjects, word => one.Subject.Contains(word, StringComparison.OrdinalIgnoreCase));
}
