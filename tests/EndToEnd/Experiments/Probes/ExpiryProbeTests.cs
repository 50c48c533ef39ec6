using System.Collections.Concurrent;
using Headroom.Analyze.Detectors.Http;
using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>The expiry probe against a real service on a real database: entries of one lifetime, of a lifetime each, and none.</summary>
public sealed class ExpiryProbeTests(ProbedDatabase database) : IClassFixture<ProbedDatabase>
{
    private const string Origin = "SELECT count(*) FROM orders WHERE id > $1";

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Statements_tell_when_entries_that_were_filled_together_are_filled_anew()
    {
        var (alike, spread) = (new Cache(database, _ => Lifetime), new Cache(database, id => Lifetime * (0.6 + (0.008 * id))));
        await using var service = await ProbedService.StartAsync(app =>
        {
            app.MapGet("/alike/{id:int}", async (int id) => id % 5 == 0 ? Results.NotFound() : Results.Ok(new { count = await alike.GetAsync(id) }));
            app.MapGet("/spread/{id:int}", async (int id) => Results.Ok(new { count = await spread.GetAsync(id) }));
        });
        var load = ProbedService.Load("""
              - get: /alike/${id}
              - get: /spread/${id}
            """);
        await using var session = await database.SessionAsync(service.Url, load);

        var probe = await new ExpiryProbeRun(session, load, [Plan("GET /alike/{id}"), Plan("GET /spread/{id}")], TimeProvider.System)
            .RunAsync(TestContext.Current.CancellationToken);

        probe.Endpoints.ShouldAllBe(endpoint => endpoint.Missing == null && endpoint.Rounds.Count == ExpiryProbeRun.Rounds);
        probe.Endpoints.ShouldAllBe(endpoint => endpoint.Fill.SequenceEqual(new[] { StatementText.IdOf(Origin) }));
        probe.Endpoints.SelectMany(endpoint => endpoint.Rounds).ShouldAllBe(round => round.Filled == ExpiryProbeRun.Entries);
        probe.Endpoints[0].Rounds.ShouldAllBe(round => round.Sweeps.Where(sweep => sweep.Ended < Lifetime).Sum(sweep => sweep.Fills) == 0);
        probe.Endpoints[1].Rounds.ShouldContain(
            round => round.Sweeps.Count(sweep => sweep.Fills > 0) > 3, "on a slow machine sweeps are few, and one round is enough");
        Fingerprints(probe).ShouldNotContain("synchronised-expiry:GET /spread/{id}");
    }

    [Fact]
    public async Task What_has_no_entries_is_told()
    {
        await using var service = await ProbedService.StartAsync(app =>
        {
            app.MapGet("/uncached/{id:int}", async (int id) => Results.Ok(new { count = await database.RunAsync(Origin, id) }));
            app.MapGet("/one", () => Results.Ok());
            app.MapGet("/gone/{id:int}", (int id) => Results.NotFound(id));
        });
        var load = ProbedService.Load("""
              - get: /uncached/${id}
              - get: /one
              - get: /gone/${id}
            """);
        await using var session = await database.SessionAsync(service.Url, load);

        var probe = await new ExpiryProbeRun(session, load, [Plan("GET /uncached/{id}"), Plan("GET /one"), Plan("GET /nowhere"), Plan("GET /gone/{id}")], TimeProvider.System)
            .RunAsync(TestContext.Current.CancellationToken);

        probe.Endpoints[0].Missing!.ShouldContain("nothing was cached");
        probe.Endpoints[1].Missing!.ShouldContain("the load draws 1 different requests");
        probe.Endpoints[2].Missing!.ShouldContain("does not ask for it");
        probe.Endpoints[3].Missing!.ShouldStartWith("GET /gone/{id} answered 404 to ");
    }

    private static ExpiryPlan Plan(string endpoint) => new() { Endpoint = endpoint, Ttl = Lifetime };

    private static IEnumerable<string> Fingerprints(ExpiryProbe probe) =>
        SynchronisedExpiry.Detector.Run(new EvidenceSet(new Dictionary<string, Collected> { [ExpiryProbe.Kind] = new Collected.Present(probe) }))
            is Outcome.Found found ? found.Findings.Select(finding => finding.Fingerprint) : [];

    private sealed class Cache(ProbedDatabase database, Func<int, TimeSpan> lifetimeOf)
    {
        private readonly ConcurrentDictionary<int, (object? Count, long Since)> _kept = new();

        public async Task<object?> GetAsync(int id)
        {
            if (!_kept.TryGetValue(id, out var entry) || TimeProvider.System.GetElapsedTime(entry.Since) >= lifetimeOf(id))
            {
                var since = TimeProvider.System.GetTimestamp();
                entry = _kept[id] = (await database.RunAsync(Origin, id), since);
            }

            return entry.Count;
        }
    }
}
