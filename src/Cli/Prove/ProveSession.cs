using System.Diagnostics;
using System.Text.Json;
using Headroom.Analyze.Judge;
using Headroom.Cli.Audits;
using Headroom.Cli.Compare;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Contracts;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Model.Evidence;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report.Comparisons;

namespace Headroom.Cli.Prove;

/// <summary>One finding from its request to its exit code: the experiment, the run's evidence, the run judged again.</summary>
internal sealed class ProveSession(ProveRequest request, TimeProvider time)
{
    private readonly Progress _progress = new Terminal(request.Json, time).Progress;

    private string RunId => request.Before.Manifest.RunId;

    /// <summary>Tries it, and prints what came of it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        if (request.LeftOut is { } leftOut)
        {
            await Console.Error.WriteLineAsync($"headroom: {leftOut}");
        }

        using var journal = OwnerJournal.Open(OwnerJournal.DefaultFolder(), ProcessStamp.Own());
        try
        {
            var (trial, result) = await TryAsync(journal, stop);
            Console.Out.WriteLine(request.Json
                ? JsonSerializer.Serialize(trial, ModelJson.FindingTrial)
                : $"\n{FindingTrialText.Render(trial, result)}\nrun     {request.Folder.Path}");
            return CodeOf(trial.Verdict);
        }
        catch (RevisionException e)
        {
            await Console.Error.WriteLineAsync($"headroom: --remedy-revision: {e.Message}");
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("interrupted: nothing was proven, the run is as it was");
            return ExitCode.Interrupted;
        }
    }

    /// <summary>The exit code of a verdict.</summary>
    internal static int CodeOf(FindingVerdict verdict) => verdict switch
    {
        FindingVerdict.Confirmed => ExitCode.Ready,
        FindingVerdict.Refuted => ExitCode.Blocked,
        _ => ExitCode.CannotTell,
    };

    private async Task<(FindingTrial Trial, AuditResult Result)> TryAsync(OwnerJournal journal, CancellationToken stop)
    {
        switch (request.Way)
        {
            case ProveWay.Index way:
                return Judged(await new IndexRun(way, request.Seed, journal, _progress, time).RunAsync(stop), stop);
            case ProveWay.Cache way:
                return Judged(await CacheAsync(way, journal, stop), stop);
            case ProveWay.Arms way:
                return Judged(await RemedyAsync(way, journal, stop), stop);
            case ProveWay.Probe way:
                return await ProbeAsync(way, journal, stop);
            default:
                throw new UnreachableException();
        }
    }

    private async Task<Collected> CacheAsync(ProveWay.Cache way, OwnerJournal journal, CancellationToken stop)
    {
        var (folder, plan) = (AuditSession.Start(request.Folder.FileOf(EarlierRun.Prove)), way.Audit.Plan);
        var (service, unreachable) = await ServiceReach.StartAsync(way.Audit, folder, journal, _progress.Step, time, stop);
        await using (service)
        {
            unreachable ??= await ServiceReach.WhyNotAsync(plan, time, stop);
            var collected = unreachable is null
                ? await new CacheRun(plan, folder, journal, _progress, time)
                    .TryAsync(way.Endpoint, way.Load, ServiceReach.RootsOf(service, plan.Service), way.KeptFor, stop)
                : new Collected.Failed(unreachable);
            folder.Write(EvidenceSet.ProofName(request.Finding.Fingerprint), collected);
            return collected;
        }
    }

    private async Task<Collected> RemedyAsync(ProveWay.Arms way, OwnerJournal journal, CancellationToken stop)
    {
        try
        {
            var probed = await ProbedAsync(way, journal, stop);
            var arms = new RemedyArms(way, request.Finding.Fingerprint, request.Folder, journal, _progress, time);
            return new Collected.Present(await arms.RunAsync(stop) with { Probed = probed });
        }
        catch (StartFailedException e)
        {
            return new Collected.Failed(
                $"an arm does not start: {e.Message} (the remedy has to serve at {way.Remedy.Url}: PORT and URL are in its environment)");
        }
        catch (CollectorException e)
        {
            return new Collected.Failed($"the service's database cannot be looked at: {e.Message}");
        }
        catch (Exception e) when (e is ArmSetupException or UnrepeatableLoadException)
        {
            return new Collected.Failed(e.Message);
        }
    }

    private (FindingTrial Trial, AuditResult Result) Judged(Collected collected, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        _progress.Step("judge   the evidence");
        if (collected is Collected.Failed { Cause: var cause })
        {
            return (FindingTrials.NotMade(RunId, request.Finding, cause), request.Before);
        }

        var (fingerprint, evidence) = (request.Finding.Fingerprint, ((Collected.Present)collected).Evidence);
        var remedy = evidence as RemedyExperiment;
        var probed = remedy is null ? null : RepeatJudge.OfRemedy(
            remedy, request.Finding, request.Folder.ReadEvidence(), request.Folder.ReadPlan(), request.Before.Manifest);
        var proof = evidence switch
        {
            IndexExperiment index => ProofJudge.Judge(index),
            CacheExperiment cache => CacheJudge.Judge(cache),
            RemedyExperiment own => RemedyJudge.Judge(own, probed),
            _ => throw new UnreachableException(),
        };
        var comparison = remedy is null ? null : RemedyJudge.Compare(remedy);
        var trial = FindingTrials.OfProof(RunId, request.Finding, proof) with
        {
            Comparison = comparison,
            Facts = probed?.Facts ?? [],
        };
        var name = remedy is null ? EvidenceSet.ProofName(fingerprint) : EvidenceSet.RemedyName(fingerprint);
        return (trial, trial.IsKept ? Kept(name, collected) : request.Before);
    }

    private async Task<(FindingTrial Trial, AuditResult Result)> ProbeAsync(
        ProveWay.Probe way, OwnerJournal journal, CancellationToken stop)
    {
        var recorded = request.Folder.ReadEvidence();
        var commit = way.Audit is { } audit ? GitCommit.Of(audit.BaseFolder) : null;
        var collected = await ProbesOf(way, recorded, journal).RepeatAsync(request.Finding.Fingerprint, commit, stop);
        _progress.Step("judge   the evidence");
        if (collected is not Collected.Present { Evidence: ProbeRepeat repeat })
        {
            return (FindingTrials.NotMade(RunId, request.Finding, ((Collected.Failed)collected).Cause), request.Before);
        }

        var trial = RepeatJudge.Judge(repeat, request.Finding, recorded, request.Folder.ReadPlan(), request.Before.Manifest);
        var name = EvidenceSet.ProofName(request.Finding.Fingerprint);
        return (trial, trial.IsKept ? Kept(name, new Collected.Present(repeat)) : request.Before);
    }

    private ProbeRun ProbesOf(ProveWay.Probe way, EvidenceSet recorded, OwnerJournal journal) =>
        new(way, recorded, AuditSession.Start(request.Folder.FileOf(EarlierRun.Prove)), journal, _progress, time);

    // What the finding's probes see of the service with the remedy; null where there are none, or one saw nothing.
    private async Task<ProbeRepeat?> ProbedAsync(ProveWay.Arms way, OwnerJournal journal, CancellationToken stop)
    {
        if (way.Probes is not { Audit: { } audit } probe)
        {
            return null;
        }

        _progress.Step($"probe   the service with {way.What}");
        using var files = way.Remedy.Revision is { } revision
            ? await RevisionFolder.CheckOutAsync(audit.BaseFolder, revision, journal, time, stop)
            : null;
        var there = files is null ? probe : probe with { Audit = audit with { BaseFolder = files.WorkingDirectory } };
        var collected = await ProbesOf(there, request.Folder.ReadEvidence(), journal)
            .RepeatAsync(request.Finding.Fingerprint, files?.Commit, stop);
        if (collected is Collected.Failed { Cause: var cause })
        {
            _progress.Detail($"the load alone decides: {cause}");
        }

        return (collected as Collected.Present)?.Evidence as ProbeRepeat;
    }

    private AuditResult Kept(string name, Collected collected)
    {
        request.Folder.Write(name, collected);
        return Analysis.Redo(request.Folder);
    }
}
