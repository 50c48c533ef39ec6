using Headroom.Analyze.Decide;
using Headroom.Analyze.Derive;
using Headroom.Analyze.Judge;
using Headroom.Analyze.Rank;
using Headroom.Analyze.Trust;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Analyze;

/// <summary>
/// From evidence to the result: trust, detect, judge, rank, decide. The same evidence gives the same result, byte for byte.
/// </summary>
public static class Auditor
{
    private const string NoLoad =
        "it looks at requests of a service, and the audit of a database by itself sends none: headroom audit does";

    // What only a load leaves.
    private static readonly string[] OfLoad =
    [
        RunMetrics.Kind, EndpointStatements.Kind, ScalingProbe.Kind, DelayProbe.Kind, LimitProbe.Kind, IdempotencyProbe.Kind,
        RepeatedReads.Kind, StampedeProbe.Kind, ExpiryProbe.Kind, HangProbe.Kind, OutageProbe.Kind, ThrottleProbe.Kind, KillProbe.Kind,
        LoadProbe.Kind,
    ];

    // What only watching a database leaves.
    private static readonly string[] Watched = [TableActivity.Kind, DatabaseActivity.Kind, SessionSamples.Kind, RoleSettings.Kind];

    /// <summary>The whole result.</summary>
    public static AuditResult Audit(EvidenceSet evidence, Plan plan, Manifest manifest)
    {
        var run = evidence.Find<RunMetrics>();
        var host = evidence.Find<HostUse>();
        var outcomes = Run(evidence, plan);
        var trust = plan.Database is null
            ? TrustJudge.Of(run, WhyMissing(evidence, RunMetrics.Kind), host)
            : DatabaseTrust.Of(evidence, manifest.UnendedBecause);
        var judged = ProofJudge.Apply(Found(outcomes, plan, evidence), evidence, (finding, own) =>
            RemedyJudge.Judge(own, RepeatJudge.OfRemedy(own, finding, evidence, plan, manifest)));
        var explained = GrowthSymptoms.Fold(IndexSymptoms.Fold(SharedIndexes.Merge(judged.Findings), evidence), evidence);
        var ranked = Ranking.Order(RoundTripSymptoms.Fold(explained, evidence), plan.Scope);
        var findings = RepeatJudge.Apply(ranked, evidence, plan, manifest);
        var slo = SloTable.Of(plan.Slo, run, trust.Valid);
        var outages = OutageRows.Of(evidence, plan.Slo);
        var probes = PlannedProbe.Of(plan.Probes, evidence);
        IReadOnlyList<DetectorOutcome> table =
        [
            .. outcomes.Select(pair => Row(pair.Detector, pair.Outcome) with
            {
                Asked = pair.Outcome is Outcome.NotRun && IsUnasked(pair.Detector, plan, evidence, probes) ? false : null,
            }),
        ];
        var delays = evidence.Find<DelayProbe>();
        var endpoints = EndpointRows.Of(run, host, evidence.Find<EndpointStatements>());
        IReadOnlyList<EndpointLayers> layers = [.. delays is null ? [] : LayerRows.Of(delays)];
        return new AuditResult
        {
            Manifest = manifest,
            Trust = trust,
            Slo = slo,
            Endpoints = endpoints,
            Outcomes = table,
            Findings = findings,
            Rejected = judged.Rejected,
            Proofs = judged.Proofs,
            NotTested = [.. NotTestedOf(evidence, outcomes, probes, manifest, plan)],
            Scaling = [.. evidence.Find<ScalingProbe>() is { } probe ? ScalingFits.Of(probe).Select(ScalingRow) : []],
            Layers = layers,
            UnderLoad = delays is not null && run is not null ? LoadedRows.Of(layers, delays, run) : [],
            Outages = outages,
            Profiles = ProfileRows.Of(evidence),
            Rungs = [.. (evidence.Find<LoadProbe>()?.Rungs ?? []).Where(rung => rung.IsOffered()).Select(RungRow)],
            Cost = CostRows.Of(plan, findings, outages),
            Statements = StatementRows.Of(evidence),
            Seconds = run?.Seconds ?? [],
            Host = host,
            Database = plan.Database is null ? null : DatabaseView.Of(evidence, findings),
            Plan = PlanSummary.Of(plan),
            Appendices = Appendices.Of(evidence),
            Decision = Decider.Of(new DecisionBasis(
                plan, DateOnly.FromDateTime(manifest.StartedAt.UtcDateTime), manifest.UnendedBecause, trust, slo, findings, table,
                [.. Unanswered(evidence, outcomes), .. SilentOf(probes)])
            {
                ServiceEnd = run?.ServiceEnd,
                Endpoints = endpoints,
                HasOnlyFailures = trust.Valid && AnswerTrust.HasOnlyFailures(run),
                Denied = evidence.Find<StatementPlans>()?.Denied ?? CauseOf(evidence, StatementStatistics.Kind),
            }),
        };
    }

