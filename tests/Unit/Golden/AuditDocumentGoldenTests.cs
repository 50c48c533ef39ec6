using System.Text.Json;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report.Documents.Audit;
using Headroom.Report.Documents.Executive;
using Headroom.Tests.Unit.Report.Documents;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>The audit and the executive page of every sample, of the recorded run, and of one result that has all that they can tell.</summary>
public sealed class AuditDocumentGoldenTests
{
    public static TheoryData<string> Samples => [.. DocumentGoldenTests.SampleNames, "full"];

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_audit_is_as_approved(string sample) => Snapshot.Match($"{sample}.audit.golden.md", AuditDocument.Render(Named(sample)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_executive_page_is_as_approved(string sample) => Snapshot.Match($"{sample}.executive.golden.md", ExecutiveDocument.Render(Named(sample)));

    [Fact]
    public void Every_number_of_the_fullest_result_is_one_of_it()
    {
        NumberSources sources = new(JsonSerializer.Serialize(DocumentSample.Full, ModelJson.Result));

        NumberLint.Untraceable("audit", AuditDocument.Render(DocumentSample.Full), sources).ShouldBeEmpty();
        NumberLint.Untraceable("executive", ExecutiveDocument.Render(DocumentSample.Full), sources).ShouldBeEmpty();
    }

    private static AuditResult Named(string sample) => sample == "full" ? DocumentSample.Full : DocumentGoldenTests.Named(sample);
}
