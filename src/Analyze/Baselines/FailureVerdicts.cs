using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Analyze.Baselines;

/// <summary>Tells a rate limit from saturation, a fault and wrong requests by what a recorded run left of its failures.</summary>
/// <remarks>
/// A refusal by a rule comes at once; what has no room left is late. A file of a load tool holds no Retry-After header, so that a 503 is told by its pace
/// and by the limit probe. Requests without an answer are told by the kind of their error where the file has it. Half of the failures must speak for a verdict.
/// <para><b>Source:</b> RFC 6585 section 4 (429), RFC 9110 sections 15.6.4 and 10.2.3 (503, Retry-After).</para>
/// </remarks>
public static class FailureVerdicts
{
    /// <summary>Failures in at most this share of the time of a success were refused before any work (a ratio).</summary>
    private const double AtOnce = 0.5;

    /// <summary>Failures that take so many times a success waited for something.</summary>
    private const double Late = 2;

    /// <summary>The share of failures (a ratio) that decides.</summary>
    private const double Most = 0.5;

    /// <summary>Most statuses that a reason lists (a count).</summary>
    private const int Listed = 5;

    /// <summary>The verdict on the failures of an endpoint, with its reasons.</summary>
    /// <param name="endpoint">The endpoint; some of its requests failed.</param>
    /// <param name="burst">What the limit probe saw of it, or null.</param>
    public static (FailureVerdict Verdict, IReadOnlyList<string> Reasons) Of(ImportedEndpoint endpoint, EndpointBurst? burst)
    {
        var (failing, kinds) = (Failing(endpoint), UnansweredRequests.Kinds(endpoint));
        var byClass = (endpoint.FailedByClass ?? new Dictionary<string, long>()).Where(static cause => cause.Value > 0).OrderByDescending(static cause => cause.Value)
            .ThenBy(static cause => cause.Key, StringComparer.Ordinal).ToList();
        var isByClass = byClass.Count > 0 && (endpoint.Failures is null || failing.Count == 0);
        var verdict = isByClass ? Majority(byClass.SelectMany(cause => OfCause(cause.Key, cause.Value, endpoint, kinds)))
            : failing.Count > 0 ? Majority(failing.SelectMany(status => OfStatus(status.Status, status.Count, endpoint, kinds, burst)))
            : PaceOf(endpoint.Failures) == Pace.Late ? FailureVerdict.Saturation
            : FailureVerdict.Undetermined;
        List<string> reasons =
        [
            .. failing.Count > 0 ? [Mix("status", failing)] : Array.Empty<string>(),
            .. isByClass ? [Mix("cause", [.. byClass.Select(static cause => (cause.Key, cause.Value))])] : Array.Empty<string>(),
            .. kinds.Count > 0 ? [Mix("no answer:", kinds)] : Array.Empty<string>(),
            .. kinds.Take(1).Select(kind => UnansweredRequests.Meaning(endpoint, kind.Kind)).OfType<string>(),
            .. Shape(endpoint.Failures),
            .. burst is { Missing: null } ? [Probed(burst)] : Array.Empty<string>(),
            .. verdict == FailureVerdict.Undetermined ? [Doubt(failing, kinds.Count > 0, endpoint.Failures)] : Array.Empty<string>(),
        ];
        return (verdict, reasons.Count > 0 ? reasons : ["nothing but the number of failures is known"]);
    }

    /// <summary>Statuses that are failures, the most frequent first: "0" is no answer.</summary>
    private static List<(string Status, long Count)> Failing(ImportedEndpoint endpoint) =>
    [
        .. (endpoint.Status ?? new Dictionary<string, long>()).Where(static status => status.Value > 0 && status.Key is "0" or ['4' or '5', _, _])
            .Select(static status => (status.Key, status.Value)).OrderByDescending(static status => status.Value)
            .ThenBy(static status => status.Key, StringComparer.Ordinal),
    ];

    private static FailureVerdict Majority(IEnumerable<(FailureVerdict Verdict, long Count)> parts)
    {
        var sums = parts.GroupBy(static part => part.Verdict).Select(static same => (Verdict: same.Key, Count: same.Sum(static part => part.Count))).ToList();
        var greatest = sums.MaxBy(static sum => sum.Count);
        return greatest.Count > Most * sums.Sum(static sum => sum.Count) ? greatest.Verdict : FailureVerdict.Undetermined;
    }

