using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Tests.Unit.Golden;

namespace Headroom.Tests.Unit.Report.Formats;

/// <summary>The blocked sample with the facts of its plan, one of its findings waived.</summary>
internal static class GivenWaiver
{
    public static readonly Finding Waived = SampleResult.Blocked.Findings[1];

    public static AuditResult Until(int day) => SampleResult.Blocked with
    {
        Plan = new PlanFacts
        {
            Load = ["shop: 200 iterations/s for 60 s"],
            Dependencies = ["database (postgres)", "partners (http)"],
            Test = "dotnet test",
            Scope = new ScopePlan { Api = false },
            FailOn = Severity.Critical,
            Waivers =
            [
                new Waiver { Fingerprint = Waived.Fingerprint, Owner = "feed team", Reason = "the page is rewritten", Until = new DateOnly(2026, 8, day) },
            ],
        },
        Decision = SampleResult.Blocked.Decision with
        {
            Assertions =
            [
                .. SampleResult.Blocked.Decision.Assertions,
                new Assertion { Name = $"no high finding {Waived.Fingerprint} (waived)", Operator = "absent", Level = "warn", Passed = true },
            ],
        },
    };
}
