using System.Text.Json;
using Headroom.Analyze;
using Headroom.Collect;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report.Artifacts;
using Headroom.Report.Documents.Profiling;
using Headroom.Report.Formats;
using Headroom.Tests.Unit.Report.Formats;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>The formats for machines and the performance profile, made of approved results.</summary>
public sealed class FormatGoldenTests
{
    private const string Run = "clipper-all-defects";

    public static TheoryData<string> Samples => ["waived", "untrusted", "database"];

    public static TheoryData<string> Profiles => ReportGoldenTests.Samples;

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_SARIF_log_is_as_approved(string sample) => Snapshot.Match($"{sample}.golden.sarif", SarifLog.Render(Named(sample)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_test_cases_are_as_approved(string sample) => Snapshot.Match($"{sample}.junit.golden.xml", JunitReport.Render(Named(sample)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_annotations_are_as_approved(string sample) => Snapshot.Match($"{sample}.annotations.golden.txt", GithubAnnotations.Render(Named(sample)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_comment_is_as_approved(string sample) => Snapshot.Match($"{sample}.comment.golden.md", PullRequestComment.Render(Named(sample)));

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_table_of_findings_is_as_approved(string sample) => Snapshot.Match($"{sample}.findings.golden.csv", FindingsCsv.Render(Named(sample)));

    [Theory]
    [MemberData(nameof(Profiles))]
    public void The_profile_is_as_approved(string sample) =>
        Snapshot.Match($"{sample}.profiling.golden.md", ProfilingDocument.Render(ReportGoldenTests.Named(sample)));

    [Fact]
    public void The_profile_of_a_recorded_run_is_as_approved() => Snapshot.Match($"{Run}.profiling.golden.md", ProfilingDocument.Render(Judged(Open())));

    [Fact]
    public void The_index_of_a_recorded_run_is_as_approved()
    {
        var run = Open();

        var artifacts = AuditArtifacts.Of(run.ReadEvidence(), run.ReadPlan(), Judged(run));

        Snapshot.Match($"{Run}.index.golden.md", artifacts[^1].Text);
    }

    private static RunFolder Open() => RunFolder.Open(RunGoldenTests.FolderOf(Run)).ShouldNotBeNull();

    // As it is written and read back: documents are renderings of result.json.
    private static AuditResult Judged(RunFolder run)
    {
        var result = Auditor.Audit(run.ReadEvidence(), run.ReadPlan(), run.ReadManifest());
        return JsonSerializer.Deserialize(JsonSerializer.Serialize(result, ModelJson.Result), ModelJson.Result).ShouldNotBeNull();
    }

    private static AuditResult Named(string sample) => sample == "waived" ? GivenWaiver.Until(2) : ReportGoldenTests.Named(sample);
}
