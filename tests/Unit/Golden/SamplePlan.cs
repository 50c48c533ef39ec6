using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Tests.Unit.Golden;

/// <summary>The blocked sample as an audit leaves it: ranked, with the facts of its plan, a waiver and the costs.</summary>
internal static class SamplePlan
{
    public static PlanFacts Facts { get; } = new()
    {
        Load = ["read: 440 iterations a second (open model, at most 64 VUs) for 60 s"],
        Dependencies = ["database (postgres)"],
        Test = "dotnet test",
        Scope = new ScopePlan { Api = false },
        FailOn = Severity.Critical,
        Waivers =
        [
            new Waiver { Fingerprint = "n-plus-one-query:GET /clips:b41f09c2", Owner = "feed team", Reason = "the feed is rewritten", Until = new DateOnly(2026, 9, 30) },
        ],
        Cost = new CostPlan(90, 400, "EUR"),
    };

    /// <summary>Every finding but that of the API is within reach.</summary>
    public static AuditResult Planned { get; } = SampleResult.Blocked with
    {
        Plan = Facts,
        Findings = [.. SampleResult.Blocked.Findings.Select(Ranked)],
    };

    /// <summary>The index, which is first of all, is out of reach.</summary>
    public static AuditResult WithoutSchema { get; } = Planned with
    {
        Plan = Facts with { Scope = new ScopePlan { Schema = false, Api = false } },
        Findings = [.. Planned.Findings.Skip(1), Planned.Findings[0] with { Remedies = [.. Planned.Findings[0].Remedies.Take(1)] }],
    };

    private static Finding Ranked(Finding finding) => finding with
    {
        Priority = finding.Priority ?? 0.125,
        Remedies =
        [
            .. finding.Remedies.Select(static remedy => remedy with
            {
                EffortHours = remedy.Kind == RemedyKind.Code ? 4 : 1,
                RiskFactor = remedy.Scope == RemedyScope.Config ? 1 : 1.5,
            }),
        ],
    };
}
