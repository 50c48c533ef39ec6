using Headroom.Model.Results;
using Headroom.Report.Documents;
using Headroom.Report.Documents.Remediation;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>The documents about what is to be fixed, of every sample and of the recorded run.</summary>
public sealed class DocumentGoldenTests
{
    public static TheoryData<string> Samples => [.. SampleNames];

    internal static IReadOnlyList<string> SampleNames { get; } = ["blocked", "ready", "untrusted", "empty", "database", "planned", "without-schema", "recorded"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_findings_are_as_approved(string sample) => Snapshot.Match($"{sample}.findings.golden.md", FindingsDocument.Render(Named(sample)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_fix_spec_is_as_approved(string sample) => Snapshot.Match($"{sample}.fix-spec.golden.md", FixSpecDocument.Render(Named(sample)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_fix_spec_for_agents_is_as_approved(string sample) => Snapshot.Match($"{sample}.fix-spec.golden.json", FixSpecDocument.Json(Named(sample)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_plan_is_as_approved(string sample) => Snapshot.Match($"{sample}.plan.golden.md", PlanDocument.Render(Named(sample)));

    [Fact]
    public void The_plan_for_a_tracker_is_as_approved() => Snapshot.Match("planned.plan.golden.csv", PlanDocument.Csv(SamplePlan.Planned));

    [Fact]
    public void A_document_as_a_page_is_as_approved() =>
        Snapshot.Match("planned.fix-spec.golden.html", DocumentPage.Render(ReportDocuments.Find("fix-spec")!, SamplePlan.Planned));

    [Fact]
    public void The_list_of_the_documents_is_as_approved() =>
        Snapshot.Match("planned.index.golden.md", DocumentIndex.Render(SamplePlan.Planned, ["findings.md", "fix-spec.md", "fix-spec.json"]));

    internal static AuditResult Named(string sample) => sample switch
    {
        "planned" => SamplePlan.Planned,
        "without-schema" => SamplePlan.WithoutSchema,
        "recorded" => SampleRecording.Result,
        _ => ReportGoldenTests.Named(sample),
    };
}
