using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Blocks;
using Headroom.Load;
using Headroom.Load.Profiles;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The load probe: offers the load at multiples of its rate, one after the other, and looks at the sessions of the database ten times a
/// second meanwhile.
/// </summary>
/// <remarks>
/// <code>
///                                      ______ 2       a rung: settling, then held; what waits may end before the next
///                            ______ 1.5               the first that the service does not bear is the last
///                  ______ 1
///        ______ 0.5
/// </code>
/// A service that does not bear the lowest is offered the half of it, and of that, until it bears one: what it needs is seen only there.
/// </remarks>
/// <param name="target">The service.</param>
/// <param name="load">The load, which <see cref="Refusal"/> found fit.</param>
/// <param name="plan">The multiples.</param>
/// <param name="postgres">How the database is reached; null: its sessions are not looked at.</param>
/// <param name="seed">What requests are drawn with.</param>
/// <param name="time">The clock.</param>
public sealed class LoadProbeRun(Uri target, LoadPlan load, RungPlan plan, string? postgres, ulong seed, TimeProvider time)
{
    /// <summary>By then pools have opened the connections that the rate wants at once.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    /// <summary>Connecting, and reading what does not change.</summary>
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(20);

    /// <summary>Rungs below the lowest of the plan, at most: an eighth of it says little of the load.</summary>
    private const int MostLower = 3;

    /// <summary>Why a load has no rungs, or null when it has.</summary>
    public static string? Refusal(LoadPlan load, RungPlan plan) =>
        Rungs.Refusal(load, plan.Factors.Max()) ?? BlockLoad.Refusal(Rungs.At(load, plan.Factors.Max()));

    /// <summary>Offers one multiple after the other.</summary>
    public async Task<LoadProbe> RunAsync(CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        List<LoadRung> rungs = [];
        foreach (var factor in plan.Factors)
        {
            var rung = await RungAsync(factor, cancellation);
            rungs.Add(rung);
            if (!rung.IsBorne() || !rung.IsOffered())
            {
                break;
            }
        }

        for (var lower = 0; lower < MostLower && !rungs[0].IsBorne() && rungs[0].IsOffered(); lower++)
        {
            rungs.Insert(0, await RungAsync(rungs[0].Factor / 2, cancellation));
        }

        return new LoadProbe
        {
            Window = window.SoFar,
            Provenance = $"the load at {string.Join(", ", plan.Factors)} times its rate, each for {plan.Hold.TotalSeconds:0.###} s after "
                + $"{Settle.TotalSeconds:0} s of settling, until one is not borne, and below the first where it is not: "
                + $"{string.Join(", ", rungs.Select(static rung => rung.Factor))}; "
                + $"pg_stat_activity every {SessionSampler.Interval.TotalMilliseconds:0} ms; values drawn with seed {seed} and the clock"
                + (Rungs.Cut(load, plan.Factors.Max()) is { } cut ? $"; {cut}" : ""),
            Instances = plan.Instances,
            Rungs = rungs,
        };
    }

    private async Task<LoadRung> RungAsync(double factor, CancellationToken cancellation)
    {
        var offered = BlockLoad.Of(Rungs.At(load, factor), plan.Hold, Settle) with { GracefulStop = load.GracefulStop };
        var options = new LoadOptions { Seed = FreshDraws.SeedOf(seed, time) };
        var running = new LoadEngine(time).RunAsync(target, offered, options, cancellation);
        Attempt<SessionSamples> looks;
        RunMetrics run;
        try
        {
            looks = await LookAsync(running, cancellation);
        }
        finally
        {
            run = await running; // an interruption cuts it off
        }

        cancellation.ThrowIfCancellationRequested();
        return RungOf(factor, offered, run, looks);
    }

    // From the end of the settling to the end of the rung: what only drains is no load any more.
    private async Task<Attempt<SessionSamples>> LookAsync(Task running, CancellationToken cancellation)
    {
        if (postgres is null)
        {
            return new Attempt<SessionSamples>(null, "the plan names no postgres for the service");
        }

        await Task.WhenAny(running, Task.Delay(Settle, time, cancellation));
        return await CollectorHost.TryAsync("sessions", async token =>
        {
            await using var sampler = await SessionSampler.StartAsync(postgres, time, token);
            await Task.WhenAny(running, Task.Delay(plan.Hold, time, token));
            return await sampler.StopAsync(token);
        }, plan.Hold + LookLimit, time, cancellation);
    }

    private static LoadRung RungOf(double factor, LoadPlan offered, RunMetrics run, Attempt<SessionSamples> looks)
    {
        var latency = Histogram.Merged(run.Endpoints.Select(static endpoint => endpoint.Latency));
        var generator = run.Generator;
        return new LoadRung
        {
            Factor = factor,
            Offered = BlockLoad.Rate(offered),
            Arrivals = generator.Iterations + generator.DroppedByTarget + generator.DroppedByGenerator,
            HeldUp = generator.Waited, // the dropped ones are among them
            Lost = generator.DroppedByGenerator,
            SenderBusy = run.SenderBusy,
            Requests = run.Endpoints.Sum(static endpoint => endpoint.Requests),
            Answered = run.Endpoints.Sum(static endpoint => endpoint.Status.Values.Sum()),
            Failed = run.Endpoints.Sum(static endpoint => endpoint.Failed),
            Refused = run.Endpoints.SelectMany(static endpoint => endpoint.Failures)
                .Where(static failure => failure.Status == "429").Sum(static failure => failure.Count),
            P50 = latency.Quantile(0.5),
            P95 = latency.Quantile(0.95),
            PeakUnderWay = generator.PeakVus,
            Looks = looks.Value?.Samples ?? 0,
            Watched = looks.Value?.Window.Duration,
            Pools = looks.Value?.Pools ?? [],
            Missing = looks.Value is { } seen ? seen.Missing : looks.Cause,
        };
    }
}
