using Headroom.Load;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>What the probes of the HTTP interface share: which requests, as whom, and how long a refusal is waited out.</summary>
internal static class ProbeRequests
{
    /// <summary>A refusal is waited out this often, then the endpoint is left alone.</summary>
    private const int MostWaits = 3;

    /// <summary>The shortest wait, and the longest that a Retry-After is obeyed for.</summary>
    private static readonly (TimeSpan Least, TimeSpan Most) Wait = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

    /// <summary>Headers that tell who asks.</summary>
    private static readonly string[] OfClient = ["Authorization", "Cookie", "X-Api-Key"];

    /// <summary>Whether a request changes something by its method. <b>Source:</b> RFC 9110, section 9.2.1.</summary>
    public static bool IsWrite(RequestTemplate request) => request.Exchange == Exchange.Http && request.Method is not ("GET" or "HEAD" or "OPTIONS");

    /// <summary>The reads among some requests; all of them where there is none: many of a kind are sent of what changes nothing, where that is possible.</summary>
    public static IReadOnlyList<RequestAlone> ReadsFirst(IReadOnlyList<RequestAlone> requests) =>
        requests.Where(request => !IsWrite(request.Template)).ToList() is { Count: > 0 } reads ? reads : requests;

    /// <summary>Whether a reply is a refusal that says nothing of the request itself.</summary>
    public static bool IsRefusal(Reply reply) => reply.Status is 429 or 503;

    /// <summary>Whether a reply is a success.</summary>
    public static bool IsAccepted(Reply reply) => reply.Status is >= 200 and < 400;

    /// <summary>What came back, in words.</summary>
    public static string Text(Reply reply) => reply.Status?.ToString() ?? reply.Error.Text();

    /// <summary>The request as another one's client sends it: a limit by client counts both together.</summary>
    public static RenderedRequest As(this RenderedRequest request, RenderedRequest client) => request with
    {
        Headers = [.. request.Headers.Where(header => !IsOfClient(header)), .. client.Headers.Where(IsOfClient)],
    };

    /// <summary>Sends a request, and waits out a refusal a few times.</summary>
    public static async Task<Reply> SendPatientlyAsync(Func<Task<Reply>> send, TimeProvider time, CancellationToken cancellation)
    {
        var reply = await send();
        for (var waits = 0; IsRefusal(reply) && waits < MostWaits; waits++)
        {
            var told = int.TryParse(reply.Header("retry-after"), out var seconds) ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : TimeSpan.Zero;
            await Task.Delay(told < Wait.Least ? Wait.Least : told > Wait.Most ? Wait.Most : told, time, cancellation);
            reply = await send();
        }

        return reply;
    }

    private static bool IsOfClient(KeyValuePair<string, string> header) => OfClient.Contains(header.Key, StringComparer.OrdinalIgnoreCase);
}
