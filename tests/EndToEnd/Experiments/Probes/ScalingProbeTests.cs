using Headroom.Experiments.Probes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>The scaling probe against a real service that keeps it waiting.</summary>
public sealed class ScalingProbeTests(ProbedDatabase database) : IClassFixture<ProbedDatabase>
{
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
}
