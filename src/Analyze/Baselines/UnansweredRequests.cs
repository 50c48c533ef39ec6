using Headroom.Model.Results;

namespace Headroom.Analyze.Baselines;

/// <summary>What the kinds of error of requests without an answer speak for.</summary>
/// <remarks>
/// A connection is refused where nobody listens. When the endpoint answered other requests of the run, the service was gone for a time;
/// when it answered none, the address may be wrong as well. A name without an address is the script's. A time limit that ran out is a wait
/// for something. A connection that was cut tells nothing, unless it was cut late.
/// <para><b>Source:</b> RFC 9293 section 3.10.7.1: what comes to a closed port is answered with a reset.</para>
/// </remarks>
internal static class UnansweredRequests
{
    /// <summary>How many requests had each kind of error, the most frequent first; none where the file does not tell.</summary>
    public static IReadOnlyList<(string Kind, long Count)> Kinds(ImportedEndpoint endpoint) =>
    [
        .. (endpoint.Errors ?? new Dictionary<string, long>()).Where(static error => error.Value > 0)
            .Select(static error => (error.Key, error.Value))
            .OrderByDescending(static error => error.Value).ThenBy(static error => error.Key, StringComparer.Ordinal),
    ];

    /// <summary>The verdicts on requests without an answer; those whose kind is not known have the other verdict.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="count">How many requests there are.</param>
    /// <param name="kinds">The kinds of their errors.</param>
    /// <param name="otherwise">What is told by the pace of the failures alone.</param>
    public static IEnumerable<(FailureVerdict Verdict, long Count)> Verdicts(
        ImportedEndpoint endpoint, long count, IEnumerable<(string Kind, long Count)> kinds, FailureVerdict otherwise)
    {
        var left = count;
        foreach (var (kind, number) in kinds)
        {
            var told = Math.Min(left, number);
            left -= told;
            yield return (VerdictOf(kind, HasAnswers(endpoint), otherwise), told);
        }

        yield return (otherwise, left);
    }

    /// <summary>What a kind means, in words; null of one that speaks for itself.</summary>
    public static string? Meaning(ImportedEndpoint endpoint, string kind) => kind switch
    {
        "refused" when HasAnswers(endpoint) => "refused: nobody listened for a time, though the endpoint answered other requests",
        "refused" => "refused: nobody ever listened there; the service was not up, or the address is wrong",
        "reset" => "reset: the connection was cut, by the service or by something before it",
        "timeout" => "timeout: no answer came within the time limit of the load tool",
        "tls" => "tls: client and service agreed on no secure connection",
        "unresolved" => "unresolved: the host's name has no address",
        "unreachable" => "unreachable: no way led to the host",
        _ => null,
    };

    private static FailureVerdict VerdictOf(string kind, bool hasAnswers, FailureVerdict otherwise) => kind switch
    {
        "timeout" or "unfinished" => FailureVerdict.Saturation,
        "refused" => hasAnswers ? FailureVerdict.Fault : FailureVerdict.Undetermined,
        "unresolved" => FailureVerdict.Client,
        "tls" or "exhausted" => FailureVerdict.Undetermined,
        _ => otherwise,
    };

    // What did not fail was answered, whether the file tells statuses or not.
    private static bool HasAnswers(ImportedEndpoint endpoint) =>
        endpoint.Requests > endpoint.Failed || endpoint.Status?.Any(static status => status.Key != "0" && status.Value > 0) == true;
}
