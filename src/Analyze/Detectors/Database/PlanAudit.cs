using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A fault that one plan of one statement shows.</summary>
internal sealed record Sighting
{
    /// <summary>What the fingerprint has after the detector's id.</summary>
    public required string Key { get; init; }

    /// <summary>The statement.</summary>
    public required StatementPlan Plan { get; init; }

    /// <summary>The table, with its schema unless that is public, or null.</summary>
    public string? Table { get; init; }

    /// <summary>Columns of the table.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>How bad.</summary>
    public Severity Severity { get; init; } = Severity.Medium;

    /// <summary>Whether it is critical when the statements have more than a tenth of the database's time.</summary>
    public bool DecidesCapacity { get; init; }

    /// <summary>How sure.</summary>
    public Confidence Confidence { get; init; } = Confidence.High;

    /// <summary>One sentence.</summary>
    public required string Title { get; init; }

    /// <summary>In words.</summary>
    public required string Explanation { get; init; }

    /// <summary>The numbers of the plan.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>What cures it.</summary>
    public required IReadOnlyList<Remedy> Remedies { get; init; }

    /// <summary>Why the effect is not known, to be read after "not tried:".</summary>
    public string NotTried { get; init; } = "it is a change of the code";

    /// <summary>The most of the statement's time that a cure can save, 0..1; null when the plan does not tell.</summary>
    public double? Saves { get; init; }

    /// <summary>Tells the worst of several sightings of one fault.</summary>
    public double Weight { get; init; }

    /// <summary>Other evidence than the plans: "evidence/catalogue.json#/indexes".</summary>
    public IReadOnlyList<string> Pointers { get; init; } = [];

    /// <summary>A remedy in the service's code.</summary>
    public static Remedy Rewrite(string up, string risk) =>
        new() { Kind = RemedyKind.Code, Scope = RemedyScope.Code, Up = up, Risk = risk };

    /// <summary>How a title calls the statement: "A statement on orders".</summary>
    public static string Named(string query) => StatementText.MainTable(query) is { } table ? $"A statement on {table}" : "A statement";
}

/// <summary>
/// What the detectors that read plans share: sightings of one fault become one finding, where the load makes it worth one.
/// </summary>
internal sealed class PlanAudit(string detector, StatementPlans plans, StatementStatistics? statements, EndpointStatements? endpoints)
{
    /// <summary>What can save less of the database's time than this is not worth a change.</summary>
    public const double WorthwhileLoad = 0.01;

    /// <summary>What costs more than this share of the database's time decides the service's capacity.</summary>
    private const double CriticalLoad = 0.10;

    /// <summary>
    /// When statements with more than this share of the time could not be looked at, finding nothing in the others says nothing.
    /// </summary>
    private const double UnseenLoad = 0.10;

    private readonly LoadShares? _shares = statements is null ? null : new LoadShares(statements, endpoints);

    /// <summary>The statement under load, or null when it is not known.</summary>
    public StatementMetrics? Load(StatementPlan plan) => _shares?.Find(plan.StatementId);

    /// <summary>Looks at every plan.</summary>
    /// <param name="look">The faults that a plan of a statement shows.</param>
    /// <param name="mayHide">Whether a node of a plan that was not executed may have the fault unseen.</param>
    public Outcome Of(Func<StatementPlan, PlanSample, IEnumerable<Sighting>> look, Func<PlanNode, bool> mayHide) =>
        Of(look, (_, node) => mayHide(node));

    /// <summary>Looks at every plan.</summary>
    /// <param name="look">The faults that a plan of a statement shows.</param>
    /// <param name="mayHide">Whether a node of a statement's plan that was not executed may have the fault unseen.</param>
    public Outcome Of(Func<StatementPlan, PlanSample, IEnumerable<Sighting>> look, Func<StatementPlan, PlanNode, bool> mayHide)
    {
        if (statements is { Statements.Count: 0 })
        {
            return new Outcome.NotRun("no statement was seen in this database under load: is it the service's?");
        }

        List<Finding> findings = [.. plans.Statements
            .SelectMany(plan => plan.Samples.SelectMany(sample => look(plan, sample)))
            .GroupBy(sighting => sighting.Key, StringComparer.Ordinal)
            .Select(group => FindingOf([.. group]))
            .OfType<Finding>()
            .OrderByDescending(finding => finding.Share?.Value ?? 0).ThenBy(finding => finding.Fingerprint, StringComparer.Ordinal)];
        return findings.Count > 0 ? Outcome.Of(findings)
            : Blindness(mayHide) ?? (OpaqueWork.Of(statements) is { } opaque ? new Outcome.NotRun(opaque) : Outcome.Of(findings));
    }

