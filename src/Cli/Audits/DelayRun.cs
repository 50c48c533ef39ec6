using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Cli.Audits;

/// <summary>
/// The delay probe of an audit. The service is started once more for it, its wires through proxies: the load was measured without them,
/// since a proxy costs each round trip a little and many connections a lot of throughput.
/// </summary>
internal sealed class DelayRun(AuditRequest request, RunFolder folder, OwnerJournal journal, Progress progress, TimeProvider time)
{
    /// <summary>What has not begun after it is left out: a dozen requests with ten round trips each take half of it.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(5);

    /// <summary>The start of the service, and the request at which the budget ends.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(3);

    private ServicePlan Service => request.Plan.Service;

    /// <summary>Probes, if the plan names dependencies and load; what stands in the way becomes data.</summary>
    /// <param name="unreachable">Why the service could not be asked before, or null.</param>
    /// <param name="stop">Ends it; service and proxies end with it.</param>
    public async Task CollectAsync(string? unreachable, CancellationToken stop)
    {
        if (Service.Dependencies.Count == 0 || request.Plan.Load is not { } load)
        {
            return;
        }

        var hindrance = unreachable ?? (Service.Start is null
            ? $"the wires of {Service.Name} cannot be owned: only a service that Headroom starts can be given other addresses; "
                + "give its 'start' command in the plan"
            : null);
        if (hindrance is not null)
        {
            folder.Write(DelayProbe.Kind, new Collected.Failed(hindrance));
            return;
        }

        progress.Step($"delay   {Service.Name} once more, a proxy on each wire: which waits does a request have in series");
        var collected = await CollectorHost.RunAsync(DelayProbe.Kind, token => ProbeAsync(load, token), Budget + Rest, time, stop);
        folder.Write(DelayProbe.Kind, collected);
        if (collected is Collected.Failed failed)
        {
            progress.Detail($"not collected: {failed.Cause}");
        }
    }

    private async Task<DelayProbe> ProbeAsync(LoadPlan load, CancellationToken cancellation)
    {
        await using var service = await ServiceStarts.BehindWiresAsync(request, folder, "delayed", journal, time, cancellation);
        using var sender = new HttpSender(Service.Url, connections: 1, time) { VerifyCertificate = load.VerifyCertificate };
        var clock = ProcessorClock.Of(() => service.Pids() is [var root, ..] ? [root] : []);
        return await new DelayProbeRun(sender, load, service.Wires, Service.Dependencies, clock, request.Plan.Seed, time)
            .RunAsync(Budget, cancellation);
    }
}
