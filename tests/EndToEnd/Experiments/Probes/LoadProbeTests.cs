using System.Collections.Concurrent;
using Headroom.Analyze.Derive;
using Headroom.Analyze.Detectors.Database;
using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>The load probe against a real service on a real database: a pool that is too small, one that is not, a service that breaks.</summary>
public sealed class LoadProbeTests(ProbedDatabase database) : IClassFixture<ProbedDatabase>
{
    [Theory]
    [InlineData(3, true)]
    [InlineData(40, false)]
    public async Task A_pool_that_is_too_small_for_the_highest_rung_is_seen_from_the_database(int size, bool found)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.Connection)
        {
            ApplicationName = "probed",
            MaxPoolSize = size,
            Timeout = 60,
        };
        await using var pool = NpgsqlDataSource.Create(connection);
        await using var service = await ProbedService.StartAsync(app => app.MapGet("/held", async () =>
        {
            await using var command = pool.CreateCommand("SELECT pg_sleep(0.05)");
            await command.ExecuteNonQueryAsync();
            return Results.Ok();
        }));
        var hold = TimeSpan.FromSeconds(8);

        var probe = await ProbeAsync();
        for (var again = 0; again < 3 && !probe.Rungs.All(IsTold); again++)
        {
            hold *= 2; // beside others' work a rung is held up, or looked at too rarely to say anything
            probe = await ProbeAsync();
        }

        probe.Rungs.Select(rung => rung.Factor).ShouldBe([0.5, 1.5]);
        probe.Rungs.ShouldAllBe(rung => rung.IsBorne() && rung.Missing == null && rung.Answered == rung.Requests);
        probe.Rungs.ShouldAllBe(rung => rung.Looks > 0 && rung.Watched > TimeSpan.Zero);
        probe.Rungs[1].Requests.ShouldBeGreaterThan(probe.Rungs[0].Requests);
        var states = probe.Rungs[1].Pools.Single(one => one.Application == "probed").States;
        states.Max(state => state.Active).ShouldBeLessThanOrEqualTo(size);
        states.ShouldContain(state => state.Active > 0 && state.Active <= state.Open);
        var set = new EvidenceSet(new Dictionary<string, Collected>
        {
            [LoadProbe.Kind] = new Collected.Present(probe),
            [HostUse.Kind] = new Collected.Present(Host),
        });
        var outcome = UndersizedPool.Detector.Run(set);
        if (found)
        {
            outcome.ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem().Fingerprint.ShouldEndWith("/probed");
        }
        else
        {
            outcome.ShouldBeOfType<Outcome.Clean>();
        }

        Task<LoadProbe> ProbeAsync()
        {
            var plan = new RungPlan { Factors = [0.5, 1.5], Hold = hold };
            return new LoadProbeRun(service.Url, Load("  - get: /held"), plan, database.Connection, seed: 1, TimeProvider.System)
                .RunAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Above_the_first_rung_that_the_service_does_not_bear_there_is_none_and_below_it_its_halves()
    {
        var asked = 0;
        await using var service = await ProbedService.StartAsync(app =>
            app.MapGet("/half", () => Results.StatusCode(Interlocked.Increment(ref asked) % 2 == 0 ? 200 : 500)));
        var plan = new RungPlan { Factors = [1, 2], Hold = TimeSpan.FromSeconds(4) };

        var probe = await new LoadProbeRun(service.Url, Load("  - get: /half"), plan, postgres: null, seed: 1, TimeProvider.System)
            .RunAsync(TestContext.Current.CancellationToken);

        probe.Rungs.Select(rung => rung.Factor).ShouldBe([0.125, 0.25, 0.5, 1]);
        probe.Rungs.ShouldAllBe(rung => !rung.IsBorne() && rung.Failed > 0 && rung.Missing == "the plan names no postgres for the service");
    }

    [Fact]
    public async Task The_first_half_that_the_service_bears_is_the_lowest_rung()
    {
        const int most = 12;
        var (second, asked) = (0L, 0);
        var gate = new Lock();
        await using var service = await ProbedService.StartAsync(app => app.MapGet("/few", () => Results.StatusCode(IsOneOfFew() ? 200 : 500)));
        var plan = new RungPlan { Factors = [1, 2], Hold = TimeSpan.FromSeconds(3) };

        var probe = await new LoadProbeRun(service.Url, Load("  - get: /few"), plan, postgres: null, seed: 1, TimeProvider.System)
            .RunAsync(TestContext.Current.CancellationToken);

        probe.Rungs.Count.ShouldBeGreaterThan(1);
        probe.Rungs[^1].Factor.ShouldBe(1);
        probe.Rungs[0].IsBorne().ShouldBeTrue();
        probe.Rungs.Skip(1).ShouldAllBe(rung => !rung.IsBorne());

        bool IsOneOfFew()
        {
            lock (gate)
            {
                var now = Environment.TickCount64 / 1000;
                (second, asked) = now == second ? (second, asked + 1) : (now, 1);
                return asked <= most;
            }
        }
    }

    [Fact]
    public async Task No_rung_sends_a_key_that_a_rung_of_this_or_an_earlier_audit_sent()
    {
        var keys = new ConcurrentBag<string>();
        await using var service = await ProbedService.StartAsync(app => app.MapPost("/keyed", (HttpRequest request) =>
        {
            keys.Add(request.Headers["Idempotency-Key"].ToString());
            return Results.StatusCode(201);
        }));
        var load = Load("  - post: /keyed\n    idempotency_key: true");
        load = load with { Scenarios = [load.Scenarios[0], load.Scenarios[0] with { Name = "beside" }] };
        var plan = new RungPlan { Factors = [1, 2], Hold = TimeSpan.FromSeconds(1) };

        for (var audit = 0; audit < 2; audit++)
        {
            await new LoadProbeRun(service.Url, load, plan, postgres: null, seed: 1, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
        }

        keys.ShouldNotBeEmpty();
        keys.ShouldNotContain("");
        keys.Distinct(StringComparer.Ordinal).Count().ShouldBe(keys.Count);
    }

    private static bool IsTold(LoadRung rung) => rung.IsBorne() && rung.IsOffered() && PoolUses.Silence(rung) is null;

    private static LoadPlan Load(string requests)
    {
        var load = ProbedService.Load(requests);
        var executor = new Executor.ConstantArrivalRate(new PerSecond(20), TimeSpan.FromSeconds(10), 32, Arrivals.Poisson);
        return load with { Scenarios = [load.Scenarios[0] with { Executor = executor }] };
    }

    private static HostUse Host => new()
    {
        Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1)),
        Provenance = "test",
        Cores = 8,
        Memory = new Bytes(1),
        Busy = default,
        Generator = default,
        Database = default(Ratio),
        Steal = default,
    };
}
