using Headroom.Model.Evidence;

namespace Headroom.Analyze.Trust;

/// <summary>Whether what was asked for was answered at all: a load without its login measures refusals, and fast ones.</summary>
internal static class AnswerTrust
{
    /// <summary>Endpoints that are named (a count).</summary>
    private const int Most = 5;

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

    /// <summary>The endpoints of which nothing but refusals or redirects was measured, in words.</summary>
    public static IEnumerable<string> Remarks(RunMetrics run)
    {
        foreach (var endpoint in run.Endpoints.Where(HasRedirected).Take(Most))
        {
            yield return $"{endpoint.Endpoint} answered every request with a redirect ({Statuses([endpoint])}): what stands behind it was "
                + "not measured; `follow_redirects` follows it, a login may be missing";
        }

        if (Reason(run) is not null)
        {
            yield break;
        }

        foreach (var endpoint in run.Endpoints.Where(static endpoint => endpoint.Requests > 0 && HasFailed(endpoint)).Take(Most))
        {
            var what = Statuses([endpoint]) is { Length: > 0 } statuses ? statuses : string.Join(", ", endpoint.Errors.Keys);
            yield return $"every request to {endpoint.Endpoint} failed ({what}): its latency is that of its failures";
        }
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
