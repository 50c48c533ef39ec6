using Headroom.Collect;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Artifacts;

namespace Headroom.Cli.Audits;

/// <summary>Writes the files that people and tools take out of an audit.</summary>
internal static class Artifacts
{
    /// <summary>Writes those that the evidence gives; those of an earlier judgement that it gives no more are removed.</summary>
    public static void Write(RunFolder folder, EvidenceSet evidence, Plan plan, AuditResult result)
    {
        var made = AuditArtifacts.Of(evidence, plan, result);
        folder.Clear(PathOf(AuditArtifacts.Plans));
        foreach (var gone in AuditArtifacts.Names.Except(made.Select(artifact => artifact.Name), StringComparer.Ordinal))
        {
            folder.Delete(PathOf(gone));
        }

        foreach (var artifact in made)
        {
            folder.Write(PathOf(artifact.Name), artifact.Text.TrimEnd('\n')); // the folder ends every file with a line feed
        }
    }

    private static string PathOf(string name) => $"{AuditArtifacts.Folder}/{name}";
}
