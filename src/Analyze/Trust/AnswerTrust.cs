using Headroom.Model.Evidence;

namespace Headroom.Analyze.Trust;

/// <summary>Whether what was asked for was answered at all: a load without its login measures refusals, and fast ones.</summary>
internal static class AnswerTrust
{
    /// <summary>Endpoints that are named (a count).</summary>
    private const int Most = 5;

    /// <summary>So many seconds at the end without any answer are no hiccup (a count).</summary>
    private const int FewestSilent = 3;

    /// <summary>Why a run says nothing of the service: every request was refused as wrong; null when one was not.</summary>
    /// <remarks>
    /// Rate limits and requests that came too slowly are the service's doing, and so is what it fails at: the objectives judge them.
    /// </remarks>
    public static string? Reason(RunMetrics run) =>
        run.Endpoints.Any(static endpoint => endpoint.Requests > 0)
            && run.Endpoints.All(static endpoint =>
                HasFailed(endpoint) && endpoint.Status.Values.Sum() == endpoint.Requests && endpoint.Status.Keys.All(IsWrongRequest))
            ? $"every request was refused as wrong ({Statuses(run.Endpoints)}): does the load lack a login, or the ids that exist?"
            : null;

    /// <summary>Whether nothing but failures was measured: what they took is no latency of a service that works.</summary>
    public static bool HasOnlyFailures(RunMetrics? run) => run is not null
        && run.Endpoints.Any(static endpoint => endpoint.Requests > 0)
        && run.Endpoints.All(HasFailed);

    /// <summary>The endpoints of which nothing but refusals or redirects was measured, in words.</summary>
    public static IEnumerable<string> Remarks(RunMetrics run)
    {
        foreach (var endpoint in run.Endpoints.Where(HasRedirected).Take(Most))
        {
            yield return $"{endpoint.Endpoint} answered every request with a redirect ({Statuses([endpoint])}): what stands behind it was "
                + "not measured; `follow_redirects` follows it, a login may be missing";
        }

        if (Reason(run) is not null || run.ServiceEnd is not null)
        {
            yield break;
        }

        if (SilentFrom(run) is { } second)
        {
            yield return $"from second {second} of the recorded window to its end every request was refused or reset: did the service end, "
                + "or what stands before it?";
        }

        foreach (var endpoint in run.Endpoints.Where(static endpoint => endpoint.Requests > 0 && HasFailed(endpoint)).Take(Most))
        {
            var what = Statuses([endpoint]) is { Length: > 0 } statuses ? statuses : string.Join(", ", endpoint.Errors.Keys);
            yield return $"every request to {endpoint.Endpoint} failed ({what}): its latency is that of its failures";
        }
    }

    /// <summary>
    /// The second of the window from which on nothing was answered any more; null when the last seconds were answered, or none ever was.
    /// </summary>
    /// <remarks>
    /// A second does not tell why its requests failed, the endpoints do for the whole window: the connections that were refused or reset
    /// must be enough for all requests since.
    /// </remarks>
    private static int? SilentFrom(RunMetrics run)
    {
        var silent = run.Seconds.Where(static second => second.Requests > 0).Reverse()
            .TakeWhile(static second => second.Failed == second.Requests).ToList();
        var unanswered = silent.Sum(static second => second.Requests);
        var before = run.Seconds.Sum(static second => second.Requests) - unanswered;
        var lost = run.Endpoints.Sum(static endpoint =>
            endpoint.Errors.GetValueOrDefault("refused") + endpoint.Errors.GetValueOrDefault("reset"));
        return silent.Count >= FewestSilent && before > 0 && lost >= unanswered ? silent[^1].Second : null;
    }

    // Every request, that is.
    private static bool HasFailed(EndpointMetrics endpoint) => endpoint.Failed == endpoint.Requests;

    private static bool HasRedirected(EndpointMetrics endpoint) =>
        endpoint is { Requests: > 0, Status.Count: > 0, Errors.Count: 0 } && endpoint.Status.Keys.All(IsRedirect);

    private static bool IsWrongRequest(string status) => status.StartsWith('4') && status is not ("408" or "425" or "429");

    private static bool IsRedirect(string status) => status.StartsWith('3') && status != "304";

    private static string Statuses(IEnumerable<EndpointMetrics> endpoints) => string.Join(
        ", ",
        endpoints.SelectMany(static endpoint => endpoint.Status.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Take(Most));
}
