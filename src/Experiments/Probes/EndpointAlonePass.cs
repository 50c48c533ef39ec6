using Headroom.Collect;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// Runs every endpoint alone, a few requests each, so that each statement is known by the endpoints that issue it, and each endpoint by
/// what it computes.
/// </summary>
/// <remarks>
/// A refusal (429, 503) is waited out while the pass has time for it. Reads are those of the load. Writes are drawn anew: what the load
/// has written, it cannot write again where a key is unique, and a repeat is not the same work.
/// </remarks>
public static class EndpointAlonePass
{
    /// <summary>
    /// Requests an endpoint: enough to meet its variants, few enough to take no time. Their processor time is known to 20 ms, so that of a
    /// request to less than two.
    /// </summary>
    private const int Requests = 12;

    /// <summary>The time of the pass: it is cut off a minute later, and what it saw would be lost.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(4);

    /// <summary>The time of an endpoint, so that a slow one leaves some to the others; waits for a limit of a minute fit into it.</summary>
    private static readonly TimeSpan EndpointLimit = TimeSpan.FromSeconds(90);

    /// <summary>Later no refusal is waited out: a limit on every endpoint must not use up the time.</summary>
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(2);

    /// <summary>Runs the pass.</summary>
    /// <param name="session">Sends the requests, and counts statements.</param>
    /// <param name="processor">Counts the service's processor time; null: nobody does.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the pass.</param>
    public static async Task<EndpointStatements> RunAsync(
        ProbeSession session, ProcessorClock? processor, TimeProvider time, CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        var patience = new Patience(WaitLimit, ProbeRequests.WaitsOfMinute, time);
        var draws = new FreshDraws(session.Renderer, time);
        var endpoints = new List<EndpointAlone>();
        foreach (var endpoint in session.Endpoints)
        {
            var left = Budget - window.Elapsed;
            var limit = left < EndpointLimit ? left : EndpointLimit;
            endpoints.Add(left > TimeSpan.Zero
                ? await OneAsync(
                    endpoint.Key, [.. endpoint], session, draws, new ProcessorMeter(processor), patience, limit, time, cancellation)
                : new EndpointAlone(endpoint.Key, 0, []) { Missing = "the time of the pass was used up before" });
        }

        return new EndpointStatements
        {
            Window = window.SoFar,
            Provenance = $"{Requests} requests to each endpoint, one after the other; "
                + "pg_stat_statements and /proc/PID/stat before and after each endpoint",
            Endpoints = endpoints,
        };
    }

    private static async Task<EndpointAlone> OneAsync(
        string name, IReadOnlyList<RequestTemplate> templates, ProbeSession session, FreshDraws draws, ProcessorMeter meter,
        Patience patience, TimeSpan limit, TimeProvider time, CancellationToken cancellation)
    {
        var asked = new EndpointRequests(SendAsync, patience, limit, time);
        var service = TimeSpan.Zero;
        var statements = await session.CountAsync(
            async () =>
            {
                for (var number = 0; number < Requests && (number == 0 || !asked.IsOver); number++)
                {
                    var request = Draw(templates[number % templates.Count], number, session.Renderer, draws);
                    var reply = await asked.SendAsync(request, cancellation);
                    service += reply.Service;
                }

                meter.Pause();
            },
            cancellation);
        var executing = statements.Aggregate(TimeSpan.Zero, (sum, statement) => sum + statement.ExecutionTime);
        return new EndpointAlone(name, asked.Answers.Succeeded, PerRequest(statements, asked.Answers))
        {
            Cost = asked.Answers.Succeeded == Requests && meter.Use(Requests, service) is { } use ? new AloneCost(use, executing) : null,
            SendsPassword = templates.Any(ProbeRequests.SendsPassword),
            Missing = asked.Answers.Succeeded == 0 ? $"{name} {asked.Answers}{session.Lacking(templates[0])}" : null,
        };

        async Task<Reply> SendAsync(RenderedRequest request)
        {
            meter.Resume();
            var answer = await session.SendAsync(request, cancellation);
            if (ProbeRequests.IsRefusal(answer))
            {
                meter.Pause(); // what the service does of its own while a refusal is waited out is no part of the request
            }

            return answer;
        }
    }

    /// <summary>A request of the pass: a read as the load draws it, a write that nobody has sent.</summary>
    /// <param name="template">The request.</param>
    /// <param name="number">Which one to its endpoint, from 0.</param>
    /// <param name="renderer">Draws what the load does.</param>
    /// <param name="draws">Draws anew.</param>
    internal static RenderedRequest Draw(RequestTemplate template, int number, RequestRenderer renderer, FreshDraws draws) =>
        ProbeRequests.IsWrite(template) ? draws.Render(template) : renderer.Render(template, number);

    /// <summary>
    /// What the requests of an endpoint made the database do, for each that was not refused: one that failed has asked it, too.
    /// </summary>
    /// <param name="statements">What the database did for all of them.</param>
    /// <param name="answers">What came back.</param>
    /// <returns>Empty when none succeeded.</returns>
    internal static IReadOnlyList<StatementPerRequest> PerRequest(IReadOnlyList<StatementMetrics> statements, AnswerTally answers) =>
        answers.Succeeded == 0 ? [] : [.. statements.Select(statement => PerRequest(statement, answers.Sent - answers.Refused))];

    private static StatementPerRequest PerRequest(StatementMetrics statement, int requests) => new(
        statement.StatementId,
        (double)statement.Calls / requests,
        (double)statement.Rows / statement.Calls,
        (double)statement.Buffers / statement.Calls);
}
