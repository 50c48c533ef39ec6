using Headroom.Experiments.Probes;
using Headroom.Model.Evidence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>The pass that runs every endpoint alone, against a real service some of whose requests fail.</summary>
public sealed class EndpointAlonePassTests(ProbedDatabase database) : IClassFixture<ProbedDatabase>
{
    private const string Looked = "SELECT count(*) FROM orders WHERE total > $1";

    [Fact]
    public async Task Requests_that_fail_have_their_share_of_the_statements_and_refusals_are_waited_out()
    {
        var asked = 0;
        await using var service = await ProbedService.StartAsync(app =>
        {
            app.MapGet("/gone", () => Results.NotFound());
            app.MapGet("/mixed", async (HttpContext context) =>
            {
                var number = Interlocked.Increment(ref asked);
                if (number == 1)
                {
                    context.Response.Headers.RetryAfter = "1";
                    return Results.StatusCode(StatusCodes.Status429TooManyRequests);
                }

                await database.RunAsync(Looked, 0);
                return number % 2 == 0 ? Results.Ok() : Results.NotFound();
            });
        });
        await using var session = await database.SessionAsync(service.Url, ProbedService.Load("  - get: /gone\n  - get: /mixed"));

        var pass = await EndpointAlonePass.RunAsync(session, processor: null, TimeProvider.System, TestContext.Current.CancellationToken);

        pass.Endpoints[0].Missing.ShouldBe("GET /gone answered 404 to 12 of 12 requests");
        (pass.Endpoints[1].Requests, pass.Endpoints[1].Missing).ShouldBe((6, null));
        pass.Endpoints[1].Statements.Single(statement => statement.StatementId == StatementText.IdOf(Looked)).CallsPerRequest.ShouldBe(1);
    }
}
