using Headroom.Model.Evidence;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Artifacts;

/// <summary>
/// The list of an audit's files: which evidence made each, how that was observed, and by what command both are made again.
/// </summary>
public static class ArtifactIndex
{
    /// <summary>The list as Markdown.</summary>
    /// <param name="result">The audit.</param>
    /// <param name="evidence">What was collected, and what could not be.</param>
    /// <param name="artifacts">The files, in the order in which they are listed.</param>
    public static string Render(AuditResult result, EvidenceSet evidence, IReadOnlyList<Artifact> artifacts) =>
        string.Join("\n\n", Parts(result, evidence, artifacts)) + "\n";

    private static IEnumerable<string> Parts(AuditResult result, EvidenceSet evidence, IReadOnlyList<Artifact> artifacts)
    {
        yield return $"# Files of the audit {Text(result.Manifest.RunId)}";
        yield return "Each is made of the evidence of this run folder, and of nothing else. What the evidence does not give has no file.";
        yield return Of(Table.Of(
            "The files",
            "None.",
            artifacts,
            Column<Artifact>.Code("File", artifact => artifact.Name),
            Column<Artifact>.Words("Holds", artifact => artifact.What),
            Column<Artifact>.Names("Made of", artifact => artifact.Sources)));
        yield return "## How the evidence was observed";
        yield return "The SQL, address or command that repeats an observation stands in its file under `provenance`; "
            + "here is how it begins.";
        yield return Of(Table.Of(
            "The evidence",
            "Nothing was collected.",
            evidence.Names.Select(name => new Observed($"evidence/{name}.json", evidence.Named(name))),
            Column<Observed>.Code("File", one => one.File),
            Column<Observed>.Words("From", one => one.Evidence is { } found ? Format.Time(found.Window.StartedAt) : Format.Unknown),
            Column<Observed>.Number("For", one => one.Evidence is { } found ? Format.Duration(found.Window.Duration) : Format.Unknown),
            Column<Observed>.Query("Observed by", one => one.Evidence?.Provenance ?? ""),
            Column<Observed>.Words("Could not be observed", one => one.Collected is Collected.Failed failed ? failed.Cause : "")));
        yield return "## Made again";
        yield return "From the evidence, without the target; the same evidence gives the same files:";
        yield return Fence("sh", "headroom analyze RUN");
        yield return "From a new observation:";
        yield return Fence("sh", result.Database is null ? Fixes.AuditAgain(result) : "headroom db audit --postgres CONN");
    }

    private sealed record Observed(string File, Collected? Collected)
    {
        public IEvidence? Evidence => (Collected as Collected.Present)?.Evidence;
    }
}
