using Headroom.Collect;
using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Load.Profiles;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Cli.Audits;

/// <summary>
/// The probes that need only the service's HTTP interface and what its database tells, as the plan asks for them, one after the other.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="folder">Where it is told which of them the plan does not ask for.</param>
/// <param name="collect">Collects one kind within a limit; whatever fails becomes data.</param>
/// <param name="tell">Takes a step's name.</param>
/// <param name="time">The clock.</param>
internal sealed class HttpProbes(Plan plan, RunFolder folder, HttpProbes.Collecting collect, Action<string> tell, TimeProvider time)
{
    /// <summary>Collects one kind of evidence.</summary>
    public delegate Task Collecting(string kind, Func<CancellationToken, Task<IEvidence>> collector);

    /// <summary>What the load itself showed of repeated reads.</summary>
    public static Collected ReadsOf(ReadLog? log, Collected run, ProbePlan probes)
    {
        if (log is null || probes.RepeatedReads is not { } keptFor)
        {
            return NotAsked("repeated_reads");
        }

        if (run is not Collected.Present { Evidence: RunMetrics metrics })
        {
            return new Collected.Failed(run is Collected.Failed failed ? failed.Cause : "the load left no metrics");
        }

        var totalNs = metrics.Endpoints.Aggregate(Int128.Zero, (sum, endpoint) => sum + endpoint.Service.SumNs);
        return new Collected.Present(new RepeatedReads
        {
            Window = metrics.Window,
            Provenance = $"hashes of each GET and its body during the load; a cache of {keptFor.TotalSeconds:0.###} s replayed over them",
            KeptFor = keptFor,
            Lost = log.Lost,
            TotalTime = TimeSpan.FromMicroseconds((double)totalNs / 1000),
            Endpoints = CacheReplay.Of(log.Answers, keptFor),
        });
    }

    /// <summary>Runs those that the plan asks for, on the idle service.</summary>
    /// <param name="unreachable">Why the service cannot be asked, or null.</param>
    public async Task RunAsync(string? unreachable)
    {
        if (plan.Load is not { } load)
        {
            return;
        }

        var isStampede = plan.Probes.Stampede.Count > 0;
        await ProbeAsync(StampedeProbe.Kind, "stampede", isStampede, "the moment after a cached answer is gone", async token =>
        {
            await using var session = await ProbeSession.OpenAsync(plan.Service, load, plan.Seed, time, token);
            return await new StampedeProbeRun(session, load, plan.Probes.Stampede, time).RunAsync(token);
        });
        var isExpiry = plan.Probes.Expiry.Count > 0;
        await ProbeAsync(ExpiryProbe.Kind, "expiry", isExpiry, "when cached answers that were filled together expire", async token =>
        {
            await using var session = await ProbeSession.OpenAsync(plan.Service, load, plan.Seed, time, token);
            return await new ExpiryProbeRun(session, load, plan.Probes.Expiry, time).RunAsync(token);
        });
        await ProbeAsync(IdempotencyProbe.Kind, "idempotency", plan.Probes.Idempotency is not null, "the same write twice", async token =>
        {
            await using var session = plan.Service.Postgres is null
                ? null
                : await ProbeSession.OpenAsync(plan.Service, load, plan.Seed, time, token);
            return await new IdempotencyProbeRun(plan.Service.Url, load, plan.Probes.Idempotency!, session, plan.Seed, time)
                .RunAsync(token);
        });

        var cut = plan.Probes.Load is { } rungs && Rungs.Cut(load, rungs.Factors.Max()) is { } fewer ? $"; {fewer}" : null;
        await ProbeAsync(LoadProbe.Kind, "load", plan.Probes.Load is not null, $"the load at multiples of its rate{cut}", async token =>
            await new LoadProbeRun(plan.Service.Url, load, plan.Probes.Load!, plan.Service.Postgres, plan.Seed, time).RunAsync(token));

        // Last of them: it may use up a limit that the others would run into. The delay probe waits such a limit out.
        await ProbeAsync(LimitProbe.Kind, "limit", plan.Probes.Limit, "a short burst of writes",
            async token => await new LimitProbeRun(plan.Service.Url, load, plan.Seed, time).RunAsync(token));

        async Task ProbeAsync(string kind, string key, bool isAsked, string what, Func<CancellationToken, Task<IEvidence>> probe)
        {
            if (!isAsked)
            {
                folder.Write(kind, NotAsked(key));
                return;
            }

            tell($"probe   {what}");
            await collect(kind, token => unreachable is null ? probe(token) : throw new CollectorException(unreachable));
        }
    }

    /// <summary>What stands for a probe that the plan does not ask for.</summary>
    public static Collected.Failed NotAsked(string key) => new($"the plan does not ask for it: probes.{key}");
}
