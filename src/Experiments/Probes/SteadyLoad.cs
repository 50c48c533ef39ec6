using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Experiments.Probes;

/// <summary>When something was at fault during a load, from its start.</summary>
/// <param name="On">When it began.</param>
/// <param name="Off">When it had ended; null: it did not, and the load is over.</param>
internal sealed record FaultSpan(TimeSpan On, TimeSpan? Off);

/// <summary>
/// Requests at a fixed rate whatever the service does (open model), each timed from its intended start,
/// while something goes wrong for a while.
/// </summary>
/// <remarks>
/// <code>
/// 20 requests/s: 12 s, of which 2 warm up | at fault | until ten seconds are good again, at most 30 s
/// </code>
/// </remarks>
/// <param name="sender">Sends to the service, <see cref="MostAtOnce"/> at once.</param>
/// <param name="alone">Draws the requests.</param>
/// <param name="addresses">"host:port" of the dependencies as the service knows them.</param>
/// <param name="limit">How long an answer is waited for.</param>
/// <param name="time">The clock.</param>
internal sealed class SteadyLoad(HttpSender sender, RequestsAlone alone, IReadOnlyList<string> addresses, TimeSpan limit, TimeProvider time)
{
    /// <summary>
    /// Requests a second: each second then has enough for a share of failures in steps of 5 %, and any service bears them.
    /// </summary>
    public const int Rate = 20;

    /// <summary>A service that answers nobody for a minute has that many under way, as long as each has its time limit.</summary>
    public const int MostAtOnce = 30 * Rate;

    /// <summary>
    /// So many draws of a request alone may fail: the load before the fault has its share of them. More would drown a recovery in noise.
    /// </summary>
    public const int MostFailures = 1;

    /// <summary>The load before the fault: its warm-up, and ten seconds of baseline.</summary>
    public static readonly TimeSpan Before = TimeSpan.FromSeconds(OutageWire.BaselineFrom + Recovery.SustainedSeconds);

    /// <summary>The load after it, at most: recoveries of up to twenty seconds are seen.</summary>
    public static readonly TimeSpan After = TimeSpan.FromSeconds(30);

    /// <summary>Sends until the service has recovered or the time is up; every request has ended when it returns.</summary>
    /// <param name="templates">The requests, sent in turn.</param>
    /// <param name="log">Takes down what they met.</param>
    /// <param name="fault">Goes wrong at <see cref="Before"/>, and ends; it is given the stamp at which the load began.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<FaultSpan> RunAsync(
        IReadOnlyList<RequestTemplate> templates,
        OutageLog log,
        Func<long, CancellationToken, Task<FaultSpan>> fault,
        CancellationToken cancellation)
    {
        var origin = time.GetTimestamp();
        var faulted = fault(origin, cancellation);
        var requests = new List<Task>();
        try
        {
            for (var number = 0; ; number++)
            {
                var due = TimeSpan.FromSeconds((double)number / Rate);
                if (due - time.GetElapsedTime(origin) is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait, time, cancellation);
                }

                if (number % Rate == 0 && IsOver(log.TakeSecond(), faulted))
                {
                    break;
                }

                requests.Add(RequestAsync(templates[number % templates.Count], due));
            }
        }
        finally
        {
            try
            {
                await Task.WhenAll(requests); // an interruption cuts them off, and ends the fault
            }
            finally
            {
                await faulted;
            }
        }

        cancellation.ThrowIfCancellationRequested();
        return await faulted;

        async Task RequestAsync(RequestTemplate template, TimeSpan due)
        {
            var began = time.GetElapsedTime(origin);
            log.Began(began);
            var reply = await sender.SendAsync(alone.Draw(template), limit, cancellation);
            log.EndedOf(
                template.Endpoint,
                began,
                time.GetElapsedTime(origin),
                time.GetElapsedTime(origin) - due,
                FaultAnswers.Of(reply, addresses));
        }
    }

    private static bool IsOver(IReadOnlyList<OutageSecond> seconds, Task<FaultSpan> fault)
    {
        if (!fault.IsCompleted)
        {
            return false;
        }

        return !fault.IsCompletedSuccessfully || fault.Result is not { Off: { } off } span
            || seconds.Count >= (off + After).TotalSeconds
            || (seconds.Count > off.TotalSeconds + Recovery.SustainedSeconds
                && Recovery.Of([.. seconds.Select(one => one.ToServiceSecond())], OutageWire.BaselineFrom, span.On, off)
                    ?.TimeToRecover is not null);
    }
}
