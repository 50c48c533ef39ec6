using Headroom.Analyze.Derive;
using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>
/// A prepared statement whose one plan for all values is bad for some: <c>WHERE tenant = $1</c> where one tenant has most of the rows.
/// </summary>
public static class GenericPlanTrap
{
    /// <summary>A factor: the same values take so much longer with the generic plan.</summary>
    private const double LeastFactor = 5;

    /// <summary>The generic plan's median time from which on anybody notices: below it a call is mostly its round trip.</summary>
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(1);

    /// <summary>A factor of the buffers that bears witness to the time.</summary>
    private const double LeastWork = 2;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<PlanCache, StatementStatistics>(
        new DetectorInfo
        {
            Id = "generic-plan-trap",
            Summary = "A prepared statement takes one plan for all values, which is bad for some of them.",
            Why = "The statement is fast in every test, and slow after its sixth execution on a connection: nobody sees why.",
            How = """
                On a clone the same values took more than five times as long with the generic plan (the 99 % interval of the paired times
                excludes no difference, and the median is above 1 ms), and executing one of the sampled sets of values again and again makes
                the server change over to that plan. Buffers are the witness. PostgreSQL manual, PREPARE (Notes).
                """,
            Cure = "plan_cache_mode = force_custom_plan for the role, or no server-side prepared statement for this one.",
            Silence = "Statements for which the server stays with plans for the values; differences below five times or one millisecond.",
        },
        Detect);

    private sealed record Measured(PlanCacheSet Set, double Factor, double Low, TimeSpan Generic, double? Work);

    private static Outcome Detect(PlanCache cache, StatementStatistics? statistics)
    {
        if (cache.Statements.All(trial => trial.Sets.Count == 0))
        {
            return cache.Statements.Count == 0
                ? new Outcome.NotApplicable("no hot statement reads with parameters")
                : new Outcome.NotRun(string.Join("; ", cache.Statements.Select(trial => trial.Missing).OfType<string>().Distinct()));
        }

        return Outcome.Of(
        [
            .. cache.Statements.Index()
                .Select(trial => (trial.Item, trial.Index, Worst: WorstOf(trial.Item)))
                .Where(trial => trial.Worst is not null)
                .Select(trial => FindingOf(trial.Item, trial.Index, trial.Worst!, statistics)),
        ]);
    }

    private static Measured? WorstOf(PlanCacheTrial trial) => trial.Sets.All(set => set.LeadsToGeneric == false)
        ? null
        : trial.Sets.Select(Measure).OfType<Measured>()
            .Where(set => set is { Factor: > LeastFactor, Low: > 1 } && set.Generic > LeastTime)
            .MaxBy(set => set.Factor);

    // Base is the generic plan, remedy the plan for the values: their ratio is the inverse of the factor.
    private static Measured? Measure(PlanCacheSet set)
    {
        var time = PairSeries.Time(set.Pairs);
        return time.Ratio() is { } ratio
            ? new Measured(
                set, 1 / ratio.Ratio, 1 / ratio.High, TimeSpan.FromMilliseconds(time.BaseMedian),
                PairSeries.Buffers(set.Pairs).Ratio() is { } work ? 1 / work.Ratio : null)
            : null;
    }

    private static Finding FindingOf(PlanCacheTrial trial, int index, Measured worst, StatementStatistics? statistics)
    {
        var shares = statistics is null ? null : new LoadShares(statistics, endpoints: null);
        var found = shares?.Find(trial.StatementId);
        var table = StatementText.MainTable(trial.Query);
        var witnessed = worst.Work > LeastWork || worst.Set.Pairs.Any(pair => pair.BaseCutShort);
        return new Finding
        {
            Detector = "generic-plan-trap",
            Fingerprint = $"generic-plan-trap:{trial.StatementId}",
            Severity = Severity.High,
            Confidence = witnessed && trial.Sets.Any(set => set.LeadsToGeneric == true) ? Confidence.High : Confidence.Medium,
            Title = $"A prepared statement{(table is null ? "" : $" on {table}")} takes a plan that is bad for some of its values",
            Explanation = "With the generic plan, which the server takes after five executions of a prepared statement, "
                + "the same values take many times as long. It concerns sessions that prepare the statement.",
            Facts =
            [
                new Fact("time with the generic plan over time with a plan for the values", worst.Factor, "times"),
                new Fact("the same, lower end of the 99 % interval", worst.Low, "times"),
                new Fact("median time with the generic plan", worst.Generic.TotalMilliseconds, "ms"),
                .. worst.Work is { } work
                    ? [new Fact("buffers with the generic plan over buffers with a plan for the values", work, "times")]
                    : Array.Empty<Fact>(),
                .. shares?.FactsOf(trial.StatementId) ?? [],
            ],
            Subject = new Subject
            {
                Table = table,
                StatementId = trial.StatementId,
                Query = trial.Query,
                Role = found?.Roles is [var only] ? only : null,
            },
            Share = found is null ? null : new Ratio(shares!.Of(trial.StatementId).Value * (1 - (1 / worst.Factor))),
            Evidence = [$"evidence/plan-cache.json#/statements/{index}"],
            Remedies = [.. Remedies(found)],
            Effect = new Effect.Unknown("which share of the load prepares the statement is not known"),
        };
    }

    private static IEnumerable<Remedy> Remedies(StatementMetrics? found) =>
    [
        .. (found?.Roles ?? []).Take(1).Select(role =>
            RoleLimits.Remedy(
                role, "plan_cache_mode", "force_custom_plan",
                "Takes effect for new sessions; every execution is planned, which costs where statements are cheap and many.")),
        new Remedy
        {
            Kind = RemedyKind.Code,
            Scope = RemedyScope.Code,
            Up = "Do not prepare this statement on the server (most drivers can be told for each), "
                + "or SET LOCAL plan_cache_mode = force_custom_plan in its transaction.",
            Risk = "Its plan is made for every execution.",
        },
    ];
}