    private static List<(Detector Detector, Outcome Outcome)> Run(EvidenceSet evidence, Plan plan)
    {
        var believed = WithoutEnded(evidence);
        return
        [
            .. Catalogue.Detectors.Select(detector => (detector, plan.Database is not null && NeedsLoad(detector)
                ? new Outcome.NotApplicable(NoLoad)
                : Explained(detector, detector.Run(believed), plan, evidence))),
        ];
    }

    private static bool IsUnasked(Detector detector, Plan plan, EvidenceSet evidence, IReadOnlyList<PlannedProbe> probes) =>
        UnaskedEvidence.WhyNot(detector, evidence, plan) is not null || PlannedProbe.AreUnasked(detector, evidence, probes);

    // Latency and errors of a service that ended under the load are not its normal doing.
    private static EvidenceSet WithoutEnded(EvidenceSet evidence) => evidence.Find<RunMetrics>()?.ServiceEnd is { } end
        ? evidence.With(RunMetrics.Kind, new Collected.Failed(end.Sentence))
        : evidence;

    // "table-activity: not collected" says nothing to who gave a workload, or no database.
    private static Outcome Explained(Detector detector, Outcome outcome, Plan plan, EvidenceSet evidence) =>
        outcome is Outcome.NotRun && UnaskedEvidence.WhyNot(detector, evidence, plan) is { } unasked
        ? new Outcome.NotRun(unasked)
        : outcome is Outcome.NotRun { Reason: var silence } && silence == Detector.NotCollected(DelayProbe.Kind)
        ? new Outcome.NotRun(
            plan.Service.Dependencies.Count == 0 ? "the plan names no dependencies of the service, so there is no wire to delay" : silence)
        : outcome is Outcome.NotRun { Reason: var reason } && plan.Database?.Workload is not null
        && evidence.Find<DatabaseCatalogue>() is not null
        && Watched.Any(kind => reason.Contains(Detector.NotCollected(kind), StringComparison.Ordinal))
        ? new Outcome.NotRun("the database was not watched, since a workload was given: run it once without")
        : outcome;

    private static bool NeedsLoad(Detector detector) =>
        detector.Inputs.Any(input => !input.Optional && OfLoad.Contains(input.Kind, StringComparer.Ordinal))
        || detector.Inputs.All(input => OfLoad.Contains(input.Kind, StringComparer.Ordinal));

    private static List<Finding> Found(IEnumerable<(Detector Detector, Outcome Outcome)> outcomes, Plan plan, EvidenceSet evidence)
    {
        var names = (evidence.Find<StatementStatistics>()?.Statements ?? []).Where(statement => statement.Name is not null)
            .GroupBy(statement => statement.StatementId).ToDictionary(same => same.Key, same => same.First().Name);
        return
        [
            .. outcomes.Select(pair => pair.Outcome).OfType<Outcome.Found>().SelectMany(found => found.Findings)
                .Select(finding => finding with
                {
                    Subject = finding.Subject with
                    {
                        Service = plan.Service.Name,
                        StatementName = finding.Subject.StatementId is { } id ? names.GetValueOrDefault(id) : null,
                    },
                }),
        ];
    }

    private static IEnumerable<string> Unanswered(EvidenceSet evidence, List<(Detector Detector, Outcome Outcome)> outcomes) => outcomes
        .Where(pair => pair.Outcome is Outcome.Crashed
            || (pair.Outcome is Outcome.NotRun && pair.Detector.Info.IsVital && pair.Detector.IsAskedFor(evidence)))
        .Select(pair => pair.Detector.Info.Id)
        .Concat(DatabaseView.IsMostlyLeftOut(evidence) ? ["most statements of the workload"] : []);

    private static IEnumerable<string> SilentOf(IReadOnlyList<PlannedProbe> probes) =>
        probes.Where(static probe => probe.IsSilent).Select(static probe => $"probes.{probe.Key}");

    private static string WhyMissing(EvidenceSet evidence, string kind) =>
        CauseOf(evidence, kind) ?? "the plan names no load";

