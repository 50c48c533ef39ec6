using Headroom.Analyze;
using Headroom.Collect;
using Headroom.Model.Results;
using Shouldly;

namespace Headroom.Tests.Unit.Golden;

/// <summary>The recorded run of the sample service with all of its defects, judged by the rules of today.</summary>
internal static class SampleRecording
{
    private static readonly Lazy<AuditResult> Judged = new(static () =>
    {
        var run = RunFolder.Open(RunGoldenTests.FolderOf("clipper-all-defects")).ShouldNotBeNull();
        return Auditor.Audit(run.ReadEvidence(), run.ReadPlan(), run.ReadManifest());
    });

    public static AuditResult Result => Judged.Value;
}
