using Headroom.Cli.Databases;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Collect.Host;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Probes;
using Headroom.Experiments.Processes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Cli.Audits;

/// <summary>
/// Collects the evidence of one audit into its run folder: load, statements, probes, plans, proofs. Whatever fails becomes data; an
/// interruption keeps what is there.
/// </summary>
internal sealed class AuditRun(AuditRequest request, RunFolder folder, OwnerJournal journal, Progress progress, TimeProvider time)
{
    private static readonly TimeSpan EvidenceLimit = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ProbeLimit = TimeSpan.FromMinutes(5);

    private readonly Model.Plans.Plan _plan = request.Plan;

    private bool _hasStarted;

    private Model.Plans.ServicePlan Service => _plan.Service;

    /// <summary>Collects until all is there or <paramref name="stop"/> is cancelled; never throws for what target or database do.</summary>
    /// <exception cref="BadInputException">The database cannot be reached when the service has started; no load was sent.</exception>
    public async Task CollectAsync(CancellationToken stop)
    {
        try
        {
            var (service, unreachable) = await ServiceReach.StartAsync(request, folder, journal, progress.Step, time, stop);
            _hasStarted = service is not null;
            string? absent;
            await using (service)
            {
                if (_hasStarted)
                {
                    await DatabaseReach.RequireAsync(Service, stop);
                }

                unreachable ??= await ServiceReach.WhyNotAsync(_plan, time, stop);
                var gone = await LoadAsync(service, unreachable, stop);
                absent = unreachable is null ? null : gone;
                await InspectAsync(service, gone, stop);
                await new CacheRun(_plan, folder, journal, progress, time)
                    .CollectAsync(ServiceReach.RootsOf(service, Service), gone, stop);
                HttpProbes.Collecting collect = (kind, collector) => CollectAsync(kind, collector, ProbeLimit, stop);
                await new HttpProbes(_plan, folder, collect, progress.Step, time).RunAsync(gone);
            }

            await new DelayRun(request, folder, journal, progress, time).CollectAsync(absent, stop);
            await new FaultRun(request, folder, journal, progress, time).CollectAsync(absent, stop);
            var mayBlockSource = request.OwnCluster is not null || _hasStarted;
            await new CloneRun(request, folder, journal, progress, mayBlockSource, time).CollectAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            progress.Step("interrupted");
        }
    }

    // Why the service cannot be asked afterwards, or null.
    private async Task<string?> LoadAsync(ServiceProcess? service, string? unreachable, CancellationToken stop)
    {
        if (_plan.Load is not { } load)
        {
            return unreachable;
        }

        if (unreachable is not null)
        {
            progress.Step($"load    not sent: {unreachable}");
            folder.Write(RunMetrics.Kind, new Collected.Failed(unreachable));
            var unsent = new Collected.Failed($"no load was sent: {ServiceReach.Brief(unreachable)}");
            folder.Write(HostUse.Kind, unsent);
            folder.Write(RepeatedReads.Kind, unsent);
            Store(StatementStatistics.Kind, unsent, asked: Service.Postgres is not null);
            Store(CodeProfiles.Kind, unsent, asked: Service.Profiles.Count > 0);
            return ServiceReach.Brief(unreachable);
        }

        progress.Step($"load    {load.Name}: {load.TotalDuration().TotalSeconds:0} s, of which {load.WarmUp.TotalSeconds:0} s warm-up");
        var watch = Service.Postgres is { } postgres ? new DatabaseWatch(postgres, console: null, acceptsPast: false, folder, time) : null;
        if (watch is not null)
        {
            await watch.StartAsync(stop);
        }

        var parties = PartiesOf(service);
        var meter = HostMeter.Start(time);
        var reads = _plan.Probes.RepeatedReads is null ? null : new ReadLog();
        await using var profiles = Service.Profiles.Count == 0 ? null : CodeProfileRun.Start(Service, load, folder, time, stop);
        var options = new LoadOptions { Seed = _plan.Seed, Progress = progress, Reads = reads };
        var run = await CollectorHost.RunAsync(
            "load",
            _ => new LoadEngine(time).RunAsync(Service.Url, load, options, stop),
            load.TotalDuration() + load.GracefulStop + EvidenceLimit, time, CancellationToken.None);
        (run, var gone) = LoadedService.After(run, service?.End(), load.WarmUp, ServiceStarts.LogOf(Service));
        folder.Write(HostUse.Kind, new Collected.Present(meter.Stop(parties)));
        folder.Write(RunMetrics.Kind, run);
        if (gone is not null)
        {
            progress.Step($"failed  {gone}");
        }

        folder.Write(RepeatedReads.Kind, HttpProbes.ReadsOf(reads, run, _plan.Probes));
        if (watch is not null)
        {
            await watch.StopAsync(CancellationToken.None);
        }

        if (profiles is not null)
        {
            // What came before an interruption is kept, as the load itself.
            await CollectAsync(CodeProfiles.Kind, profiles.EndAsync, EvidenceLimit, CancellationToken.None);
        }

        stop.ThrowIfCancellationRequested();
        return gone;
    }

    private Parties PartiesOf(ServiceProcess? service) => new(
        Environment.ProcessId,
        ServiceReach.RootsOf(service, Service),
        request.OwnCluster is { } cluster ? [cluster.PostmasterPid] : DatabaseProcesses());

    private IReadOnlyList<int>? DatabaseProcesses()
    {
        if (Service.Postgres is not { } connection)
        {
            return null;
        }

        var server = new NpgsqlConnectionStringBuilder(connection);
        return server.Host is "localhost" or "127.0.0.1" or "::1" ? Processes.ListeningOn(server.Port) : [];
    }

