using System.Text.Json.Serialization;
using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>
/// Raw measurements of a remedy of code or settings: the service as it is and the service with the remedy, under the same load in pairs of
/// blocks.
/// </summary>
/// <remarks>It is stored under <see cref="EvidenceSet.RemedyName"/> of the finding that it is about.</remarks>
public sealed record RemedyExperiment : IEvidence<RemedyExperiment>
{
    internal const string KindName = "remedy-proof";

    /// <summary>What the first arm is called: no experiment with a remedy of Headroom's own calls it so.</summary>
    public const string Unchanged = "as it is";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>The fingerprint of the finding that the remedy is for.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What the second arm has that the first has not, without values: "environment POOL_SIZE, git abc".</summary>
    public required string Remedy { get; init; }

    /// <summary>The service as it is; its command by the place of the plan that holds it.</summary>
    public required BlockArm Base { get; init; }

    /// <summary>
    /// The service with the remedy; its command by the same place, or by the option that gives another, with the names of its variables.
    /// </summary>
    public required BlockArm WithRemedy { get; init; }

    /// <summary>Iterations that start a second.</summary>
    public required PerSecond Rate { get; init; }

    /// <summary>
    /// What the finding's probes saw of the service with the remedy, before the load; null for a finding of no probe, and where one failed.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProbeRepeat? Probed { get; init; }

    /// <summary>What both answered to the same requests.</summary>
    public required ContractReplay Contract { get; init; }

    /// <summary>The blocks; null when the arms answered differently or not at all, and nothing more was measured.</summary>
    public BlockExperiment? Blocks { get; init; }
}