    private static string? CauseOf(EvidenceSet evidence, string kind) => (evidence.Named(kind) as Collected.Failed)?.Cause;

    private static DetectorOutcome Row(Detector detector, Outcome outcome) => outcome switch
    {
        Outcome.Found => new DetectorOutcome { Detector = detector.Info.Id, Outcome = "found", Summary = detector.Info.Summary },
        Outcome.Clean => new DetectorOutcome { Detector = detector.Info.Id, Outcome = "clean" },
        Outcome.NotApplicable none => new DetectorOutcome { Detector = detector.Info.Id, Outcome = "not_applicable", Reason = none.Reason },
        Outcome.NotRun missing => new DetectorOutcome { Detector = detector.Info.Id, Outcome = "not_run", Reason = missing.Reason },
        Outcome.Crashed crash => new DetectorOutcome { Detector = detector.Info.Id, Outcome = "crashed", Reason = crash.Reason },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IEnumerable<NotTested> NotTestedOf(
        EvidenceSet evidence, List<(Detector Detector, Outcome Outcome)> outcomes, IReadOnlyList<PlannedProbe> probes, Manifest manifest,
        Plan plan)
    {
        if (manifest.Took is null || manifest.Interrupted)
        {
            yield return new NotTested(
                "the rest of the run", manifest.Interrupted ? "it was interrupted" : "it did not end: it was killed");
        }

        foreach (var (detector, outcome) in outcomes)
        {
            foreach (var reason in outcome is Outcome.NotRun missing ? outcome.Untold.Prepend(missing.Reason) : outcome.Untold)
            {
                yield return new NotTested(detector.Info.Id, reason);
            }
        }

        foreach (var endpoint in evidence.Find<ScalingProbe>()?.Endpoints.Where(e => e.Missing is not null) ?? [])
        {
            yield return new NotTested($"scaling of {endpoint.Endpoint}", endpoint.Missing!);
        }

        foreach (var endpoint in evidence.Find<DelayProbe>()?.Endpoints.Where(e => e.Missing is not null) ?? [])
        {
            yield return new NotTested($"delayed wires of {endpoint.Endpoint}", endpoint.Missing!);
        }

        foreach (var endpoint in evidence.Find<EndpointStatements>()?.Endpoints.Where(e => e.Missing is not null) ?? [])
        {
            yield return new NotTested($"the statements of {endpoint.Endpoint}", endpoint.Missing!);
        }

        foreach (var untold in probes.Where(static probe => probe.Fault is null).SelectMany(static probe => probe.Untold))
        {
            yield return untold;
        }

        foreach (var (what, why) in ProfileRows.Missing(evidence))
        {
            yield return new NotTested(what, why);
        }

        foreach (var unplanned in UnplannedRows.Of(evidence))
        {
            yield return unplanned;
        }

        if (plan.Database is not null)
        {
            yield break; // a database by itself has no requests
        }

        yield return new NotTested("capacity", "the greatest rate within the objectives was not searched for");
        foreach (var untold in NotFaulty([.. probes.Where(static probe => probe.Fault is not null)]))
        {
            yield return untold;
        }
    }

    private static IEnumerable<NotTested> NotFaulty(IReadOnlyList<PlannedProbe> faults)
    {
        List<NotTested> failed =
        [
            .. faults.Select(static fault => fault is { IsAsked: true, State: Collected.Failed { Cause: var cause } }
                ? new NotTested(fault.Fault!, cause)
                : null).OfType<NotTested>(),
        ];
        return failed.Count == 0 && !faults.Any(static fault => fault.State is Collected.Present)
            ? [new NotTested("failure behaviour", "no fault was injected: dependencies gone, slow or hanging")]
            : failed.Concat(faults.SelectMany(static fault => fault.Untold));
    }

    private static RungResult RungRow(LoadRung rung) => new()
    {
        Factor = rung.Factor,
        Offered = rung.Offered,
        Requests = rung.Requests,
        Failed = rung.Failed,
        P50 = rung.P50,
        P95 = rung.P95,
        IsBorne = rung.IsBorne(),
    };

    private static ScalingResult ScalingRow(ScalingFit fit) => new()
    {
        Endpoint = fit.Endpoint,
        Factor = fit.Factor,
        StatementId = fit.StatementId,
        Slope = fit.Line.Slope,
        Intercept = fit.Line.Intercept,
        RSquared = fit.Line.RSquared,
        Points = fit.Points,
    };
}
