using Headroom.Cli.Audits;
using Headroom.Cli.Databases;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Probes;
using Headroom.Experiments.Processes;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Cli.Prove;

/// <summary>Runs the probes of a finding again, alone, into a folder of their own: what fails leaves the run as it was.</summary>
/// <param name="way">Which probes, of what.</param>
/// <param name="recorded">The evidence of the run.</param>
/// <param name="folder">Where the probes leave what they see, and the service its output.</param>
/// <param name="journal">Remembers what is made until it is gone.</param>
/// <param name="progress">Tells people.</param>
/// <param name="time">The clock.</param>
internal sealed class ProbeRun(
    ProveWay.Probe way, EvidenceSet recorded, RunFolder folder, OwnerJournal journal, Progress progress, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>All that they saw, as one piece of evidence; or why one of them saw nothing.</summary>
    /// <param name="fingerprint">The finding.</param>
    /// <param name="commit">The commit of the files that the service is started among; null when it is not known.</param>
    /// <param name="stop">Ends it; what was started ends with it.</param>
    public async Task<Collected> RepeatAsync(string fingerprint, string? commit, CancellationToken stop)
    {
        var window = new RunningWindow(time);
        var seen = await RunAsync(stop);
        stop.ThrowIfCancellationRequested();
        return way.Kinds.Select(seen.Named).OfType<Collected.Failed>().FirstOrDefault() ?? (Collected)new Collected.Present(new ProbeRepeat
        {
            Window = window.SoFar,
            Provenance = $"{string.Join(", ", way.Kinds)} again, alone",
            Fingerprint = fingerprint,
            Commit = commit,
            Seen = new SortedDictionary<string, IEvidence>(
                seen.Names.ToDictionary(static name => name, name => ((Collected.Present)seen.Named(name)!).Evidence),
                StringComparer.Ordinal),
        });
    }

    // What the probes left, by kind; each may have failed.
    private async Task<EvidenceSet> RunAsync(CancellationToken stop)
    {
        if (Asks(GrowthProbe.Kind))
        {
            await GrowAsync(stop);
        }

        if (way.Audit is { Plan.Load: { } load } audit)
        {
            await AskAsync(audit, load, stop);
        }

        var seen = folder.ReadEvidence();
        return new EvidenceSet(way.Kinds.ToDictionary(
            static kind => kind, kind => seen.Named(kind) ?? new Collected.Failed($"{kind} left nothing"), StringComparer.Ordinal));
    }

    private bool Asks(params string[] kinds) => kinds.Intersect(way.Kinds, StringComparer.Ordinal).Any();

    private async Task AskAsync(AuditRequest audit, LoadPlan load, CancellationToken stop)
    {
        if (Asks(
            EndpointStatements.Kind, ScalingProbe.Kind, LimitProbe.Kind, IdempotencyProbe.Kind, StampedeProbe.Kind, ExpiryProbe.Kind,
            LoadProbe.Kind))
        {
            var (service, unreachable) = await ServiceReach.StartAsync(audit, folder, journal, progress.Step, time, stop);
            await using (service)
            {
                unreachable ??= await ServiceReach.WhyNotAsync(audit.Plan, time, stop);
                await AloneAsync(audit.Plan, load, service, unreachable, stop);
                await new HttpProbes(audit.Plan, folder, (kind, collector) => CollectAsync(kind, collector, stop), progress.Step, time)
                    .RunAsync(unreachable);
            }
        }

        if (Asks(DelayProbe.Kind))
        {
            await new DelayRun(audit, folder, journal, progress, time).CollectAsync(unreachable: null, stop);
        }

        if (Asks(HangProbe.Kind, OutageProbe.Kind, ThrottleProbe.Kind, KillProbe.Kind))
        {
            if (recorded.Named(RunMetrics.Kind) is { } run)
            {
                folder.Write(RunMetrics.Kind, run); // the rates that a fallback has to bear are those of the run's load
            }

            await new FaultRun(audit, folder, journal, progress, time).CollectAsync(unreachable: null, stop);
        }
    }

    // Each endpoint alone, on an idle service.
    private async Task AloneAsync(Plan plan, LoadPlan load, ServiceProcess? service, string? unreachable, CancellationToken stop)
    {
        if (Asks(EndpointStatements.Kind))
        {
            progress.Step("probe   every endpoint alone: which statements, what it computes");
            var processor = ProcessorClock.Of(() => ServiceReach.RootsOf(service, plan.Service));
            await CollectAsync(
                EndpointStatements.Kind,
                token => SessionAsync(session => EndpointAlonePass.RunAsync(session, processor, time, token), token), stop);
        }

        if (Asks(ScalingProbe.Kind))
        {
            progress.Step("probe   every endpoint alone: how many statements for how many rows");
            await CollectAsync(
                ScalingProbe.Kind, token => SessionAsync(session => new ScalingProbeRun(session, time).RunAsync(token), token), stop);
        }

        async Task<T> SessionAsync<T>(Func<ProbeSession, Task<T>> probe, CancellationToken token)
        {
            if (unreachable is not null)
            {
                throw new CollectorException(unreachable);
            }

            await using var session = await ProbeSession.OpenAsync(plan.Service, load, plan.Seed, time, token);
            return await probe(session);
        }
    }

    private async Task GrowAsync(CancellationToken stop)
    {
        var growth = new GrowthRun(new ProbePlan { Growth = true }, folder, progress, time);
        if (recorded.Find<DatabaseCatalogue>() is not { } catalogue || recorded.Find<StatementPlans>() is not { } plans)
        {
            growth.FailWithout("the run has neither the catalogue nor the plans of its statements");
            return;
        }

        progress.Step("clone   the database");
        var attempt = await new ClonedAdvice(journal, progress.Detail, time).RunAsync(
            way.Source!,
            async (clones, token) =>
            {
                await growth.CollectAsync(clones.Base, catalogue, RequestedStatements.Of(recorded), plans.Statements, token);
                return clones;
            },
            stop);
        growth.FailWithout(attempt.Cause);
    }

    private async Task CollectAsync<T>(string kind, Func<CancellationToken, Task<T>> probe, CancellationToken stop)
        where T : class, IEvidence => folder.Write(kind, await CollectorHost.RunAsync(kind, probe, Limit, time, stop));
}
