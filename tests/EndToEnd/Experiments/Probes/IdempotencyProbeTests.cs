using Headroom.Analyze.Detectors.Http;
using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>The idempotency probe against a real service on a real database: one that forgets the key, one that keeps it, one that only looks first.</summary>
public sealed class IdempotencyProbeTests(ProbedDatabase database) : IClassFixture<ProbedDatabase>
{
    private const string Requests = """
          - post: /forgets
            idempotency_key: true
          - post: /keeps
            idempotency_key: true
          - post: /races
            idempotency_key: true
          - post: /listed
          - post: /not-listed
        """;

    [Fact]
    public async Task Rows_tell_which_repeats_take_effect_one_after_the_other_and_at_once()
    {
        var notListed = 0;
        await using var service = await ProbedService.StartAsync(app =>
        {
            app.MapPost("/forgets", async () => Results.Ok(new { id = await database.RunAsync("INSERT INTO orders (total) VALUES (1) RETURNING id") }));
            app.MapPost("/keeps", async (HttpContext context) =>
            {
                await database.RunAsync("INSERT INTO orders (key, total) VALUES ($1, 2) ON CONFLICT (key) DO NOTHING", KeyOf(context));
                return Results.Ok(new { id = await database.RunAsync("SELECT id FROM orders WHERE key = $1", KeyOf(context)) });
            });
            app.MapPost("/races", async (HttpContext context) =>
            {
                var total = Math.Abs(KeyOf(context).GetHashCode(StringComparison.Ordinal));
                if (await database.RunAsync("SELECT id FROM orders WHERE total = $1", total) is null)
                {
                    await database.RunAsync("SELECT pg_sleep(0.2)"); // between the look and the leap
                    await database.RunAsync("INSERT INTO orders (total) VALUES ($1)", total);
                }

                return Results.Ok();
            });
            app.MapPost("/listed", () => Results.Ok());
            app.MapPost("/not-listed", () => Interlocked.Increment(ref notListed));
        });
        var load = ProbedService.Load(Requests);
        await using var session = await database.SessionAsync(service.Url, load);

        var probe = await new IdempotencyProbeRun(service.Url, load, ["POST /listed"], session, seed: 1, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        probe.Endpoints.Select(endpoint => (endpoint.Endpoint, endpoint.KeyHeader, endpoint.Missing)).ShouldBe(
        [
            ("POST /forgets", "Idempotency-Key", null), ("POST /keeps", "Idempotency-Key", null), ("POST /listed", null, null), ("POST /races", "Idempotency-Key", null),
        ]);
        notListed.ShouldBe(0, "a write that nobody calls safe to repeat is not sent");
        probe.Endpoints.ShouldAllBe(endpoint => endpoint.Rounds.Count == 2 * IdempotencyProbeRun.Rounds);
        Rounds("POST /forgets", atOnce: false).ShouldAllBe(round => round.Inserted.Count == 1 && round.Inserted[0].ByFirst == 1 && round.Inserted[0].BySecond == 1);
        Rounds("POST /forgets", atOnce: false).ShouldAllBe(round => round.Differences.Count == 1 && round.Differences[0].Place == "id");
        Rounds("POST /keeps", atOnce: false).ShouldAllBe(round => round.Inserted[0].ByFirst == 1 && round.Inserted[0].BySecond == 0 && round.Differences.Count == 0);
        Rounds("POST /keeps", atOnce: true).ShouldAllBe(round => round.Inserted[0].ByFirst == 1);
        Rounds("POST /races", atOnce: false).ShouldAllBe(round => round.Inserted[0].BySecond == 0);
        Rounds("POST /races", atOnce: true).ShouldContain(round => round.Inserted[0].ByFirst == 2);

        var findings = UnsafeRetry.Detector.Run(Set(probe)).ShouldBeOfType<Outcome.Found>().Findings;
        findings.Select(finding => finding.Title).ShouldBe(
            ["POST /forgets inserts twice into orders when it is repeated", "POST /races inserts twice into orders when it is repeated at once"]);

        IEnumerable<RetryRound> Rounds(string endpoint, bool atOnce) => probe.Endpoints.Single(e => e.Endpoint == endpoint).Rounds.Where(round => round.AtOnce == atOnce);
    }

    [Fact]
    public async Task Without_a_database_the_answers_alone_tell()
    {
        var id = 0;
        await using var service = await ProbedService.StartAsync(app =>
        {
            app.MapPost("/forgets", () => Results.Ok(new { id = Interlocked.Increment(ref id) }));
            app.MapPost("/refused", () => Results.Unauthorized());
        });
        var load = ProbedService.Load("""
              - post: /forgets
                idempotency_key: true
              - post: /refused
                idempotency_key: true
            """);

        var probe = await new IdempotencyProbeRun(service.Url, load, [], session: null, seed: 1, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        probe.Endpoints[1].Missing!.ShouldContain("401");
        UnsafeRetry.Detector.Run(Set(probe)).ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Medium);
    }

    private static string KeyOf(HttpContext context) => context.Request.Headers["Idempotency-Key"].ToString();

    private static EvidenceSet Set(IdempotencyProbe probe) => new(new Dictionary<string, Collected> { [IdempotencyProbe.Kind] = new Collected.Present(probe) });
}
