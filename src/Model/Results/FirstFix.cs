using Headroom.Model.Findings;
using Headroom.Model.Text;

namespace Headroom.Model.Results;

/// <summary>What is to be mended first: what decided, which is not always a finding.</summary>
/// <remarks>
/// A run that cannot be trusted, requests that fail and a service that ended come before every finding that does not explain them. A low
/// finding is the first only where it reaches what is violated, or is what the decision rests on.
/// </remarks>
public sealed record FirstFix
{
    /// <summary>Of so many requests of an endpoint that fail, their latency is no longer that of the service (a choice).</summary>
    private const double MostFail = 0.5;

    /// <summary>Kinds of failures that are named (a count).</summary>
    private const int MostKinds = 3;

    private const string Errors = "errors";

    /// <summary>What comes before every finding, to stand in "once ... is mended"; null when nothing does.</summary>
    public string? Cause { get; private init; }

    /// <summary>The endpoint whose failures are the <see cref="Cause"/>; null when nothing comes before every finding.</summary>
    public string? Endpoint { get; private init; }

    /// <summary>The finding whose fix comes first; null when no finding is known to bear on what decided.</summary>
    public Finding? Finding { get; private init; }

    /// <summary>What is to be mended first, to stand behind a sentence; nothing where that is not known.</summary>
    public string Sentence =>
        Cause is not null ? $" First to fix: {Cause}."
        : Finding is not null ? $" First to fix: {Finding.Title}."
        : "";

    /// <summary>What is to be mended first by a decision of an audit.</summary>
    /// <param name="result">The audit.</param>
    /// <param name="verdict">The verdict, which may be that of a gate.</param>
    /// <param name="assertions">What the verdict rests on.</param>
    public static FirstFix Of(AuditResult result, Verdict verdict, IReadOnlyList<Assertion> assertions) =>
        Of(verdict, assertions, result.Trust.Valid, result.Slo, result.Endpoints, result.Findings);

    /// <summary>What is to be mended first.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="assertions">What it rests on.</param>
    /// <param name="isTrusted">Whether the run can be trusted; why it cannot is told by the reasons for that.</param>
    /// <param name="slo">The objectives.</param>
    /// <param name="endpoints">The endpoints under load.</param>
    /// <param name="findings">The findings, the first to fix first.</param>
    public static FirstFix Of(
        Verdict verdict, IReadOnlyList<Assertion> assertions, bool isTrusted, IReadOnlyList<SloResult> slo,
        IReadOnlyList<EndpointResult> endpoints, IReadOnlyList<Finding> findings)
    {
        var violated = slo.Where(static objective => objective.Met == false).ToList();
        if (verdict == Verdict.CannotTell && !isTrusted)
        {
            return new FirstFix();
        }

        var failing = verdict is Verdict.CannotTell or Verdict.Blocked ? Failing(violated, endpoints, findings) : null;
        if (failing is not null && !findings.Any(finding => Explains(finding, failing)))
        {
            return new FirstFix { Cause = $"what {failing.Endpoint} fails with ({What(failing)})", Endpoint = failing.Endpoint };
        }

        return new FirstFix
        {
            Finding = findings.FirstOrDefault(finding => failing is not null
                ? Explains(finding, failing)
                : finding.Severity > Severity.Low
                    || violated.Exists(objective => Reaches(finding, objective.Endpoint))
                    || assertions.Any(assertion => assertion.Passed == false && Names(assertion, finding))),
        };
    }

    // The endpoint that failed most, where failures decided: a few of them did not where a finding explains a latency that is violated.
    private static EndpointResult? Failing(
        List<SloResult> violated, IReadOnlyList<EndpointResult> endpoints, IReadOnlyList<Finding> findings)
    {
        var isSlow = findings.Any(finding => finding.Severity > Severity.Low
            && violated.Exists(objective => objective.Indicator != Errors && Reaches(finding, objective.Endpoint)));
        var asked = endpoints.Where(static endpoint => endpoint.Requests > 0).ToList();
        var hasOnlyFailures = asked.TrueForAll(static endpoint => endpoint.Error.Value >= 1);
        return asked
            .Where(endpoint => hasOnlyFailures || violated.Exists(objective => objective.Endpoint == endpoint.Endpoint
                && (endpoint.Error.Value > MostFail || (objective.Indicator == Errors && !isSlow))))
            .MaxBy(static endpoint => (endpoint.Error.Value, endpoint.Requests));
    }

    // A request that is refused as wrong has a finding at its own endpoint at most; what a service fails at may come from anywhere.
    private static bool Explains(Finding finding, EndpointResult failing) =>
        (finding.Severity > Severity.Low && Reaches(finding, failing.Endpoint))
        || (finding.Severity >= Severity.High && Kinds(failing).Exists(static kind => !kind.Name.StartsWith('4')));

    private static bool Reaches(Finding finding, string endpoint) =>
        finding.Subject.Endpoint == endpoint || finding.Endpoints.Contains(endpoint, StringComparer.Ordinal);

    private static bool Names(Assertion assertion, Finding finding) =>
        assertion.Name.Contains(finding.Fingerprint, StringComparison.Ordinal);

    // "401 ×120 of 120 requests".
    private static string What(EndpointResult endpoint)
    {
        var kinds = Kinds(endpoint);
        var named = kinds.Count == 0
            ? "an answer that its checks do not accept"
            : string.Join(", ", kinds.Take(MostKinds).Select(static kind => $"{kind.Name} ×{kind.Count:#,0}"))
                + $" of {endpoint.Requests:#,0} {Counted.Word(endpoint.Requests, "request")}";
        var isRefused = kinds.Count > 0 && kinds.TrueForAll(static kind => kind.Name is "401" or "403");
        return isRefused ? $"{named}; does the load lack its login?" : named;
    }

    private static List<(string Name, long Count)> Kinds(EndpointResult endpoint) =>
    [
        .. endpoint.Status.Where(static status => status.Key is ['4' or '5', ..]).Concat(endpoint.Errors)
            .Select(static pair => (Name: pair.Key, Count: pair.Value)).Where(static kind => kind.Count > 0)
            .OrderByDescending(static kind => kind.Count).ThenBy(static kind => kind.Name, StringComparer.Ordinal),
    ];
}
