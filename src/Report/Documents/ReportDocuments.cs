using Headroom.Report.Documents.Audit;
using Headroom.Report.Documents.Executive;
using Headroom.Report.Documents.Profiling;
using Headroom.Report.Documents.Remediation;

namespace Headroom.Report.Documents;

/// <summary>Every document of an audit: another one is one file, one test and one line here.</summary>
public static class ReportDocuments
{
    /// <summary>The documents, those for everybody first.</summary>
    public static IReadOnlyList<ReportDocument> All { get; } =
    [
        new(
            "executive", "documents/executive", "Executive summary",
            "In short: may it ship, what comes first, what it costs and gains.", ExecutiveDocument.Render),
        new(
            "findings", "documents/findings", "Findings",
            "The baseline, what limits it with its evidence, ranked by impact against risk.", FindingsDocument.Render),
        new(
            "fix-spec", "documents/fix-spec", "Fix spec",
            "The first fix within the plan's scope, decided to its last detail, for people and coding agents.", FixSpecDocument.Render),
        new(
            "plan", "documents/plan", "Remediation plan",
            "What is to be done on which day, by whom, and how to tell that it is done.", PlanDocument.Render),
        new(
            "audit", "documents/06-performance-scalability-audit", "Performance and scalability audit",
            "The whole audit in chapters, for sign-off.", AuditDocument.Render),
        new(
            "profiling", "documents/profiling", "Profiling report",
            "What was measured of load, database, caches and processors, for engineers.", ProfilingDocument.Render),
    ];

    /// <summary>The document of a name; null when there is none.</summary>
    /// <param name="name">Its name: "fix-spec".</param>
    public static ReportDocument? Find(string name) => All.FirstOrDefault(document => document.Name == name);
}
