using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Analyze.Baselines;

/// <summary>Tells a rate limit from saturation, a fault and wrong requests by what a recorded run left of its failures.</summary>
/// <remarks>
/// A refusal by a rule comes at once; what has no room left is late. A file of a load tool holds no Retry-After header, so that a 503 is
/// told by its pace and by the limit probe. Requests without an answer are told by the kind of their error where the file has it. More than
/// half of the failures must speak for a verdict.
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

    /// <summary>
    /// Fewer failures than these (a count) are late by chance: where a tenth of the successes are as late, the median of five is in 9 of
    /// 1,000 cases.
    /// </summary>
    private const long FewestLate = 5;

    /// <summary>The verdict on the failures of an endpoint, with its reasons.</summary>
    /// <param name="endpoint">The endpoint; some of its requests failed.</param>
    /// <param name="burst">What the limit probe saw of it, or null.</param>
    public static (FailureVerdict Verdict, IReadOnlyList<string> Reasons) Of(ImportedEndpoint endpoint, EndpointBurst? burst) =>
        Told(endpoint, PartsOf(endpoint, burst), burst);

    /// <summary>The verdict on the failures of several endpoints together: each part by its own endpoint's pace and limit.</summary>
    /// <param name="together">Their sums.</param>
    /// <param name="endpoints">The endpoints, with what the limit probe saw of each, or null.</param>
    public static (FailureVerdict Verdict, IReadOnlyList<string> Reasons) OfAll(
        ImportedEndpoint together, IReadOnlyList<(ImportedEndpoint Endpoint, EndpointBurst? Burst)> endpoints) =>
        Told(together, [.. endpoints.SelectMany(static each => PartsOf(each.Endpoint, each.Burst))], burst: null);

    private static (FailureVerdict Verdict, IReadOnlyList<string> Reasons) Told(
        ImportedEndpoint endpoint, IReadOnlyList<(FailureVerdict Verdict, long Count)> parts, EndpointBurst? burst)
    {
        var (failing, kinds, causes) = (FailureParts.Statuses(endpoint), UnansweredRequests.Kinds(endpoint), FailureParts.Causes(endpoint));
        var greatest = parts.GroupBy(static part => part.Verdict)
            .Select(static same => (Verdict: same.Key, Count: same.Sum(static part => part.Count)))
            .MaxBy(static sum => sum.Count);
        var isMixed = greatest.Count <= Most * parts.Sum(static part => part.Count);
        var verdict = isMixed ? FailureVerdict.Undetermined : greatest.Verdict;
        List<string> reasons =
        [
            .. failing.Count > 0 ? [Mix("status", failing)] : Array.Empty<string>(),
            .. causes.Count > 0 && (endpoint.Failures is null || endpoint.RetryAfter is not null || failing.Count == 0)
                ? [Mix("cause", causes)]
                : Array.Empty<string>(),
            .. kinds.Count > 0 ? [Mix("no answer:", kinds)] : Array.Empty<string>(),
            .. kinds.Take(1).Select(kind => UnansweredRequests.Meaning(endpoint, kind.Kind)).OfType<string>(),
            .. Announced(endpoint, failing),
            .. Shape(endpoint, verdict),
            .. burst is { Missing: null } ? [Probed(burst)] : Array.Empty<string>(),
            .. isMixed ? ["no cause makes up more than half of them"] : Array.Empty<string>(),
            .. !isMixed && verdict == FailureVerdict.Undetermined ? [Doubt(endpoint, failing, kinds.Count > 0)] : Array.Empty<string>(),
        ];
        return (verdict, reasons.Count > 0 ? reasons : ["nothing but the number of failures is known"]);
    }

    private static IReadOnlyList<(FailureVerdict Verdict, long Count)> PartsOf(ImportedEndpoint endpoint, EndpointBurst? burst) =>
        FailureParts.Of(
            endpoint, status => OfStatus(status, endpoint, burst),
            PaceOf(endpoint) == Pace.Late ? FailureVerdict.Saturation : FailureVerdict.Undetermined);

    private static FailureVerdict OfStatus(string status, ImportedEndpoint endpoint, EndpointBurst? burst) =>
        (status, PaceOf(endpoint)) switch
        {
            ("429", _) => FailureVerdict.RateLimit,
            ("503" or "420", _) when burst?.Refusals.Any(static refusal => refusal.WithRetryAfter > 0) == true => FailureVerdict.RateLimit,
            ("503" or "420", _) when !Succeeds(endpoint) => FailureVerdict.Undetermined, // what is gone behind its gateway looks the same
            ("503" or "420" or "0", Pace.AtOnce) => FailureVerdict.Undetermined, // load shed by a rule, or something behind it is gone
            ("0", not Pace.Late) => FailureVerdict.Undetermined,
            ("503" or "504" or "408" or "420" or "0", _) => FailureVerdict.Saturation,
            (['5', ..], Pace.Late) => FailureVerdict.Saturation,
            (['5', ..], _) => FailureVerdict.Fault,
            _ => FailureVerdict.Client,
        };

    // Unknown counts stand for themselves.
    private static bool Succeeds(ImportedEndpoint endpoint) =>
        endpoint is not { Requests: { } requests, Failed: { } failed } || failed < requests;

    private static Pace PaceOf(ImportedEndpoint endpoint) =>
        endpoint.Failures is { FailedP50Ms: { } failed, SucceededP50Ms: > 0 and var succeeded }
            ? failed <= succeeded * AtOnce ? Pace.AtOnce
                : failed < succeeded * Late ? Pace.Alike
                : endpoint.Failed >= FewestLate ? Pace.Late
                : Pace.Unknown
            : Pace.Unknown;

    private static IEnumerable<string> Announced(ImportedEndpoint endpoint, IReadOnlyList<(string Status, long Count)> failing) =>
        from refused in failing
        where refused.Status is "429" or "503" or "420" && endpoint.RetryAfter is not null
        select Text($"Retry-After with {endpoint.RetryAfter!.GetValueOrDefault(refused.Status)} ")
            + Text($"of the {refused.Count} answers of {refused.Status}");

    private static IEnumerable<string> Shape(ImportedEndpoint endpoint, FailureVerdict verdict)
    {
        if (endpoint.Failures is { FailedP50Ms: { } failed, SucceededP50Ms: { } succeeded })
        {
            var meaning = PaceOf(endpoint) switch
            {
                Pace.AtOnce => verdict == FailureVerdict.RateLimit ? ": refused before any work" : ": they come at once",
                Pace.Late => ": they waited",
                Pace.Alike => ": as long as a success",
                _ => succeeded > 0 ? ": too few to tell whether they waited" : "",
            };
            yield return Text($"failures take {failed:0.##} ms in the median, successes {succeeded:0.##} ms{meaning}");
        }

        if (endpoint.Failures is { OnsetRatePerS: { } rate, Seconds: > 0 and var seconds, FailingSeconds: var failing })
        {
            yield return Text($"the first come at {rate:0.##} requests a second; {failing} of {seconds} seconds have some");
        }
    }

    private static string Probed(EndpointBurst burst)
    {
        var refused = burst.Refusals.Sum(static refusal => refusal.Count);
        var announced = burst.AnnouncesLimit ? "; its answers tell the limit in a RateLimit header" : "";
        return refused == 0
            ? Text($"the limit probe sent {burst.Sent} at once, and none was refused{announced}")
            : Text($"the limit probe sent {burst.Sent} at once: {refused} were refused")
                + Text($"{(burst.AcceptedBeforeRefusal is { } before ? $" after {before} accepted" : "")}, ")
                + Text($"{burst.Refusals.Sum(static refusal => refusal.WithRetryAfter)} of them with Retry-After{announced}");
    }

    private static string Doubt(ImportedEndpoint endpoint, IReadOnlyList<(string Status, long Count)> failing, bool hasKinds) =>
        failing switch
        {
            _ when failing.Sum(static status => status.Count) > endpoint.Failed =>
                "some of these statuses were expected, and nothing tells which of them failed",
            [] when PaceOf(endpoint) == Pace.AtOnce =>
                "they come at once, which wrong requests do as well as refused ones: only statuses tell",
            [] => "no statuses are known",
            [("503" or "420", _), ..] when !Succeeds(endpoint) =>
                "nothing else ever came: a service that is gone behind its gateway looks like one that has no room",
            [("503" or "420", _), ..] =>
                "a 503 at once is load shed by a rule, or something behind the service is gone: a Retry-After header would tell",
            [("0", _), ..] when hasKinds => "no answer came, and the kind of error does not tell whose fault it is",
            [("0", _), ..] => "no answer came, and nothing tells whether it was refused, cut off, or too late",
            _ => "of more than half of them neither status nor cause is known",
        };

    private static string Mix(string what, IReadOnlyList<(string Name, long Count)> parts) =>
        $"{what} {string.Join(", ", parts.Take(Listed).Select(static part => Text($"{part.Name}: {part.Count}")))}"
            + (parts.Count > Listed ? ", ..." : "");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private enum Pace
    {
        Unknown,
        AtOnce,
        Alike,
        Late,
    }
}
