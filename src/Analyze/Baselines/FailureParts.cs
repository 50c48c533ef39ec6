using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Analyze.Baselines;

/// <summary>What each part of an endpoint's failures speaks for.</summary>
/// <remarks>
/// A status is no failure by itself: a test may expect a 404, and an answer of 200 may fail its check. Where more answers have a failing
/// status than failed, the causes tell which of them were expected; where they do not either, a verdict has only what it must have: the
/// rest is undetermined.
/// </remarks>
internal static class FailureParts
{
    private static readonly Dictionary<string, long> None = [];

    /// <summary>
    /// Statuses that failed, the most frequent first: "0" is no answer. They add up to more than failed where it is not told which were
    /// expected.
    /// </summary>
    public static IReadOnlyList<(string Status, long Count)> Statuses(ImportedEndpoint endpoint)
    {
        List<(string Status, long Count)> all =
        [
            .. (endpoint.Status ?? None).Where(static status => status.Value > 0 && status.Key is "0" or ['4' or '5', _, _])
                .Select(static status => (status.Key, status.Value)),
        ];
        var areExpected = endpoint.Failed is { } failed && all.Sum(static status => status.Count) > failed;
        return
        [
            .. (areExpected
                ? all.Select(status => (status.Status, Count: Math.Min(status.Count, MostFailed(endpoint, status.Status))))
                : all)
                .Where(static status => status.Count > 0)
                .OrderByDescending(static status => status.Count).ThenBy(static status => status.Status, StringComparer.Ordinal),
        ];
    }

    /// <summary>The causes that the file tells, the most frequent first.</summary>
    public static IReadOnlyList<(string Cause, long Count)> Causes(ImportedEndpoint endpoint) =>
    [
        .. (endpoint.FailedByClass ?? None).Where(static cause => cause.Value > 0).Select(static cause => (cause.Key, cause.Value))
            .OrderByDescending(static cause => cause.Value).ThenBy(static cause => cause.Key, StringComparer.Ordinal),
    ];

    /// <summary>The verdicts; their counts add up to the failures.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="ofStatus">What a status speaks for; of "0": of those whose kind of error is not known.</param>
    /// <param name="otherwise">What is told of failures without status and cause.</param>
    public static IReadOnlyList<(FailureVerdict Verdict, long Count)> Of(
        ImportedEndpoint endpoint, Func<string, FailureVerdict> ofStatus, FailureVerdict otherwise)
    {
        var (statuses, causes) = (Statuses(endpoint), Causes(endpoint));

        // Where headers were seen, the causes rest on them, and on more than a status tells.
        IEnumerable<(FailureVerdict Verdict, long Count)> parts =
            causes.Count > 0 && (statuses.Count == 0 || endpoint.RetryAfter is not null)
                ? causes.SelectMany(cause => OfCause(endpoint, cause.Cause, cause.Count))
                :
                [
                    .. statuses.SelectMany(status => OfStatus(endpoint, status, ofStatus)),
                    (FailureVerdict.Fault, Unmet(endpoint, statuses)),
                ];
        List<(FailureVerdict Verdict, long Count)> sums =
            [.. parts.GroupBy(static part => part.Verdict)
                .Select(static same => (Verdict: same.Key, Count: same.Sum(static part => part.Count)))];
        var total = sums.Sum(static sum => sum.Count);
        var failed = endpoint.Failed ?? total;
        List<(FailureVerdict Verdict, long Count)> sure =
            [.. sums.Select(sum => (sum.Verdict, Math.Max(0, sum.Count - Math.Max(0, total - failed))))];
        var isNothingTold = statuses.Count + causes.Count == 0;
        return [.. sure, (isNothingTold ? otherwise : FailureVerdict.Undetermined, failed - sure.Sum(static sum => sum.Count))];
    }

    // At most so many answers of a status failed.
    private static long MostFailed(ImportedEndpoint endpoint, string status) =>
        status == "0" || Causes(endpoint).Count == 0 ? long.MaxValue
            : endpoint.RetryAfter is { } seen ? (seen.ContainsKey(status) ? long.MaxValue : 0)
            : OfClass(endpoint, StatusCauses.Of(status));

    private static IEnumerable<(FailureVerdict Verdict, long Count)> OfStatus(
        ImportedEndpoint endpoint, (string Status, long Count) status, Func<string, FailureVerdict> ofStatus)
    {
        if (status.Status != "0")
        {
            return [(ofStatus(status.Status), status.Count)];
        }

        var kinds = UnansweredRequests.Kinds(endpoint);
        return UnansweredRequests.Verdicts(
            endpoint, status.Count, kinds.Count > 0 ? kinds : [("timeout", TooLate(endpoint))], ofStatus(status.Status));
    }

    // Requests whose time limit ran out have no answer either: they are of another class.
    private static IEnumerable<(FailureVerdict Verdict, long Count)> OfCause(ImportedEndpoint endpoint, string cause, long count) =>
        cause switch
        {
            "policy" => [(FailureVerdict.RateLimit, count)],
            "saturation" => [(FailureVerdict.Saturation, count)],
            "fault" => [(FailureVerdict.Fault, count)],
            "client" => [(FailureVerdict.Client, count)],
            "transport" => UnansweredRequests.Verdicts(
                endpoint, count, UnansweredRequests.Kinds(endpoint).Where(static kind => kind.Kind is not ("timeout" or "unfinished")),
                FailureVerdict.Undetermined),
            _ => [(FailureVerdict.Undetermined, count)],
        };

    // Answers of a good status that failed: what the causes count as faults beyond the statuses that are.
    private static long Unmet(ImportedEndpoint endpoint, IReadOnlyList<(string Status, long Count)> statuses)
    {
        var known = statuses.Where(static status => status.Status != "0" && StatusCauses.Of(status.Status) == FailureCause.Fault)
            .Sum(static status => status.Count);
        return Math.Max(0, OfClass(endpoint, FailureCause.Fault) - known);
    }

    // Requests without an answer that the file counts as too late, where it does not tell the kinds of their errors.
    private static long TooLate(ImportedEndpoint endpoint)
    {
        var status = endpoint.Status ?? None;
        return Math.Max(0, OfClass(endpoint, FailureCause.Saturation) - status.GetValueOrDefault("503") - status.GetValueOrDefault("504"));
    }

    private static long OfClass(ImportedEndpoint endpoint, FailureCause cause) =>
        (endpoint.FailedByClass ?? None).GetValueOrDefault(cause.ToString().ToLowerInvariant());
}