    private async Task InspectAsync(ServiceProcess? service, string? unreachable, CancellationToken stop)
    {
        if (Service.Postgres is not { } postgres)
        {
            return;
        }

        progress.Step("inspect tables, indexes, settings, maintenance");
        await ServerEvidence.CollectAsync(postgres, folder, progress, time, stop);
        await CollectAsync(DatabaseCatalogue.Kind, token => CatalogueCollector.CollectAsync(postgres, time, token), EvidenceLimit, stop);
        var statistics = folder.ReadEvidence().Find<StatementStatistics>();
        await CollectAsync(RoleSettings.Kind, token => RolesAsync(postgres, statistics, token), EvidenceLimit, stop);
        var sampled = await ProbeAsync(service, unreachable, stop);
        await CollectAsync(StatementParameters.Kind, token => ParametersAsync(postgres, statistics, sampled, token), EvidenceLimit, stop);
        progress.Step("plans   of the hot statements, with real values");
        await CollectAsync(StatementPlans.Kind, token => PlansAsync(postgres, statistics, token), ProbeLimit, stop);
    }

    private async Task<RoleSettings> RolesAsync(string postgres, StatementStatistics? statistics, CancellationToken cancellation)
    {
        var roles = (statistics ?? throw WithoutStatistics("which roles the application uses is not known")).ApplicationRoles();
        await using var connection = await EvidenceConnection.OpenAsync(postgres, cancellation);
        var texts = (await StatementSnapshot.ReadAsync(connection, cancellation)).Texts();
        return await RoleSettingsCollector.CollectAsync(postgres, roles, texts, time, cancellation);
    }

    // Every endpoint alone, on an idle service; where the server is ours, with its parameters logged meanwhile.
    private async Task<StatementParameters?> ProbeAsync(ServiceProcess? service, string? unreachable, CancellationToken stop)
    {
        if (_plan.Load is not { } load)
        {
            return null;
        }

        if (unreachable is not null)
        {
            folder.Write(EndpointStatements.Kind, new Collected.Failed(unreachable));
            folder.Write(ScalingProbe.Kind, new Collected.Failed(unreachable));
            return null;
        }

        progress.Step("probe   every endpoint alone: which statements, how many for how many rows, what it computes");
        StatementParameters? sampled = null;
        await CollectAsync(EndpointStatements.Kind, async token =>
        {
            await using var session = await ProbeSession.OpenAsync(Service, load, _plan.Seed, time, token);
            await using var log = request.OwnCluster is { } cluster
                ? await ParameterLog.StartAsync(cluster.AdminConnectionString(DatabaseName()), cluster.LogDirectory, time, token)
                : null;
            var clock = ProcessorClock.Of(() => ServiceReach.RootsOf(service, Service));
            var alone = await EndpointAlonePass.RunAsync(session, clock, time, token);
            if (log is not null)
            {
                (sampled, var repeats) = await log.StopAsync(_plan.Probes.RepeatedReads ?? TimeSpan.Zero, token);
                Store(StatementRepeats.Kind, new Collected.Present(repeats), asked: _plan.Probes.RepeatedReads is not null);
            }

            return alone;
        }, ProbeLimit, stop);
        await CollectAsync(ScalingProbe.Kind, async token =>
        {
            await using var session = await ProbeSession.OpenAsync(Service, load, _plan.Seed, time, token);
            return await new ScalingProbeRun(session, time).RunAsync(token);
        }, ProbeLimit, stop);
        return sampled;
    }

    private string DatabaseName() => new NpgsqlConnectionStringBuilder(PostgresOrThrow()).Database!;

    private Task<StatementParameters> ParametersAsync(
        string postgres, StatementStatistics? statistics, StatementParameters? sampled, CancellationToken cancellation)
    {
        var evidence = folder.ReadEvidence();
        var endpoints = evidence.Find<EndpointStatements>();
        return ParameterStatistics.CompleteAsync(
            postgres,
            HotOrThrow(statistics),
            sampled,
            statement => StatementFeeds.Of(statement, _plan.Load, endpoints),
            evidence.Find<RoleSettings>(),
            time,
            cancellation);
    }

    private Task<StatementPlans> PlansAsync(string postgres, StatementStatistics? statistics, CancellationToken cancellation) =>
        PlanCollector.CollectAsync(
            postgres,
            HotOrThrow(statistics),
            folder.ReadEvidence().Find<StatementParameters>() ?? throw new CollectorException("no parameter values could be collected"),
            folder.ReadEvidence().Find<RoleSettings>(),
            time,
            cancellation);

    private IReadOnlyList<StatementMetrics> HotOrThrow(StatementStatistics? statistics) =>
        PlanCollector.Hot(statistics ?? throw WithoutStatistics("the hot statements are not known"));

    // A reader of the outcome wants the first cause, not the last link of the chain.
    private CollectorException WithoutStatistics(string unknown)
    {
        var statistics = folder.ReadEvidence().Named(StatementStatistics.Kind);
        var why = statistics is Collected.Failed { Cause: var cause } ? cause : "no load was sent";
        return new CollectorException($"{unknown} without statement statistics: {why}");
    }

    private async Task CollectAsync<T>(string kind, Func<CancellationToken, Task<T>> collect, TimeSpan limit, CancellationToken stop)
        where T : class, IEvidence
    {
        var collected = await CollectorHost.RunAsync(kind, collect, limit, time, stop);
        folder.Write(kind, collected);
        if (collected is Collected.Failed failed)
        {
            progress.Detail($"not collected: {failed.Cause}");
        }
    }

    private void Store(string kind, Collected collected, bool asked)
    {
        if (asked)
        {
            folder.Write(kind, collected);
        }
    }

    private string PostgresOrThrow() => Service.Postgres ?? throw new CollectorException("the plan names no postgres for the service");
}
