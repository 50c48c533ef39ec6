namespace Headroom.Report.Artifacts;

/// <summary>A file that people and tools take out of an audit.</summary>
/// <param name="Name">Its path below <see cref="AuditArtifacts.Folder"/>: "explain/newest_of_customer.json".</param>
/// <param name="Text">What is in it.</param>
/// <param name="What">What it holds, in a sentence without its end.</param>
/// <param name="Sources">The files of the run folder that it is made of: "evidence/plans.json".</param>
public sealed record Artifact(string Name, string Text, string What, IReadOnlyList<string> Sources);
