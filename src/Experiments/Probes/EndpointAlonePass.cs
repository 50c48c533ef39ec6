using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// Runs every endpoint alone, a few requests each, so that each statement is known by the endpoints that issue it, and each endpoint by
/// what it computes.
/// </summary>
public static class EndpointAlonePass
{
    /// <summary>
    /// Requests an endpoint: enough to meet its variants, few enough to take no time. Their processor time is known to 20 ms, so that of a
    /// request to less than two.
    /// </summary>
    private const int Requests = 12;

    /// <summary>A rate limit is waited out this often per endpoint: enough for its statements to be seen once.</summary>
    private const int MostWaits = 3;

    /// <summary>Later no limit is waited out: the pass has five minutes, and a limit on every endpoint must not use them up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs the pass.</summary>
    /// <param name="session">Sends the requests, and counts statements.</param>
    /// <param name="processor">Counts the service's processor time; null: nobody does.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the pass.</param>
    public static async Task<EndpointStatements> RunAsync(
        ProbeSession session, ProcessorClock? processor, TimeProvider time, CancellationToken cancellation)
    {
        var (started, begun) = (time.GetUtcNow(), time.GetTimestamp());
        var endpoints = new List<EndpointAlone>();
        foreach (var endpoint in session.Endpoints)
        {
            var waits = time.GetElapsedTime(begun) < Patience ? MostWaits : 0;
            endpoints.Add(await OneAsync(endpoint.Key, [.. endpoint], session, new ProcessorMeter(processor), waits, time, cancellation));
        }

        return new EndpointStatements
        {
            Window = new Window(started, time.GetUtcNow() - started),
            Provenance = $"{Requests} requests to each endpoint, one after the other; "
                + "pg_stat_statements and /proc/PID/stat before and after each endpoint",
            Endpoints = endpoints,
        };
    }

    private static async Task<EndpointAlone> OneAsync(
        string name, IReadOnlyList<RequestTemplate> templates, ProbeSession session, ProcessorMeter meter, int waitsLeft, TimeProvider time,
        CancellationToken cancellation)
    {
        var (succeeded, service) = (0, TimeSpan.Zero);
        var statements = await session.CountAsync(
            async () =>
            {
                for (var number = 0; number < Requests; number++)
                {
                    var request = session.Renderer.Render(templates[number % templates.Count], number);
                    var (reply, waits) = await ProbeRequests.SendPatientlyAsync(
                        async () =>
                        {
                            meter.Resume();
                            var answer = await session.SendAsync(request, cancellation);
                            if (ProbeRequests.IsRateLimited(answer))
                            {
                                meter.Pause(); // what the service does of its own while a limit is waited out is no part of the request
                            }

                            return answer;
                        },
                        ProbeRequests.IsRateLimited,
                        waitsLeft,
                        time,
                        cancellation);
                    waitsLeft -= waits;
                    service += reply.Service;
                    succeeded += ProbeSession.Succeeded(reply) ? 1 : 0;
                }

                meter.Pause();
            },
            cancellation);
        var executing = statements.Aggregate(TimeSpan.Zero, (sum, statement) => sum + statement.ExecutionTime);
        IEnumerable<StatementMetrics> told = succeeded == 0 ? [] : statements;
        return new EndpointAlone(name, succeeded, [.. told.Select(statement => PerRequest(statement, succeeded))])
        {
            Cost = succeeded == Requests && meter.Use(Requests, service) is { } use ? new AloneCost(use, executing) : null,
            SendsPassword = templates.Any(ProbeRequests.SendsPassword),
        };
    }

    private static StatementPerRequest PerRequest(StatementMetrics statement, int requests) => new(
        statement.StatementId,
        (double)statement.Calls / requests,
        (double)statement.Rows / statement.Calls,
        (double)statement.Buffers / statement.Calls);
}
