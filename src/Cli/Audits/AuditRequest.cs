using Headroom.Experiments.Clusters;
using Headroom.Model.Plans;

namespace Headroom.Cli.Audits;

/// <summary>What one audit works with.</summary>
/// <param name="Plan">What to audit.</param>
/// <param name="BaseFolder">Where the plan's start command runs.</param>
/// <param name="OwnCluster">The private cluster that the service's database lives in, or null when it is somebody else's server.</param>
internal sealed record AuditRequest(Plan Plan, string BaseFolder, PrivateCluster? OwnCluster)
{
    /// <summary>What the audit is held against, or null.</summary>
    public BaselineSource? Baseline { get; init; }
}
