using Headroom.Model.Results;

namespace Headroom.Report.Documents;

/// <summary>One document of an audit: a pure function of the result.</summary>
/// <param name="Name">What <c>headroom report --document</c> calls it: "fix-spec".</param>
/// <param name="File">Its path in the run folder, without the extension: "documents/fix-spec".</param>
/// <param name="Title">Its title.</param>
/// <param name="Summary">One sentence: what it holds, for whom.</param>
/// <param name="Render">Writes it as Markdown.</param>
public sealed record ReportDocument(string Name, string File, string Title, string Summary, Func<AuditResult, string> Render);
