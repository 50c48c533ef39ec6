using Headroom.Model.Findings;
using Headroom.Model.Plans;

namespace Headroom.Analyze.Rank;

/// <summary>
/// Orders findings by what fixing them is worth: priority = I C / (R sqrt(E)), the first form of METHOD section 4.
/// </summary>
/// <remarks>
/// I (impact) = -ln(1 - B), where B is the most that a cure can save of what the load costs the database: the finding's share of the
/// buffers, which hardly varies from run to run, or of the time where buffers do not tell, times the measured saving where there is
/// one. Findings that save no time but keep outages away have a fixed impact. C (confidence) = 1 measured on a clone, 0.8 shown by a
/// causal probe, 0.5 by two sources, 0.25 by one. R (risk) = 1 + 0.5 for a schema change, 0.5 for a change of code, 0 for
/// configuration. E (effort) in hours: 1 for an index or a setting, 4 for code. Both are of the first remedy within the plan's scope.
/// <para>
/// The priority orders findings of one severity: I of a finding without a share is a convention, not a measurement, and no convention
/// may put what is critical behind what is not.
/// </para>
/// <para>
/// <b>Source:</b> the bound of the saving is Amdahl's law (1967); the weights are a choice, written down here so that it can be argued
/// with.
/// </para>
/// </remarks>
public static class Ranking
{
    /// <summary>Shares above this make the logarithm explode without telling more.</summary>
    private const double GreatestShare = 0.99;

    /// <summary>Impact of a fault that costs no time until the day on which it takes the service down.</summary>
    private const double OutageImpact = 0.25;

    /// <summary>A cure that takes off less of the buffers (a ratio) is one of the time.</summary>
    private const double FewestSaved = 0.2;

    /// <summary>
    /// Priorities that are not further apart than this (a ratio) are no different: two runs measure them the other way round.
    /// </summary>
    private const double Tie = 0.1;

    /// <summary>
    /// The findings, the first to fix first, each with its priority, and its remedies with their effort and risk. Those out of the
    /// plan's scope come after all that are within; of equal severity and within a tenth of the same priority, the fingerprint decides.
    /// </summary>
    public static IReadOnlyList<Finding> Order(IEnumerable<Finding> findings, ScopePlan scope) =>
    [
        .. findings.Select(finding => Prioritised(finding, scope))
            .GroupBy(finding => (InScope: scope.Allows(finding), finding.Severity))
            .OrderByDescending(same => same.Key.InScope)
            .ThenByDescending(same => same.Key.Severity)
            .SelectMany(Ranked),
    ];

    // The greatest leads; what is within a tenth of it ties with it, and so on with the rest.
    private static IEnumerable<Finding> Ranked(IEnumerable<Finding> findings)
    {
        List<Finding> left = [.. findings.OrderByDescending(finding => finding.Priority)];
        while (left.Count > 0)
        {
            var tied = left.TakeWhile(finding => finding.Priority >= (1 - Tie) * left[0].Priority).ToList();
            foreach (var finding in tied.OrderBy(finding => finding.Fingerprint, StringComparer.Ordinal))
            {
                yield return finding;
            }

            left.RemoveRange(0, tied.Count);
        }
    }

    private static Finding Prioritised(Finding finding, ScopePlan scope)
    {
        var remedy = scope.Best(finding);
        var saved = Saved(finding);
        PriorityParts parts = new()
        {
            Impact = Impact(saved, finding.Severity),
            IsConvention = saved is null,
            Certainty = Certainty(finding),
        };
        return finding with
        {
            Priority = parts.Impact * parts.Certainty / (Risk(remedy) * Math.Sqrt(Effort(remedy))),
            PriorityParts = parts,
            Remedies = [.. finding.Remedies.Select(Weighed)],
        };
    }

    private static double Impact(double? saved, Severity severity) => saved is { } share
        ? -Math.Log(1 - Math.Min(GreatestShare, share))
        : severity switch
        {
            Severity.Critical => 4 * OutageImpact,
            Severity.High => OutageImpact,
            Severity.Medium => OutageImpact / 4,
            _ => OutageImpact / 16,
        };

    // By the buffers, unless it was measured that the cure leaves them as they are.
    private static double? Saved(Finding finding)
    {
        var fewer = Saving(finding, "buffers_per_call");
        return (finding.BufferShare, finding.Effect, fewer) switch
        {
            ({ } share, not Effect.Measured, _) => share.Value,
            ({ } share, _, > FewestSaved) => share.Value * fewer,
            _ => finding.Share?.Value * (Saving(finding, "time_ms") ?? 1),
        };
    }

    private static double? Saving(Finding finding, string metric) =>
        finding.Effect is Effect.Measured { Changes: var changes } && changes.FirstOrDefault(c => c.Metric == metric)?.Change is { } change
            ? Math.Clamp(-change, 0, 1)
            : null;

    private static double Certainty(Finding finding) => finding.Effect is Effect.Measured ? 1 : finding.Confidence switch
    {
        Confidence.High => 0.8,
        Confidence.Medium => 0.5,
        _ => 0.25,
    };

    private static double Risk(Remedy? remedy) => remedy?.Scope is RemedyScope.Config ? 1 : 1.5;

    private static double Effort(Remedy? remedy) => remedy?.Kind is RemedyKind.Code or null ? 4 : 1;

    private static Remedy Weighed(Remedy remedy) => remedy with { EffortHours = Effort(remedy), RiskFactor = Risk(remedy) };
}
