using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Faults;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Probes;
using Headroom.Experiments.Processes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Cli.Audits;

/// <summary>
/// The hang and the outage probe of an audit, as the plan asks for them. For each dependency the service is started once more, so that no
/// fault meets what an earlier one left behind in pools and breakers.
/// </summary>
internal sealed class FaultRun(AuditRequest request, RunFolder folder, OwnerJournal journal, Progress progress, TimeProvider time)
{
    /// <summary>A dependency that has not begun after it is left out: two to five of them fit.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(5);

    /// <summary>One dependency: the start of the service, its requests alone, the fault at its longest.</summary>
    private static readonly TimeSpan OneLimit = TimeSpan.FromMinutes(8);

    /// <summary>What has begun within the budget ends by itself.</summary>
    private static readonly TimeSpan Rest = OneLimit + TimeSpan.FromMinutes(1);

    private ServicePlan Service => request.Plan.Service;

    /// <summary>Probes, as the plan asks for it; what stands in the way becomes data.</summary>
    /// <param name="unreachable">Why the service could not be asked before, or null.</param>
    /// <param name="stop">Ends it; service and proxies end with it.</param>
    public async Task CollectAsync(string? unreachable, CancellationToken stop)
    {
        if (request.Plan.Load is not { } load)
        {
            return;
        }

        var hindrance = unreachable ?? (Service.Dependencies.Count == 0
            ? $"the plan names no dependencies of {Service.Name}, so there is no wire to put a fault on"
            : Service.Start is null ? $"the wires of {Service.Name} cannot be owned: give its 'start' command in the plan"
            : null);
        var (hang, outage) = (request.Plan.Probes.Hang, request.Plan.Probes.Outage);
        await CollectAsync(HangProbe.Kind, "hang", hang, token => HangAsync(load, hang!, token), hindrance, stop);
        await CollectAsync(OutageProbe.Kind, "outage", outage, token => OutageAsync(load, outage!, token), hindrance, stop);
    }

    private async Task CollectAsync<T>(string kind, string key, object? asked, Func<CancellationToken, Task<T>> probe, string? hindrance, CancellationToken stop)
        where T : class, IEvidence
    {
        if (asked is null || hindrance is not null)
        {
            folder.Write(kind, asked is null ? HttpProbes.NotAsked(key) : new Collected.Failed(hindrance!));
            return;
        }

        var collected = await CollectorHost.RunAsync(kind, probe, Budget + Rest, time, stop);
        folder.Write(kind, collected);
        if (collected is Collected.Failed failed)
        {
            progress.Detail($"not collected: {failed.Cause}");
        }
    }

    private async Task<HangProbe> HangAsync(LoadPlan load, HangPlan plan, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        var wires = await EachAsync(
            "hang", plan.Dependencies, "accepts and never answers", HangProbeRun.MostAtOnce,
            (sender, proxies, name, kind, token) => new HangProbeRun(sender, load, proxies, plan.Patience, request.Plan.Seed, time).RunAsync(name, kind, token),
            (name, kind, missing) => new HungWire { Name = name, Dependency = kind, Missing = missing },
            cancellation);
        return new HangProbe
        {
            Window = new Window(started, time.GetUtcNow() - started),
            Provenance = $"a proxy on each wire that accepts and never answers; one of each request, then up to {HangProbeRun.Waves} "
                + $"times {HangProbeRun.InWave} at once",
            Patience = plan.Patience,
            Wires = wires,
        };
    }

    private async Task<OutageProbe> OutageAsync(LoadPlan load, OutagePlan plan, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        var wires = await EachAsync(
            "outage", plan.Dependencies, $"resets every connection for {plan.Duration.TotalSeconds:0} s", OutageProbeRun.MostAtOnce,
            (sender, proxies, name, kind, token) => new OutageProbeRun(sender, load, proxies, plan.Duration, request.Plan.Seed, time).RunAsync(name, kind, token),
            (name, kind, missing) => new OutageWire { Name = name, Dependency = kind, Missing = missing },
            cancellation);
        return new OutageProbe
        {
            Window = new Window(started, time.GetUtcNow() - started),
            Provenance = $"a proxy on each wire that resets every connection for {plan.Duration.TotalSeconds:0} s under "
                + $"{OutageProbeRun.Rate} requests/s",
            Wires = wires,
        };
    }

    private async Task<IReadOnlyList<T>> EachAsync<T>(
        string probe, IReadOnlyList<string> asked, string fault, int mostAtOnce,
        Func<HttpSender, Wires, string, DependencyKind, CancellationToken, Task<T>> run, Func<string, DependencyKind, string, T> without, CancellationToken cancellation)
        where T : class
    {
        var begun = time.GetTimestamp();
        var found = new List<T>();
        foreach (var (name, dependency) in Service.Dependencies.Where(one => asked.Count == 0 || asked.Contains(one.Key, StringComparer.Ordinal)))
        {
            if (time.GetElapsedTime(begun) >= Budget)
            {
                found.Add(without(name, dependency.Kind, "the time of the probe was used up before"));
                continue;
            }

            progress.Step($"{probe,-7} {Service.Name} once more, while {name} {fault}");
            var one = await CollectorHost.TryAsync($"{Service.Name}, while {name} {fault}", async token =>
            {
                await using var wires = await Wires.StartAsync(Service.Dependencies, request.Plan.AllowedTargets, request.Plan.Seed, time);
                await using var service = await ServiceProcess.StartAsync(
                    ServiceStarts.Of(request, folder, wires.Ends, $"{Service.Name}-{probe}-{name}.log"), journal, time, token);
                using var sender = new HttpSender(Service.Url, mostAtOnce, time);
                return await run(sender, wires, name, dependency.Kind, token);
            }, OneLimit, time, cancellation);
            found.Add(one.Value ?? without(name, dependency.Kind, one.Cause!));
        }

        return found;
    }
}
