using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Tests.Unit.Golden;

namespace Headroom.Tests.Unit.Report.Documents;

/// <summary>The blocked sample with what documents know besides: a plan, its costs, faults, recorded runs, claims.</summary>
internal static class DocumentSample
{
    public static AuditResult Full { get; } = With(SampleResult.Blocked, "");

    /// <summary>The same with a text in every place that takes text from outside.</summary>
    public static AuditResult Attacked(string attack) => With(SampleResult.Blocked, attack) with
    {
        Manifest = SampleResult.Blocked.Manifest with { Service = attack },
        Trust = SampleResult.Blocked.Trust with { Remarks = [attack] },
        Decision = SampleResult.Blocked.Decision with
        {
            Sentence = attack,
            Assertions = [.. SampleResult.Blocked.Decision.Assertions.Select(assertion => assertion with { Name = assertion.Name + attack })],
        },
        Slo = [.. SampleResult.Blocked.Slo.Select(slo => slo with { Endpoint = slo.Endpoint + attack })],
        Endpoints = [.. SampleResult.Blocked.Endpoints.Select(endpoint => endpoint with { Endpoint = endpoint.Endpoint + attack })],
        Statements = [.. SampleResult.Blocked.Statements.Select(statement => statement with { Query = attack })],
        Scaling = [.. SampleResult.Blocked.Scaling.Select(line => line with { Endpoint = attack, Factor = attack })],
        Outcomes = [.. SampleResult.Blocked.Outcomes.Select(outcome => outcome with { Reason = attack })],
        NotTested = [new NotTested(attack, attack), new NotTested("failure behaviour", attack)],
        Rejected = [.. SampleResult.Blocked.Rejected.Select(finding => finding with { Title = attack })],
    };

    /// <summary>A fault under load in which some requests failed.</summary>
    public static OutageResult Gone(string subject = "partners") => new()
    {
        Subject = subject,
        Fault = "gone",
        Lasted = TimeSpan.FromSeconds(10),
        Requests = 200,
        Failed = 50,
        MostInFlight = 40,
        TimeToRecover = TimeSpan.FromSeconds(3),
    };

    private static AuditResult With(AuditResult result, string text) => result with
    {
        Findings = [.. result.Findings.Select(finding => Worked(finding, text))],
        Outages = [Gone($"partners{text}") with { Remark = text.Length == 0 ? null : text }],
        Plan = new PlanFacts
        {
            Load = [$"steady: 400 iterations a second for 60 s{text}"],
            Dependencies = [$"partners (http){text}"],
            Test = $"dotnet test{text}",
            Scope = new ScopePlan(),
            FailOn = Severity.Critical,
            Waivers = [new Waiver { Fingerprint = $"statement-timeout-absent:clipper{text}", Owner = $"feed team{text}", Reason = $"reports run long{text}", Until = new DateOnly(2027, 1, 31) }],
            Cost = new CostPlan(90, 400, $"EUR{text}"),
        },
        Cost = new CostBenefit
        {
            Currency = $"EUR{text}",
            EngineerHour = 90,
            OutageMinute = 400,
            Fixes = [new FixCost(result.Findings[0].Fingerprint, 1, 90), new FixCost(result.Findings[1].Fingerprint, 4, 360)],
            Outages = [new OutageCost { Subject = $"partners{text}", Fault = "gone", LeastMinutes = 0.0416667, MostMinutes = 0.216667, LeastAmount = 16.6667, MostAmount = 86.6667 }],
        },
        BaselineTable = new BaselineTable([Recorded(text)]),
        Comparisons = [Compared(text)],
        Rungs =
        [
            new RungResult { Factor = 0.5, Offered = new PerSecond(220), Requests = 2_640, Failed = 0, P50 = TimeSpan.FromMilliseconds(6.2), P95 = TimeSpan.FromMilliseconds(30.5), IsBorne = true },
            new RungResult { Factor = 2, Offered = new PerSecond(880), Requests = 9_012, Failed = 811, P50 = TimeSpan.FromMilliseconds(240), P95 = TimeSpan.FromMilliseconds(1_900), IsBorne = false },
        ],
        Claims =
        [
            new Claim
            {
                Source = "ai-analysis.json",
                Place = "/findings/0",
                Text = $"GET /users/{{id}}/clips lacks an index{text}",
                Verdict = ClaimVerdict.Confirmed,
                Reason = $"finding{text}",
                Finding = result.Findings[0].Fingerprint,
            },
            new Claim { Source = $"report.md{text}", Place = "line 12", Text = "the cache is cold", Verdict = ClaimVerdict.Untested, Reason = "nothing measured it" },
        ],
        Appendices = [new Appendix { Title = $"costliest statements{text}", File = "evidence/statements.json", Lines = ["one"], Left = 3 }],
    };

    private static Finding Worked(Finding finding, string text) => finding with
    {
        Title = finding.Title + text,
        Subject = finding.Subject with { Query = finding.Subject.Query is { } query ? query + text : null, Table = finding.Subject.Table is { } table ? table + text : null },
        Remedies = [.. finding.Remedies.Select(remedy => remedy with { Up = remedy.Up + text, Risk = remedy.Risk + text, EffortHours = remedy.Kind == RemedyKind.Code ? 4 : 1, RiskFactor = 1.5 })],
        PriorityParts = new PriorityParts { Impact = 0.97, IsConvention = finding.Share is null, Certainty = 1 },
    };

    private static BaselineRow Recorded(string text) => new()
    {
        Source = $"monday/summary.json{text}",
        Tool = "k6",
        Requests = 5_120,
        P95Ms = 212.5,
        HttpReqFailed = new Ratio(0.113),
        Concentrations =
        [
            new FailureConcentration
            {
                Endpoint = $"POST /clips/{{id}}/votes{text}",
                IsWrite = true,
                Requests = 200,
                Failed = 165,
                OtherRequests = 4_920,
                OtherFailed = 41,
                Verdict = FailureVerdict.RateLimit,
                Reasons = [$"the status is 429{text}"],
            },
        ],
    };

    private static BaselineComparison Compared(string text) => new()
    {
        Base = Recorded(text),
        Head = new BaselineRow { Source = "this run", Tool = "headroom", Concentrations = [] },
        Verdict = DiffVerdict.NoRegression,
        Reasons = [$"failures of 1 endpoint were compared{text}"],
        Unlike = [],
        Failures = [new ComparedFailures { Endpoint = $"GET /clips{text}", BaseFailed = 12, BaseTotal = 900, HeadFailed = 5, HeadTotal = 12_034, PValue = 1, Outcome = DiffOutcome.Same }],
        Routes = [new ComparedRoute($"GET /gone{text}", null)],
        NewStatus = [],
        Latency = [new ComparedLatency($"GET /clips{text}", 51.5, 40.9)],
        LatencyReason = $"the runs share no hour{text}",
        LatencyCommand = $"headroom compare A B{text}",
        Acceptance = [],
    };
}