    // Where nobody knows the shares, each statement may be the one that matters; one that only adds values has no plan to hide a fault.
    private Outcome.NotRun? Blindness(Func<StatementPlan, PlanNode, bool> mayHide)
    {
        var unseen = plans.Statements.Where(plan => !StatementText.IsOfCatalogue(plan.Query))
            .Where(plan => (plan.Samples.Count == 0 && !StatementText.IsOfValues(plan.Query))
                || (!plan.Samples.Any(s => s.Executed) && plan.Samples.Any(sample => HidesIn(plan, sample))))
            .ToList();
        var share = unseen.Sum(plan => _shares?.Of(plan.StatementId).Value ?? 0);
        var isKnown = _shares is { IsKnown: true };
        if (unseen.Count < plans.Statements.Count && (isKnown ? share <= UnseenLoad : unseen.Count == 0))
        {
            return null;
        }

        var failed = unseen.Where(plan => plan.Samples.Count == 0).ToList();
        var reason = plans.Statements.Count == 0 ? "none is one that can be planned"
            : failed.Count < unseen.Count
                ? $"executed plans are missing: {unseen.Count - failed.Count} of {plans.Statements.Count} statements were planned, "
                    + "not executed"
            : failed[0].Missing;
        return new Outcome.NotRun($"the statements that matter could not be looked at: {reason}");

        bool HidesIn(StatementPlan plan, PlanSample sample) => sample.Root.Descendants().Any(node => mayHide(plan, node));
    }

    private Finding? FindingOf(List<Sighting> sightings)
    {
        var byStatement = sightings.GroupBy(s => s.Plan.StatementId).Select(same => same.MaxBy(s => s.Weight)!).ToList();
        var load = byStatement.Sum(s => ShareOf(s) * (s.Saves ?? 1));
        if (_shares is { IsKnown: true } && load < WorthwhileLoad)
        {
            return null;
        }

        var worst = byStatement.MaxBy(s => (ShareOf(s), s.Weight))!;
        var reached = byStatement.OrderByDescending(ShareOf)
            .SelectMany(s => _shares?.EndpointsOf(s.Plan.StatementId) ?? [])
            .Distinct()
            .ToList();
        return new Finding
        {
            Detector = detector,
            Fingerprint = $"{detector}:{worst.Key}",
            Severity = worst.DecidesCapacity && load > CriticalLoad ? Severity.Critical : worst.Severity,
            Confidence = worst.Confidence,
            Title = worst.Title,
            Explanation = worst.Explanation,
            Facts = [.. worst.Facts, .. _shares?.FactsOf(worst.Plan.StatementId) ?? []],
            Subject = new Subject
            {
                Endpoint = reached.FirstOrDefault(),
                Table = worst.Table,
                Columns = worst.Columns,
                StatementId = worst.Plan.StatementId,
                Query = worst.Plan.Query,
            },
            Endpoints = reached,
            Share = _shares is not { IsKnown: true } || byStatement.Exists(s => s.Saves is null) ? null : new Ratio(Math.Min(1, load)),
            Evidence =
            [
                .. byStatement.Select(s => $"evidence/plans.json#/statements/{IndexOf(s.Plan)}").Order(StringComparer.Ordinal),
                .. worst.Pointers,
            ],
            Remedies = worst.Remedies,
            Effect = new Effect.Unknown(worst.NotTried),
        };
    }

    private double ShareOf(Sighting sighting) => _shares?.Of(sighting.Plan.StatementId).Value ?? 0;

    private int IndexOf(StatementPlan plan) => plans.Statements.Index().First(p => p.Item.StatementId == plan.StatementId).Index;
}
