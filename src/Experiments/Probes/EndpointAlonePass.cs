using Headroom.Model.Evidence;

namespace Headroom.Experiments.Probes;

/// <summary>Runs every endpoint alone, a few requests each, so that each statement is known by the endpoints that issue it.</summary>
public static class EndpointAlonePass
{
    /// <summary>Requests an endpoint: enough to meet its variants, few enough to take no time.</summary>
    private const int Requests = 12;

    /// <summary>A rate limit is waited out this often per endpoint: enough for its statements to be seen once.</summary>
    private const int MostWaits = 3;

    /// <summary>Later no limit is waited out: the pass has five minutes, and a limit on every endpoint must not use them up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs the pass.</summary>
    public static async Task<EndpointStatements> RunAsync(ProbeSession session, TimeProvider time, CancellationToken cancellation)
    {
        var (started, begun) = (time.GetUtcNow(), time.GetTimestamp());
        var endpoints = new List<EndpointAlone>();
        foreach (var endpoint in session.Endpoints)
        {
            var templates = endpoint.ToList();
            var (succeeded, waitsLeft) = (0, MostWaits);
            var statements = await session.CountAsync(
                async () =>
                {
                    for (var number = 0; number < Requests; number++)
                    {
                        var request = session.Renderer.Render(templates[number % templates.Count], number);
                        var (reply, waits) = await ProbeRequests.SendPatientlyAsync(
                            () => session.SendAsync(request, cancellation),
                            ProbeRequests.IsRateLimited,
                            time.GetElapsedTime(begun) < Patience ? waitsLeft : 0,
                            time,
                            cancellation);
                        waitsLeft -= waits;
                        succeeded += ProbeSession.Succeeded(reply) ? 1 : 0;
                    }
                },
                cancellation);
            endpoints.Add(new EndpointAlone(endpoint.Key, succeeded, succeeded == 0 ? [] : [.. statements.Select(statement => PerRequest(statement, succeeded))]));
        }

        return new EndpointStatements
        {
            Window = new Window(started, time.GetUtcNow() - started),
            Provenance = $"{Requests} requests to each endpoint, one after the other; pg_stat_statements before and after each endpoint",
            Endpoints = endpoints,
        };
    }

    private static StatementPerRequest PerRequest(StatementMetrics statement, int requests) => new(
        statement.StatementId,
        (double)statement.Calls / requests,
        (double)statement.Rows / statement.Calls,
        (double)statement.Buffers / statement.Calls);
}