    // Requests whose time limit ran out have no answer either: they are of another class.
    private static IEnumerable<(FailureVerdict Verdict, long Count)> OfCause(
        string cause, long count, ImportedEndpoint endpoint, IReadOnlyList<(string Kind, long Count)> kinds) => cause == "transport"
        ? UnansweredRequests.Verdicts(endpoint, count, kinds.Where(static kind => kind.Kind is not ("timeout" or "unfinished")), FailureVerdict.Undetermined)
        : [(OfClass(cause), count)];

    private static IEnumerable<(FailureVerdict Verdict, long Count)> OfStatus(
        string status, long count, ImportedEndpoint endpoint, IReadOnlyList<(string Kind, long Count)> kinds, EndpointBurst? burst)
    {
        var verdict = OfStatus(status, endpoint.Failures, burst);
        return status == "0" ? UnansweredRequests.Verdicts(endpoint, count, kinds, verdict) : [(verdict, count)];
    }

    private static FailureVerdict OfClass(string cause) => cause switch
    {
        "policy" => FailureVerdict.RateLimit,
        "saturation" => FailureVerdict.Saturation,
        "fault" => FailureVerdict.Fault,
        "client" => FailureVerdict.Client,
        _ => FailureVerdict.Undetermined,
    };

    private static FailureVerdict OfStatus(string status, FailureShape? shape, EndpointBurst? burst) => (status, PaceOf(shape)) switch
    {
        ("429", _) => FailureVerdict.RateLimit,
        ("503" or "420", _) when burst?.Refusals.Any(static refusal => refusal.WithRetryAfter > 0) == true => FailureVerdict.RateLimit,
        ("503" or "420" or "0", Pace.AtOnce) => FailureVerdict.Undetermined, // load shed by a rule, or something behind it is gone
        ("0", not Pace.Late) => FailureVerdict.Undetermined,
        ("503" or "504" or "408" or "420" or "0", _) => FailureVerdict.Saturation,
        (['5', ..], Pace.Late) => FailureVerdict.Saturation,
        (['5', ..], _) => FailureVerdict.Fault,
        _ => FailureVerdict.Client,
    };

    private static Pace PaceOf(FailureShape? shape) => shape is { FailedP50Ms: { } failed, SucceededP50Ms: > 0 and var succeeded }
        ? failed <= succeeded * AtOnce ? Pace.AtOnce : failed >= succeeded * Late ? Pace.Late : Pace.Alike
        : Pace.Unknown;

    private static IEnumerable<string> Shape(FailureShape? shape)
    {
        if (shape is { FailedP50Ms: { } failed, SucceededP50Ms: { } succeeded })
        {
            var meaning = PaceOf(shape) switch
            {
                Pace.AtOnce => "refused before any work",
                Pace.Late => "they waited",
                _ => "as long as a success",
            };
            yield return Text($"failures take {failed:0.##} ms in the median, successes {succeeded:0.##} ms: {meaning}");
        }

        if (shape is { OnsetRatePerS: { } rate, Seconds: > 0 })
        {
            yield return Text($"the first come at {rate:0.##} requests a second; {shape.FailingSeconds} of {shape.Seconds} seconds have some");
        }
    }

    private static string Probed(EndpointBurst burst)
    {
        var refused = burst.Refusals.Sum(static refusal => refusal.Count);
        return refused == 0
            ? Text($"the limit probe sent {burst.Sent} at once, and none was refused")
            : Text($"the limit probe sent {burst.Sent} at once: {refused} were refused{(burst.AcceptedBeforeRefusal is { } before ? $" after {before} accepted" : "")}, ")
                + Text($"{burst.Refusals.Sum(static refusal => refusal.WithRetryAfter)} of them with Retry-After");
    }

    private static string Doubt(List<(string Status, long Count)> failing, bool hasKinds, FailureShape? shape) => failing switch
    {
        [] when PaceOf(shape) == Pace.AtOnce => "they come at once, which wrong requests do as well as refused ones: only statuses tell",
        [] => "no statuses are known",
        [("503" or "420", _), ..] => "a 503 at once is load shed by a rule, or something behind the service is gone: a Retry-After header would tell",
        [("0", _), ..] when hasKinds => "no answer came, and the kind of error does not tell whose fault it is",
        [("0", _), ..] => "no answer came, and nothing tells whether it was refused, cut off, or too late",
        _ => "no cause makes up half of them",
    };

    private static string Mix(string what, IReadOnlyList<(string Name, long Count)> parts) =>
        $"{what} {string.Join(", ", parts.Take(Listed).Select(static part => Text($"{part.Name}: {part.Count}")))}{(parts.Count > Listed ? ", ..." : "")}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private enum Pace
    {
        Unknown,
        AtOnce,
        Alike,
        Late,
    }
}
