using System.Collections.Concurrent;
using Headroom.Analyze.Judge;
using Headroom.Experiments.Caching;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Headroom.Tests.EndToEnd.Experiments.Probes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Caching;

/// <summary>The trial of a cache before a real service on a real database: what asks it each time, what keeps its answers itself.</summary>
public sealed class CacheTrialTests(ProbedDatabase database) : IClassFixture<ProbedDatabase>
{
    private const string Total = "SELECT sum(total) FROM orders";

    [Theory]
    [InlineData("GET /asks", ProofVerdict.Improved)]
    [InlineData("GET /keeps", ProofVerdict.Equivalent)]
    public async Task A_cache_is_proved_by_what_the_database_is_spared_and_refuted_where_the_service_keeps_its_answers(string endpoint, ProofVerdict verdict)
    {
        var kept = new ConcurrentDictionary<string, Lazy<Task<object?>>>(StringComparer.Ordinal);
        await using var service = await ProbedService.StartAsync(app =>
        {
            app.MapGet("/health", () => Results.Ok());
            app.MapGet("/asks", async () => Results.Ok(new { sum = await database.RunAsync(Total) }));
            app.MapGet("/keeps", async () =>
            {
                var sum = kept.GetOrAdd("sum", _ => new Lazy<Task<object?>>(() => database.RunAsync(Total)));
                return Results.Ok(new { sum = await sum.Value });
            });
            app.MapPost("/orders/{id}", async (string id) =>
            {
                const string order = "INSERT INTO orders (key, total) VALUES ($1, 1) ON CONFLICT DO NOTHING RETURNING id";
                return await database.RunAsync(order, $"{endpoint} {id}") is not null ? Results.Ok() : Results.Conflict();
            });
        });
        var load = ProbedService.Load("""
              - get: /asks
              - get: /keeps
              - post: /orders/${id}
            """);
        var rate = new Executor.ConstantArrivalRate(new PerSecond(60), TimeSpan.FromSeconds(1), 8);
        load = load with { Scenarios = [load.Scenarios[0] with { Executor = rate }] };
        CacheTrial.Refusal(load).ShouldBeNull();
        using var place = new Place();

        var experiment = await new CacheTrial(
            new CacheRequest
            {
                Fingerprint = $"repeated-read:{endpoint}",
                Endpoint = endpoint,
                KeptFor = TimeSpan.FromSeconds(10),
                Service = service.Url,
                Health = new Uri(service.Url, "/health"),
                Processes = [],
                Postgres = database.Connection,
                Load = load,
                Block = TimeSpan.FromSeconds(0.4),
                Seed = 1,
            },
            place.Journal,
            TimeProvider.System).RunAsync(_ => { }, TestContext.Current.CancellationToken);

        var proof = CacheJudge.Judge(experiment);
        proof.Verdict.ShouldBe(verdict, proof.Reason);
        proof.Changes[0].Metric.ShouldBe("statements_per_request");
        experiment.LeftOut.ShouldBe(["POST /orders/{id}"], "the second of the same order is refused");
        experiment.Blocks.Pairs.Count.ShouldBe(CacheTrial.Pairs);
        experiment.Cache.Hits.ShouldBeGreaterThan(experiment.Cache.Misses);
        experiment.Blocks.Pairs.ShouldAllBe(pair => pair.B.Work[Block.CacheHits] > 0 && !pair.A.Work.ContainsKey(Block.CacheHits));
        experiment.Contract.Endpoints.Select(one => one.Endpoint).ShouldBe(["GET /asks", "GET /keeps"], ignoreOrder: true);
    }

    [Fact]
    public void What_is_no_plain_HTTP_is_not_tried()
    {
        var load = ProbedService.Load("  - get: /asks");

        CacheTrial.Refusal(load).ShouldNotBeNull().ShouldContain("constant arrival rate");
        CacheTrial.Refusal(load with { Protocol = Headroom.Model.Plans.HttpProtocol.Http2 }).ShouldNotBeNull().ShouldContain("1.1");
    }
}
