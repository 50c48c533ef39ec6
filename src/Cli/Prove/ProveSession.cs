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
        var (folder, plan) = (AuditSession.Start(request.Folder.FileOf("prove")), way.Audit.Plan);
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
            return new Collected.Present(
                await new RemedyArms(way, request.Finding.Fingerprint, request.Folder, journal, _progress, time).RunAsync(stop));
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
        var proof = evidence switch
        {
            IndexExperiment index => ProofJudge.Judge(index),
            CacheExperiment cache => CacheJudge.Judge(cache),
            RemedyExperiment own => RemedyJudge.Judge(own),
            _ => throw new UnreachableException(),
        };
        var comparison = remedy is null ? null : RemedyJudge.Compare(remedy);
        var trial = FindingTrials.OfProof(RunId, request.Finding, proof) with { Comparison = comparison };
        var name = remedy is null ? EvidenceSet.ProofName(fingerprint) : EvidenceSet.RemedyName(fingerprint);
        return (trial, trial.IsKept ? Kept(name, collected) : request.Before);
    }

    private async Task<(FindingTrial Trial, AuditResult Result)> ProbeAsync(
        ProveWay.Probe way, OwnerJournal journal, CancellationToken stop)
    {
        var (recorded, at, begun) = (request.Folder.ReadEvidence(), time.GetUtcNow(), time.GetTimestamp());
        var seen = await new ProbeRun(way, recorded, AuditSession.Start(request.Folder.FileOf("prove")), journal, _progress, time)
            .RunAsync(stop);
        stop.ThrowIfCancellationRequested();
        _progress.Step("judge   the evidence");
        if (way.Kinds.Select(seen.Named).OfType<Collected.Failed>().FirstOrDefault() is { Cause: var cause })
        {
            return (FindingTrials.NotMade(RunId, request.Finding, cause), request.Before);
        }

        var repeat = new ProbeRepeat
        {
            Window = new Window(at, time.GetElapsedTime(begun)),
            Provenance = $"{string.Join(", ", way.Kinds)} again, alone",
            Fingerprint = request.Finding.Fingerprint,
            Commit = way.Audit is { } audit ? Manifests.CommitOf(audit.BaseFolder) : null,
            Seen = SeenOf(seen),
        };
        var trial = RepeatJudge.Judge(repeat, request.Finding, recorded, request.Folder.ReadPlan(), request.Before.Manifest);
        var name = EvidenceSet.ProofName(request.Finding.Fingerprint);
        return (trial, trial.IsKept ? Kept(name, new Collected.Present(repeat)) : request.Before);
    }

    private static SortedDictionary<string, IEvidence> SeenOf(EvidenceSet seen) => new(
        seen.Names.ToDictionary(static name => name, name => ((Collected.Present)seen.Named(name)!).Evidence),
        StringComparer.Ordinal);

    private AuditResult Kept(string name, Collected collected)
    {
        request.Folder.Write(name, collected);
        return Analysis.Redo(request.Folder);
    }
}
