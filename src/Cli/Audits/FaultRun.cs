using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Faults;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Cli.Audits;

/// <summary>
/// The probes of an audit that put something at fault, as the plan asks for them: hang, outage, throttle, kill. For each dependency, and
/// for the kill, the service is started once more, so that no fault meets what an earlier one left behind in pools and breakers.
/// </summary>
internal sealed class FaultRun(AuditRequest request, RunFolder folder, OwnerJournal journal, Progress progress, TimeProvider time)
{
    /// <summary>A kill: three starts of the service, its requests alone, the load around it, and its writes alone and in bursts.</summary>
    private static readonly TimeSpan KillLimit = TimeSpan.FromMinutes(14);

    /// <summary>A database that does not answer within it counts no rows.</summary>
    private static readonly TimeSpan CountingLimit = TimeSpan.FromMinutes(1);

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
        var probes = request.Plan.Probes;
        await CollectAsync(
            HangProbe.Kind, "hang", probes.Hang is { } hang ? TimeOf(hang).All : null,
            token => HangAsync(load, probes.Hang!, token), hindrance, stop);
        await CollectAsync(
            OutageProbe.Kind, "outage", probes.Outage is { } outage ? TimeOf(outage, load).All : null,
            token => OutageAsync(load, probes.Outage!, token), hindrance, stop);
        await CollectAsync(
            ThrottleProbe.Kind, "throttle", probes.Throttle is { } throttle ? TimeOf(throttle).All : null,
            token => ThrottleAsync(load, probes.Throttle!, token), hindrance, stop);
        var unstarted = unreachable ?? (Service.Start is null
            ? $"{Service.Name} is not Headroom's to kill: give its 'start' command in the plan"
            : null);
        await CollectAsync(KillProbe.Kind, "kill", probes.Kill ? KillLimit : null, token => KillAsync(load, token), unstarted, stop);
    }

    /// <summary>What a hang takes.</summary>
    internal static FaultTime TimeOf(HangPlan plan) => new(HangProbeRun.Longest(plan.Patience), TimeSpan.Zero);

    /// <summary>What an outage takes, with the steps of a fallback.</summary>
    internal static FaultTime TimeOf(OutagePlan plan, LoadPlan load) =>
        new(OutageProbeRun.Around + plan.Duration + FallbackRun.Duration, load.Timeout + FallbackRun.Waits(load));

    /// <summary>What throttling takes.</summary>
    internal static FaultTime TimeOf(ThrottlePlan plan) => new(OutageProbeRun.Around + plan.Duration, ThrottlePlan.Patience);

    // Without a limit the plan does not ask for it.
    private async Task CollectAsync<T>(
        string kind, string key, TimeSpan? limit, Func<CancellationToken, Task<T>> probe, string? hindrance, CancellationToken stop)
        where T : class, IEvidence
    {
        if (limit is null || hindrance is not null)
        {
            folder.Write(kind, limit is null ? HttpProbes.NotAsked(key) : new Collected.Failed(hindrance!));
            return;
        }

        var collected = await CollectorHost.RunAsync(kind, probe, limit.Value, time, stop);
        folder.Write(kind, collected);
        if (collected is Collected.Failed failed)
        {
            progress.Detail($"not collected: {failed.Cause}");
        }
    }

    private async Task<HangProbe> HangAsync(LoadPlan load, HangPlan plan, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        var wires = await EachAsync(
            "hang", plan.Dependencies, "accepts and never answers", TimeOf(plan), HangProbeRun.MostAtOnce,
            (sender, proxies, name, kind, token) => new HangProbeRun(sender, load, proxies, plan.Patience, request.Plan.Seed, time)
                .RunAsync(name, kind, token),
            (name, kind, missing) => new HungWire { Name = name, Dependency = kind, Missing = missing },
            cancellation);
        return new HangProbe
        {
            Window = window.SoFar,
            Provenance = $"a proxy on each wire that accepts and never answers; one of each request, then up to {HangProbeRun.Waves} "
                + $"times {HangProbeRun.InWave} at once",
            Patience = plan.Patience,
            Wires = wires,
        };
    }

    private async Task<OutageProbe> OutageAsync(LoadPlan load, OutagePlan plan, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        var fallback = new FallbackRun(Service.Url, load, NormalRates(), request.Plan.Seed, time);
        var wires = await EachAsync(
            "outage", plan.Dependencies, $"resets every connection for {plan.Duration.TotalSeconds:0} s",
            TimeOf(plan, load), OutageProbeRun.MostAtOnce,
            (sender, proxies, name, kind, token) => new OutageProbeRun(
                sender, load, proxies, WireFault.Gone(plan.Duration), fallback, request.Plan.Seed, time)
                .RunAsync(name, kind, token),
            Unseen,
            cancellation);
        return new OutageProbe
        {
            Window = window.SoFar,
            Provenance = $"a proxy on each wire that resets every connection for {plan.Duration.TotalSeconds:0} s under "
                + $"{OutageProbeRun.Rate} requests/s",
            Wires = wires,
        };
    }

    private async Task<ThrottleProbe> ThrottleAsync(LoadPlan load, ThrottlePlan plan, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        var fault = $"answers {plan.Delay.TotalMilliseconds:0} ms late, at {WireFault.ThrottledKilobytesPerSecond} kB/s, "
            + $"for {plan.Duration.TotalSeconds:0} s";
        var wires = await EachAsync(
            "throttle", plan.Dependencies, fault, TimeOf(plan), OutageProbeRun.MostAtOnce,
            (sender, proxies, name, kind, token) => new OutageProbeRun(
                sender, load, proxies, WireFault.Throttled(plan), fallback: null, request.Plan.Seed, time)
                .RunAsync(name, kind, token),
            Unseen,
            cancellation);
        return new ThrottleProbe
        {
            Window = window.SoFar,
            Provenance = $"a proxy on each wire that {fault}, under {OutageProbeRun.Rate} requests/s",
            Delay = plan.Delay,
            KilobytesPerSecond = WireFault.ThrottledKilobytesPerSecond,
            Patience = ThrottlePlan.Patience,
            Wires = wires,
        };
    }

    private async Task<KillProbe> KillAsync(LoadPlan load, CancellationToken cancellation)
    {
        progress.Step($"kill    {Service.Name} once more, killed under load and started again");
        await using var service = await ServiceStarts.BehindWiresAsync(request, folder, "kill", journal, time, cancellation);
        using var sender = new HttpSender(Service.Url, OutageProbeRun.MostAtOnce, time) { VerifyCertificate = load.VerifyCertificate };
        var counting = Service.Postgres is null
            ? new Attempt<ProbeSession>(null, "the plan names no postgres for the service, so nobody counts the rows")
            : await CollectorHost.TryAsync(
                "rows", token => ProbeSession.OpenAsync(Service, load, request.Plan.Seed, time, token), CountingLimit, time, cancellation);
        await using var session = counting.Value;
        return await new KillProbeRun(Service.Name, service, sender, load, counting, request.Plan.Seed, time).RunAsync(cancellation);
    }

    // What "normal" is: the mean over the window of the audit's own load.
    private Dictionary<string, PerSecond> NormalRates() => folder.ReadEvidence().Find<RunMetrics>() is { } run
        ? run.Endpoints.ToDictionary(
            endpoint => endpoint.Endpoint, endpoint => PerSecond.Of(endpoint.Requests, run.Window.Duration), StringComparer.Ordinal)
        : [];

    private static OutageWire Unseen(string name, DependencyKind kind, string missing) =>
        new() { Name = name, Dependency = kind, Missing = missing };

    private async Task<IReadOnlyList<T>> EachAsync<T>(
        string probe, IReadOnlyList<string> asked, string fault, FaultTime limits, int mostAtOnce,
        Func<HttpSender, Wires, string, DependencyKind, CancellationToken, Task<T>> run,
        Func<string, DependencyKind, string, T> without,
        CancellationToken cancellation)
        where T : class
    {
        var begun = time.GetTimestamp();
        var found = new List<T>();
        var wanted = Service.Dependencies.Where(one => asked.Count == 0 || asked.Contains(one.Key, StringComparer.Ordinal));
        foreach (var (name, dependency) in wanted)
        {
            if (time.GetElapsedTime(begun) >= limits.Budget)
            {
                found.Add(without(name, dependency.Kind, "the time of the probe was used up before"));
                continue;
            }

            progress.Step($"{probe,-7} {Service.Name} once more, while {name} {fault}");
            var one = await CollectorHost.TryAsync($"{Service.Name}, while {name} {fault}", async token =>
            {
                await using var service = await ServiceStarts.BehindWiresAsync(request, folder, $"{probe}-{name}", journal, time, token);
                using var sender = new HttpSender(Service.Url, mostAtOnce, time)
                {
                    VerifyCertificate = request.Plan.Load?.VerifyCertificate != false,
                };
                return await run(sender, service.Wires, name, dependency.Kind, token);
            }, limits.One, time, cancellation);
            found.Add(one.Value ?? without(name, dependency.Kind, one.Cause!));
        }

        return found;
    }
}
