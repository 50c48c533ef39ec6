using Headroom.Analyze;
using Headroom.Collect;
using Headroom.Model.Results;
using Headroom.Report.Documents.Audit;
using Headroom.Report.Documents.Executive;
using Headroom.Tests.Unit.Report.Documents;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>The audit and the executive page, over results made by hand and over recorded runs.</summary>
public sealed class AuditDocumentGoldenTests
{
    public static TheoryData<string> Samples => ["blocked", "ready", "untrusted", "empty", "database", "full"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_audit_is_as_approved(string sample) => Snapshot.Match($"audit.{sample}.golden.md", AuditDocument.Render(Named(sample)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_executive_page_is_as_approved(string sample) => Snapshot.Match($"executive.{sample}.golden.md", ExecutiveDocument.Render(Named(sample)));

    [Theory]
    [MemberData(nameof(RunGoldenTests.Runs), MemberType = typeof(RunGoldenTests))]
    public void The_documents_of_a_recorded_run_are_as_approved(string name)
    {
        var run = RunFolder.Open(RunGoldenTests.FolderOf(name)).ShouldNotBeNull();
        var result = Auditor.Audit(run.ReadEvidence(), run.ReadPlan(), run.ReadManifest());

        Snapshot.Match($"runs/{name}/audit.golden.md", AuditDocument.Render(result));
        Snapshot.Match($"runs/{name}/executive.golden.md", ExecutiveDocument.Render(result));
    }

    private static AuditResult Named(string sample) => sample == "full" ? DocumentSample.Full : ReportGoldenTests.Named(sample);
}
