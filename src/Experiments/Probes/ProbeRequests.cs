using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Headroom.Collect;
using Headroom.Load;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>What the probes of the HTTP interface share: which requests, as whom, and how long a refusal is waited out.</summary>
internal static partial class ProbeRequests
{
    /// <summary>A refusal is waited out this often, then the endpoint is left alone.</summary>
    public const int MostWaits = 3;

    /// <summary>Waits that outlast a minute, which is the window of many limits, where they are as long as they may be.</summary>
    public const int WaitsOfMinute = 13;

    /// <summary>Draws that are tried, at most, before an endpoint is given up: not all ids that a feed gives need to exist.</summary>
    public const int MostDraws = 5;

    /// <summary>The shortest wait, and the longest that a Retry-After is obeyed for.</summary>
    private static readonly (TimeSpan Least, TimeSpan Most) Wait = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));

    /// <summary>Headers that tell who asks.</summary>
    private static readonly string[] OfClient = ["Authorization", "Cookie", "X-Api-Key"];

    /// <summary>Whether a request changes something by its method. <b>Source:</b> RFC 9110, section 9.2.1.</summary>
    public static bool IsWrite(RequestTemplate request) =>
        request.Exchange == Exchange.Http && request.Method is not ("GET" or "HEAD" or "OPTIONS");

    /// <summary>Whether a request holds a password, as JSON or as a form: a key that ends in it.</summary>
    public static bool SendsPassword(RequestTemplate request) => request.Body is { } body && PasswordKey().IsMatch(body);

    /// <summary>
    /// The reads among some requests; all of them where there is none:
    /// many of a kind are sent of what changes nothing, where that is possible.
    /// </summary>
    public static IReadOnlyList<RequestAlone> ReadsFirst(IReadOnlyList<RequestAlone> requests) =>
        requests.Where(request => !IsWrite(request.Template)).ToList() is { Count: > 0 } reads ? reads : requests;

    /// <summary>Whether a reply is a refusal that says nothing of the request itself.</summary>
    public static bool IsRefusal(Reply reply) => reply.Status is 429 or 503;

    /// <summary>Whether a reply is the refusal of a rate limit. <b>Source:</b> RFC 6585, section 4.</summary>
    public static bool IsRateLimited(Reply reply) => reply.Status == 429;

    /// <summary>Whether a reply is a success.</summary>
    public static bool IsAccepted(Reply reply) => reply.Status is >= 200 and < 400;

    /// <summary>What came back, in words.</summary>
    public static string Text(Reply reply) => IsRateLimited(reply) ? "429 (a rate limit)" : reply.Status?.ToString() ?? reply.Error.Text();

    /// <summary>
    /// What a request may lack when it runs alone, in words that follow what it was answered: values of earlier responses;
    /// empty where it takes none.
    /// </summary>
    /// <param name="load">The load that it is of.</param>
    /// <param name="request">The request.</param>
    public static string Lacking(LoadPlan load, RequestTemplate request)
    {
        List<string?> texts = [.. load.Headers.Values, .. request.Headers.Values, request.Path, request.Body];
        var taken = load.AllRequests()
            .SelectMany(one => one.Extractions)
            .Select(extraction => extraction.Variable)
            .Distinct(StringComparer.Ordinal)
            .Where(name => !load.Variables.ContainsKey(name)
                && texts.Exists(text => text?.Contains($"${{{name}}}", StringComparison.Ordinal) == true))
            .Select(name => $"${{{name}}}").ToList();
        return taken.Count == 0 ? ""
            : $"; it takes {string.Join(", ", taken)} from an earlier response, which alone it has as the first one gave it, or not at all";
    }

    /// <summary>Fetches what the requests of a load take from earlier responses.</summary>
    /// <param name="renderer">Fills the requests.</param>
    /// <param name="service">Where they are sent to.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="CollectorException">The setup of the load failed.</exception>
    public static async Task PrepareOrThrowAsync(this RequestRenderer renderer, Uri service, CancellationToken cancellation)
    {
        var mistake = await renderer.PrepareAsync(service, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (mistake is not null)
        {
            throw new CollectorException(mistake);
        }
    }

    /// <summary>The request as another one's client sends it: a limit by client counts both together.</summary>
    public static RenderedRequest As(this RenderedRequest request, RenderedRequest client) => request with
    {
        Headers = [.. request.Headers.Where(header => !IsOfClient(header)), .. client.Headers.Where(IsOfClient)],
    };

    /// <summary>Sends a request, and waits out a refusal (<see cref="IsRefusal"/>) a few times.</summary>
    public static async Task<Reply> SendPatientlyAsync(Func<Task<Reply>> send, TimeProvider time, CancellationToken cancellation)
    {
        var (reply, _) = await SendPatientlyAsync(send, IsRefusal, MostWaits, time, cancellation);
        return reply;
    }

    /// <summary>Sends a request, and waits out a refusal as long as its Retry-After says, from one second to five.</summary>
    /// <param name="send">Called for each try: what is counted of a request begins anew with it.</param>
    /// <param name="isRefused">What is waited out.</param>
    /// <param name="mostWaits">How often; 0 for a single try.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends a wait.</param>
    /// <returns>The reply to the last try, which may be a refusal, and how often was waited: the tries before it, all refused.</returns>
    public static async Task<(Reply Reply, int Waits)> SendPatientlyAsync(
        Func<Task<Reply>> send, Func<Reply, bool> isRefused, int mostWaits, TimeProvider time, CancellationToken cancellation)
    {
        var reply = await send();
        var waits = 0;
        for (; isRefused(reply) && waits < mostWaits; waits++)
        {
            await Task.Delay(WaitOf(reply.Header("retry-after"), time.GetUtcNow()), time, cancellation);
            reply = await send();
        }

        return (reply, waits);
    }

    /// <summary>How long a refusal is waited out, a second where it does not say. <b>Source:</b> RFC 9110, section 10.2.3.</summary>
    /// <param name="retryAfter">Seconds or a date; null when there is none.</param>
    /// <param name="now">What a date is held against.</param>
    public static TimeSpan WaitOf(string? retryAfter, DateTimeOffset now)
    {
        var told = TimeSpan.Zero;
        if (long.TryParse(retryAfter, out var seconds))
        {
            told = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Wait.Most.TotalSeconds));
        }
        else if (RetryConditionHeaderValue.TryParse(retryAfter, out var condition) && condition.Date is { } date)
        {
            told = date - now;
        }

        return told < Wait.Least ? Wait.Least : told > Wait.Most ? Wait.Most : told;
    }

    // "password": and new_password= and user[password]=, whose brackets may be escaped.
    [GeneratedRegex(
        @"password(""\s*:|\]?=|%5D=)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PasswordKey();

    private static bool IsOfClient(KeyValuePair<string, string> header) => OfClient.Contains(header.Key, StringComparer.OrdinalIgnoreCase);
}
