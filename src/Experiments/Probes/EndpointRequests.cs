using Headroom.Load;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The requests of a probe to one endpoint: refusals are waited out, what came back is counted, and they end when more are of no use.
/// </summary>
/// <param name="send">Sends one.</param>
/// <param name="patience">How often a refusal is waited out.</param>
/// <param name="limit">The time for them, waits included.</param>
/// <param name="time">The clock.</param>
internal sealed class EndpointRequests(Func<RenderedRequest, Task<Reply>> send, Patience patience, TimeSpan limit, TimeProvider time)
{
    /// <summary>
    /// So many in a row without an answer show that there is none to be had: what waits for events would use up the time of the others.
    /// </summary>
    private const int MostUnanswered = 3;

    private readonly long _begun = time.GetTimestamp();
    private int _unanswered;

    /// <summary>What came back.</summary>
    public AnswerTally Answers { get; } = new();

    /// <summary>
    /// Whether more of them are of no use: their time is used up, a refusal outlasted the waits, or there are no answers.
    /// </summary>
    public bool IsOver => Answers.Refused > 0 || _unanswered >= MostUnanswered || time.GetElapsedTime(_begun) >= limit;

    /// <summary>Sends a request, and waits out a refusal while there is patience for it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Ends a wait.</param>
    public async Task<Reply> SendAsync(RenderedRequest request, CancellationToken cancellation)
    {
        var (reply, _) = await ProbeRequests.SendPatientlyAsync(
            () => send(request), ProbeRequests.IsRefusal, patience.Waits, time, cancellation);
        Answers.Add(reply);
        _unanswered = reply.Status is null ? _unanswered + 1 : 0;
        return reply;
    }

    /// <summary>Sends draw after draw, a handful at most, until one succeeds.</summary>
    /// <param name="draw">A draw of the endpoint, from 0.</param>
    /// <param name="cancellation">Ends a wait.</param>
    /// <returns>The first that succeeded, and its reply; null when none did: <see cref="Answers"/> tells what came back.</returns>
    public async Task<(RenderedRequest Request, Reply Reply)?> FirstAsync(Func<int, RenderedRequest> draw, CancellationToken cancellation)
    {
        for (var number = 0; number < ProbeRequests.MostDraws && (number == 0 || !IsOver); number++)
        {
            var request = draw(number);
            var reply = await SendAsync(request, cancellation);
            if (ProbeRequests.IsAccepted(reply))
            {
                return (request, reply);
            }
        }

        return null;
    }
}
