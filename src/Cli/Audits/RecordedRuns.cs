using Headroom.Analyze;
using Headroom.Analyze.Judge;
using Headroom.Analyze.Trust;
using Headroom.Collect;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Audits;

/// <summary>Runs that were recorded, judged again by the rules of today.</summary>
internal static class RecordedRuns
{
    /// <summary>The run in a folder.</summary>
    /// <exception cref="BadInputException">There is none, or it cannot be read.</exception>
    public static RecordedRun Read(string path) => Analysis.With(path, Judged);

    private static RecordedRun Judged(RunFolder folder)
    {
        var evidence = folder.ReadEvidence();
        var result = Auditor.Audit(evidence, folder.ReadPlan(), folder.ReadManifest());
        return new RecordedRun(
            evidence,
            LoadAlone(folder, evidence) is { } run
                ? result with { Trust = LoadTrust.Of(run, evidence.Find<HostUse>(), connections: 0) }
                : result);
    }

    // What headroom load left is judged as headroom load judges.
    private static RunMetrics? LoadAlone(RunFolder folder, EvidenceSet evidence) =>
        File.Exists(folder.FileOf("load.json")) ? evidence.Find<RunMetrics>() : null;
}
