using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Artifacts;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Remediation;

/// <summary>Decides the first fix to its last detail, from the result alone.</summary>
public static class FixSpecs
{
    /// <summary>Characters of another statement that the fix changes: enough to know it by.</summary>
    private const int LongestOther = 500;

    /// <summary>The first finding that a remedy within the plan's scope cures, and the best one overall where that is another.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static FixSpec Of(AuditResult result)
    {
        var scope = result.Plan?.Scope ?? new ScopePlan();
        var curable = result.Findings.Where(static finding => finding.Remedies.Count > 0).ToList();
        var first = Fixes.FirstCured(result);
        var best = curable.OrderByDescending(static finding => finding.Severity)
            .ThenByDescending(static finding => finding.Priority).FirstOrDefault();
        return new FixSpec
        {
            RunId = result.Manifest.RunId,
            Service = result.Manifest.Service,
            Commit = result.Manifest.Commit,
            IsTrusted = result.Trust.Valid,
            Fix = first is null ? null : FixOf(result, first, first.Remedies.First(remedy => scope.Allows(remedy.Scope)), scope),
            BestOverall = best is null || scope.Allows(best) ? null : FixOf(result, best, best.Remedies[0], scope),
            Reason = first is not null ? null
                : curable.Count > 0 ? "Every cure that is known is a kind of change that the plan's scope does not allow."
                : result.Findings.Count > 0 ? "No finding has a cure that is known."
                : Unexplained.Of(result) is { } unexplained ? $"{unexplained.Told} To verify it: {unexplained.Verify}."
                : FindingFacts.None(result),
        };
    }

    private static Fix FixOf(AuditResult result, Finding finding, Remedy remedy, ScopePlan scope)
    {
        var sql = LockSafeSql.Of(remedy);
        return new Fix
        {
            Fingerprint = finding.Fingerprint,
            Title = finding.Title,
            Severity = finding.Severity,
            Confidence = finding.Confidence,
            Kind = remedy.Kind,
            Scope = remedy.Scope,
            Places =
            [
                .. FindingFacts.Places(result, finding).Select(static place => new FixPlace(place.What, place.Name)),
                .. Others(result, finding),
            ],
            Query = finding.Subject.Query,
            Explanation = finding.Explanation,
            Facts = [.. FindingFacts.Named(finding)],
            Approach = FixSteps.Approach(remedy, sql),
            Steps = [.. FixSteps.Of(result, finding, remedy, sql)],
            Invariants = [.. FixSteps.Invariants(result, remedy, sql)],
            MustNotChange = [.. FixSteps.MustNotChange(remedy, sql, scope)],
            Sql = sql,
            Expected = ReferenceEquals(remedy, finding.Remedies[0])
                ? finding.Effect
                : new Effect.Unknown(
                    "what is known is the effect of another remedy of this finding, which the plan's scope does not allow"),
            Share = finding.Share,
            Costs = FindingFacts.ProofOf(result, finding)?.Costs ?? [],
            Acceptance = [.. FixAcceptance.Thresholds(result, finding, remedy)],
            Verification =
            [
                .. FixAcceptance.Commands(result, finding, remedy)
                    .Select((step, i) => i == 0 ? step with { What = step.What + Fixes.Ended(result) } : step),
            ],
            Rollback = [.. FixSteps.Rollback(remedy, sql)],
            Risk = remedy.Risk,
            RiskFactor = remedy.RiskFactor,
            EffortHours = remedy.EffortHours,
            Alternatives =
            [
                .. finding.Remedies.Where(other => !ReferenceEquals(other, remedy))
                    .Select(static other => $"{Words.Of(other.Scope)}: {other.Up}"),
            ],
            Evidence = FindingFacts.EvidenceOf(result, finding),
        };
    }

    // A measurement names other statements by their ids, which say nothing to who has only the spec.
    private static IEnumerable<FixPlace> Others(AuditResult result, Finding finding) => finding.Effect is not Effect.Measured measured
        ? []
        : result.Statements
            .Where(statement => statement.StatementId != finding.Subject.StatementId
                && measured.Changes.Any(change =>
                    change.Metric.StartsWith($"statement_{statement.StatementId}_", StringComparison.Ordinal)))
            .Select(static statement => new FixPlace($"statement {statement.StatementId}", Format.Short(statement.Query, LongestOther)));
}
