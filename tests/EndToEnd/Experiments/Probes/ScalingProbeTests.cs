using System.IO.Compression;
using System.Text.Json;
using Headroom.Analyze.Detectors.Database;
using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>The scaling probe against real services: one keeps it waiting, others refuse some of its requests, or compress what they answer.</summary>
public sealed class ScalingProbeTests(ProbedDatabase database) : IClassFixture<ProbedDatabase>
{
    private const string OfRow = "SELECT total FROM orders WHERE id = $1";

    [Fact]
    public async Task A_probe_whose_time_is_over_claims_nothing_of_the_requests_that_were_cut_off()
    {
        using var over = new CancellationTokenSource();
        await using var service = await ProbedService.StartAsync(app => app.MapGet("/slow", async (HttpContext context) =>
        {
            await over.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        }));
        await using var session = await database.SessionAsync(service.Url, ProbedService.Load("  - get: /slow"));

        await Should.ThrowAsync<OperationCanceledException>(() => new ScalingProbeRun(session, TimeProvider.System).RunAsync(over.Token));
    }

    [Fact]
    public async Task Draws_that_do_not_exist_a_rate_limit_and_a_compressed_list_beside_a_longer_one_hide_no_statement_per_row()
    {
        var asked = 0;
        await using var service = await ProbedService.StartAsync(app =>
        {
            app.MapGet("/absent/{id}", async (int limit) => Interlocked.Increment(ref asked) <= 2 ? Results.NotFound() : Results.Ok(await RowsAsync(limit)));
            app.MapGet("/limited", async (HttpContext context, int limit) =>
            {
                if (Interlocked.Increment(ref asked) % 20 != 0)
                {
                    return Results.Ok(await RowsAsync(limit));
                }

                context.Response.Headers.RetryAfter = "1";
                return Results.StatusCode(StatusCodes.Status429TooManyRequests);
            });
            app.MapGet("/packed", async (HttpContext context, int limit) =>
            {
                var packed = new MemoryStream();
                await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                {
                    await gzip.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(new { facets = new int[50], items = await RowsAsync(limit) }));
                }

                context.Response.Headers.ContentEncoding = "gzip";
                return Results.Bytes(packed.ToArray(), "application/json");
            });
            app.MapGet("/gone", () => Results.NotFound());
        });
        var load = ProbedService.Load("""
              - get: /absent/${id}?limit=10
              - get: /limited?limit=10
              - get: /packed?limit=10
              - get: /gone
            """);
        await using var session = await database.SessionAsync(service.Url, load);

        var probe = await new ScalingProbeRun(session, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        probe.Endpoints.Where(endpoint => endpoint.Missing is null).Select(endpoint => (endpoint.Endpoint, endpoint.Factor)).ShouldBe(
        [
            ("GET /absent/{id}", "query parameter limit"), ("GET /limited", "query parameter limit"), ("GET /packed", "query parameter limit"),
        ]);
        probe.Endpoints.Single(endpoint => endpoint.Failed).Missing.ShouldBe("GET /gone answered 404 to 5 of 5 requests");
        var set = new EvidenceSet(new Dictionary<string, Collected> { [ScalingProbe.Kind] = new Collected.Present(probe) });
        NPlusOneQuery.Detector.Run(set).ShouldBeOfType<Outcome.Found>().Findings.Select(finding => finding.Subject.Endpoint).Distinct()
            .ShouldBe(["GET /absent/{id}", "GET /limited", "GET /packed"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(false, "it answered 302, which has no list")]
    [InlineData(true, "it answered 302, and a probe follows no redirect")]
    public async Task A_redirect_that_the_load_follows_was_not_seen(bool follows, string reason)
    {
        await using var service = await ProbedService.StartAsync(app => app.MapGet("/moved", () => Results.Redirect("/there")));
        var load = ProbedService.Load("  - get: /moved") with { FollowRedirects = follows };
        await using var session = await database.SessionAsync(service.Url, load);

        var probe = await new ScalingProbeRun(session, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);

        var moved = probe.Endpoints.ShouldHaveSingleItem();
        (moved.Missing, moved.Failed).ShouldBe((reason, follows));
    }

    private async Task<IReadOnlyList<object>> RowsAsync(int limit)
    {
        List<object> rows = [];
        for (var row = 1; row <= limit; row++)
        {
            rows.Add(new { row, total = await database.RunAsync(OfRow, row) });
        }

        return rows;
    }
}
