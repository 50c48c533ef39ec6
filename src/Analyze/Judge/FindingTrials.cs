using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Analyze.Judge;

/// <summary>Says what trying one finding again means for it.</summary>
public static class FindingTrials
{
    private const string Absent = "the probe ran again, and the service as it is now does not show it: it is mended, or it was not there";

    /// <summary>An experiment with a remedy.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="finding">The finding.</param>
    /// <param name="proof">The judged experiment.</param>
    public static FindingTrial OfProof(string runId, Finding finding, Proof proof) =>
        Of(runId, finding, VerdictOf(proof.Verdict), proof.Reason, isKept: proof.Verdict != ProofVerdict.Unfit) with { Proof = proof };

    /// <summary>An experiment that could not be made.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="finding">The finding.</param>
    /// <param name="cause">Why not.</param>
    public static FindingTrial NotMade(string runId, Finding finding, string cause) =>
        Of(runId, finding, FindingVerdict.CannotTell, cause, isKept: false);

    /// <summary>A probe that ran again.</summary>
    /// <remarks>
    /// That a detector is silent refutes its finding only where the probe could look at the finding's subject: an endpoint, a dependency or
    /// a statement that it left out is no clean one, and the run keeps what it knew of it.
    /// </remarks>
    /// <param name="finding">The finding as it was.</param>
    /// <param name="after">The run with the probe's new evidence.</param>
    /// <param name="evidence">That evidence.</param>
    public static FindingTrial OfProbe(Finding finding, AuditResult after, EvidenceSet evidence)
    {
        FindingTrial Said(FindingVerdict verdict, string reason) =>
            Of(after.Manifest.RunId, finding, verdict, reason, isKept: verdict != FindingVerdict.CannotTell);
        if (after.Findings.Concat(after.Rejected).FirstOrDefault(now => now.Fingerprint == finding.Fingerprint) is { } again)
        {
            return Said(FindingVerdict.Confirmed, "the probe shows it again") with { Title = again.Title, Facts = again.Facts };
        }

        var outcome = after.Outcomes.FirstOrDefault(row => row.Detector == finding.Detector);
        return outcome?.Outcome is not ("found" or "clean")
            ? Said(
                FindingVerdict.CannotTell, $"{finding.Detector} could not look: {outcome?.Reason ?? "there is no such detector any more"}")
            : (Unseen(finding.Subject, evidence) ?? Untold(finding, after)) is { } unseen
                ? Said(FindingVerdict.CannotTell, $"the probe could not look at it: {unseen}")
                : Said(FindingVerdict.Refuted, Absent);
    }

    /// <summary>What an experiment's verdict says of the finding.</summary>
    internal static FindingVerdict VerdictOf(ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.Improved => FindingVerdict.Confirmed,
        ProofVerdict.Regressed or ProofVerdict.Equivalent => FindingVerdict.Refuted,
        _ => FindingVerdict.CannotTell,
    };

    private static FindingTrial Of(string runId, Finding finding, FindingVerdict verdict, string reason, bool isKept) => new()
    {
        RunId = runId,
        Fingerprint = finding.Fingerprint,
        Title = finding.Title,
        Verdict = verdict,
        Reason = reason,
        IsKept = isKept,
    };

    // Why its detector could not judge what the finding is about beside others that it judged; null when it could.
    private static string? Untold(Finding finding, AuditResult after)
    {
        List<string> endpoints = [.. finding.Endpoints.Append(finding.Subject.Endpoint).OfType<string>()];
        return after.NotTested.Where(row => row.Subject == finding.Detector).Select(static row => row.Reason).FirstOrDefault(reason =>
            endpoints.Exists(endpoint => reason.StartsWith($"{endpoint}: ", StringComparison.Ordinal))
            || (finding.Subject.Dependency is { } wire && reason.Contains(wire, StringComparison.Ordinal)));
    }

    // Why a probe that ran says nothing of the subject; null when it looked at it, or when the subject is none of what probes tell apart.
    private static string? Unseen(Subject subject, EvidenceSet evidence)
    {
        var (kill, load) = (evidence.Find<KillProbe>(), evidence.Find<LoadProbe>());
        (string Of, string? Missing)[] looks =
        [
            .. (evidence.Find<EndpointStatements>()?.Endpoints ?? []).Select(static one => (one.Endpoint, one.Missing)),
            .. (evidence.Find<ScalingProbe>()?.Endpoints ?? []).Select(static one => (one.Endpoint, one.Missing)),
            .. (evidence.Find<DelayProbe>()?.Endpoints ?? []).Select(static one => (one.Endpoint, one.Missing)),
            .. (evidence.Find<LimitProbe>()?.Endpoints ?? []).Select(static one => (one.Endpoint, one.Missing)),
            .. (evidence.Find<IdempotencyProbe>()?.Endpoints ?? []).Select(static one => (one.Endpoint, one.Missing)),
            .. (evidence.Find<StampedeProbe>()?.Endpoints ?? []).Select(static one => (one.Endpoint, one.Missing)),
            .. (evidence.Find<ExpiryProbe>()?.Endpoints ?? []).Select(static one => (one.Endpoint, one.Missing)),
            .. (evidence.Find<HangProbe>()?.Wires ?? []).Select(static one => (one.Name, one.Missing)),
            .. (evidence.Find<OutageProbe>()?.Wires ?? []).Select(static one => (one.Name, one.Missing)),
            .. (evidence.Find<ThrottleProbe>()?.Wires ?? []).Select(static one => (one.Name, one.Missing)),
            .. (kill?.Endpoints ?? []).Select(static one => (one, (string?)null)),
            .. (kill?.Writes ?? []).Select(static one =>
                (one.Table, one.Lost() is null ? $"acknowledged writes and rows of {one.Table} differ without a kill, too" : null)),
            .. (evidence.Find<GrowthProbe>()?.Statements ?? []).Select(static one => (one.StatementId, one.Missing)),
            .. (load?.Rungs ?? []).SelectMany(static rung => rung.Pools).Select(static pool => (pool.Role, (string?)null)),
        ];
        string?[] known =
        [
            subject.Endpoint, subject.Dependency, subject.StatementId,
            kill is null ? null : subject.Table, load is null ? null : subject.Role,
        ];
        string[] names = [.. known.OfType<string>()];
        var own = looks.Where(look => names.Contains(look.Of, StringComparer.Ordinal)).ToList();
        return names.Length == 0 ? null
            : own.Count == 0 ? "it was not among what the probe reached"
            : own.Select(static look => look.Missing).FirstOrDefault(static missing => missing is not null);
    }
}
