using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Analyze.Judge;

/// <summary>Says what a finding's probes mean for it that ran again after the run.</summary>
/// <remarks>
/// What the run saw stays as it was seen: the service may have been mended since, which makes nothing untrue of the run. So a repeat that
/// does not show a finding does not take it away; it stands beside it.
/// </remarks>
public static class RepeatJudge
{
    /// <summary>Characters of a commit that tell it from others.</summary>
    private const int ShortCommit = 12;

    /// <summary>The findings, those with a repeat that tells something with it.</summary>
    /// <param name="findings">All of them.</param>
    /// <param name="evidence">Where the repeats are.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="manifest">The run.</param>
    public static IReadOnlyList<Finding> Apply(IReadOnlyList<Finding> findings, EvidenceSet evidence, Plan plan, Manifest manifest) =>
        [.. findings.Select(finding => With(finding, evidence, plan, manifest))];

    /// <summary>
    /// The repeat as a trial of its finding: the run judged with what the probes saw then, in place of what they saw first.
    /// </summary>
    /// <param name="repeat">What they saw.</param>
    /// <param name="finding">The finding.</param>
    /// <param name="evidence">The evidence of the run.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="manifest">The run.</param>
    public static FindingTrial Judge(ProbeRepeat repeat, Finding finding, EvidenceSet evidence, Plan plan, Manifest manifest)
    {
        var (trial, seen) = Tried(repeat, finding, evidence, plan, manifest);
        return trial.Verdict switch
        {
            FindingVerdict.CannotTell => trial,
            FindingVerdict.Confirmed => trial with { Reason = trial.Reason + Since(repeat, manifest) },
            _ => trial with
            {
                Reason = trial.Reason + Since(repeat, manifest),
                Facts = ProbeCounts.Beside(finding, Only(evidence, seen), seen, "now"),
            },
        };
    }

    /// <summary>What the finding's probes saw of the service with somebody's remedy, as a trial: refuted is what it cures.</summary>
    /// <param name="own">The experiment with the remedy.</param>
    /// <param name="finding">The finding.</param>
    /// <param name="evidence">The evidence of the run.</param>
    /// <param name="plan">The plan of the run.</param>
    /// <param name="manifest">The run.</param>
    /// <returns>Null where the probes did not run.</returns>
    public static FindingTrial? OfRemedy(RemedyExperiment own, Finding finding, EvidenceSet evidence, Plan plan, Manifest manifest)
    {
        if (own.Probed is not { } probed)
        {
            return null;
        }

        var (trial, seen) = Tried(probed, finding, evidence, plan, manifest);
        return trial with { Facts = ProbeCounts.Beside(finding, Only(evidence, seen), seen, "with the remedy") };
    }

    // Other trials are left out: what they say is no part of what the probes saw.
    private static (FindingTrial Trial, EvidenceSet Seen) Tried(
        ProbeRepeat repeat, Finding finding, EvidenceSet evidence, Plan plan, Manifest manifest)
    {
        var seen = new EvidenceSet(repeat.Seen.ToDictionary(
            static pair => pair.Key, static pair => (Collected)new Collected.Present(pair.Value), StringComparer.Ordinal));
        var first = evidence.Names
            .Where(name => evidence.Named(name) is not Collected.Present { Evidence: ProbeRepeat or RemedyExperiment });
        var together = new EvidenceSet(first.Union(seen.Names, StringComparer.Ordinal)
            .ToDictionary(static name => name, name => seen.Named(name) ?? evidence.Named(name)!, StringComparer.Ordinal));
        return (FindingTrials.OfProbe(finding, Auditor.Audit(together, plan, manifest), seen), seen);
    }

    private static Finding With(Finding finding, EvidenceSet evidence, Plan plan, Manifest manifest)
    {
        var name = EvidenceSet.ProofName(finding.Fingerprint);
        if (evidence.Named(name) is not Collected.Present { Evidence: ProbeRepeat repeat })
        {
            return finding;
        }

        var trial = Judge(repeat, finding, evidence, plan, manifest);
        return trial.Verdict == FindingVerdict.CannotTell ? finding : finding with
        {
            Repeat = new FindingRepeat
            {
                At = repeat.Window.StartedAt,
                IsShown = trial.Verdict == FindingVerdict.Confirmed,
                Reason = trial.Reason,
                Facts = trial.Facts,
                Evidence = $"evidence/{name}.json",
            },
        };
    }

    // The run's evidence of the kinds that were seen again: a count is held against the same count.
    private static EvidenceSet Only(EvidenceSet evidence, EvidenceSet seen) => new(seen.Names
        .Where(name => evidence.Named(name) is not null)
        .ToDictionary(static name => name, name => evidence.Named(name)!, StringComparer.Ordinal));

    private static string Since(ProbeRepeat repeat, Manifest manifest) =>
        (manifest.Commit, repeat.Commit) is ({ } then, { } now) && then != now
            ? $"; the run was of commit {Short(then)}, this is {Short(now)}"
            : "";

    private static string Short(string commit) => commit.Length > ShortCommit ? commit[..ShortCommit] : commit;
}
