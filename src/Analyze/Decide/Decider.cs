using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Analyze.Decide;

/// <summary>What the decision rests on.</summary>
/// <param name="Plan">What must hold.</param>
/// <param name="Today">The day of the run, for waivers.</param>
/// <param name="UnendedBecause">Why the run did not come to its end, or null.</param>
/// <param name="Trust">Whether the run can be believed.</param>
/// <param name="Slo">The objectives.</param>
/// <param name="Findings">The findings.</param>
/// <param name="Outcomes">How the detectors ended.</param>
/// <param name="Unanswered">Detectors and probes that could not run although the plan asks for what they tell.</param>
public sealed record DecisionBasis(
    Plan Plan,
    DateOnly Today,
    string? UnendedBecause,
    RunTrust Trust,
    IReadOnlyList<SloResult> Slo,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<DetectorOutcome> Outcomes,
    IReadOnlyList<string> Unanswered)
{
    /// <summary>How the service ended by itself under the load; null when it lived.</summary>
    public ServiceEnd? ServiceEnd { get; init; }

    /// <summary>The endpoints under load; empty when there was none.</summary>
    public IReadOnlyList<EndpointResult> Endpoints { get; init; } = [];

    /// <summary>Whether every request of a load that can be trusted failed.</summary>
    public bool HasOnlyFailures { get; init; }

    /// <summary>
    /// What keeps the statements from being looked at, such as a right, with what helps; null when nothing does.
    /// </summary>
    public string? Denied { get; init; }
}

/// <summary>Decides whether the service may ship; it fails closed: what was asked for and did not run is never a pass.</summary>
/// <remarks>
/// Precedence: Blocked (an objective violated, an unwaived finding at the gate's severity, an expired waiver), CannotTell (the run did not
/// come to its end or is not trusted, every request failed, or something asked for did not run), ReadyWithRisk (an unwaived high finding),
/// Ready.
/// </remarks>
public static class Decider
{
    /// <summary>The name of the assertion that the measurement can be believed.</summary>
    internal const string Trusted = "the run can be trusted";

    /// <summary>The name of the assertion that the run came to its end.</summary>
    internal const string Ended = "the run ended";

    /// <summary>The end of the name of an assertion about a finding that a waiver accepts.</summary>
    internal const string Waived = " (waived)";

    /// <summary>The operator of the assertion that a waiver holds.</summary>
    internal const string NotExpired = "not expired";

    /// <summary>The name of the assertion that not every request of the load failed.</summary>
    private const string Succeeded = "a request of the load succeeded";

    private const string Error = "error";

    private const string Warning = "warn";

    /// <summary>The decision.</summary>
    public static Decision Of(DecisionBasis basis)
    {
        IReadOnlyList<Assertion> assertions =
        [
            new Assertion { Name = Trusted, Operator = "ran", Level = Error, Passed = basis.Trust.Valid ? true : null },
            .. basis.UnendedBecause is null ? [] : new[] { new Assertion { Name = Ended, Operator = "ran", Level = Error, Passed = null } },
            .. basis.HasOnlyFailures ? new[] { new Assertion { Name = Succeeded, Operator = "ran", Level = Error, Passed = null } } : [],
            .. basis.Slo.Select(OfObjective),
            .. basis.Findings.Select(finding => OfFinding(finding, basis)).OfType<Assertion>(),
            .. Expired(basis.Plan.Waivers, basis.Today),
            .. basis.Unanswered.Concat(RequiredButSilent(basis)).Distinct().Order(StringComparer.Ordinal)
                .Select(id => new Assertion { Name = $"{id} ran", Operator = "ran", Level = Error, Passed = null }),
        ];
        var verdict = VerdictOf(assertions);
        return new Decision
        {
            Verdict = verdict,
            Sentence = basis.Plan.Database is null ? Sentence(verdict, basis, assertions) : OfDatabase(verdict, basis, assertions),
            Assertions = assertions,
        };
    }

    /// <summary>What follows from what must hold.</summary>
    public static Verdict VerdictOf(IReadOnlyList<Assertion> assertions) =>
        assertions.Any(a => a is { Level: Error, Passed: false }) ? Verdict.Blocked
        : assertions.Any(a => a is { Level: Error, Passed: null }) ? Verdict.CannotTell
        : assertions.Any(a => a.Passed == false) ? Verdict.ReadyWithRisk
        : Verdict.Ready;

    /// <summary>The waivers that hold no longer: each is an assertion that fails, whether it would waive something or not.</summary>
    /// <param name="waivers">The waivers.</param>
    /// <param name="today">The day by which they are judged.</param>
    internal static IEnumerable<Assertion> Expired(IEnumerable<Waiver> waivers, DateOnly today) => waivers
        .Where(waiver => waiver.Until < today)
        .Select(waiver => new Assertion
        {
            Name = $"waiver of {waiver.Fingerprint} holds until {waiver.Until:yyyy-MM-dd}",
            Operator = NotExpired,
            Level = Error,
            Passed = false,
        });

    private static Assertion OfObjective(SloResult slo) => new()
    {
        Name = $"slo {slo.Endpoint} {slo.Indicator}",
        Operator = "<=",
        Expected = slo.Target?.TotalMilliseconds ?? slo.TargetShare?.Value,
        Actual = slo.Actual?.TotalMilliseconds ?? slo.ActualShare?.Value,
        Unit = slo.Target is null ? "ratio" : "ms",
        Level = Error,
        Passed = slo.Met,
    };

    private static Assertion? OfFinding(Finding finding, DecisionBasis basis)
    {
        var blocks = finding.Severity >= basis.Plan.Gate.FailOn;
        if (!blocks && finding.Severity < Severity.High)
        {
            return null;
        }

        var waived = IsWaived(finding, basis);
        return new Assertion
        {
            Name = $"no {finding.Severity.ToString().ToLowerInvariant()} finding {finding.Fingerprint}{(waived ? Waived : "")}",
            Operator = "absent",
            Level = blocks ? Error : Warning,
            Passed = waived,
        };
    }

    private static bool IsWaived(Finding finding, DecisionBasis basis) =>
        basis.Plan.Waivers.Any(waiver => waiver.Fingerprint == finding.Fingerprint && waiver.Until >= basis.Today);

    // "a critical finding stands", "3 findings that are high or graver stand".
    private static string Standing(DecisionBasis basis, Severity least)
    {
        var standing = basis.Findings.Count(finding => finding.Severity >= least && !IsWaived(finding, basis));
        var grave = least.ToString().ToLowerInvariant();
        return (standing, least) switch
        {
            (1, Severity.Critical) => $"a {grave} finding stands",
            (_, Severity.Critical) => $"{standing} {grave} findings stand",
            (1, _) => $"a finding that is {grave} or graver stands",
            _ => $"{standing} findings that are {grave} or graver stand",
        };
    }

    private static IEnumerable<string> RequiredButSilent(DecisionBasis basis) => basis.Plan.Gate.Require.Where(required => required == "slo"
        ? basis.Slo.Count == 0
        : basis.Outcomes.FirstOrDefault(outcome => outcome.Detector == required)?.Outcome is null or "not_run" or "crashed");

    // A database by itself is neither ready nor not: what was found, and what comes first.
    private static string OfDatabase(Verdict verdict, DecisionBasis basis, IReadOnlyList<Assertion> assertions)
    {
        var counts = basis.Findings.GroupBy(finding => finding.Severity)
            .OrderByDescending(same => same.Key)
            .Select(same => $"{same.Count()} {same.Key.ToString().ToLowerInvariant()}")
            .ToList();
        var found = counts.Count == 0 ? "No finding." : $"{string.Join(", ", counts)}. First to fix: {basis.Findings[0].Title}.";
        return verdict == Verdict.CannotTell
            ? $"Cannot tell: {(basis.Trust.Valid ? $"{Unchecked(basis, assertions)}." : Distrust(basis.Trust))}"
                + (counts.Count == 0 ? "" : $" Found so far: {found}")
            : counts.Count == 0 ? found : $"Findings: {found}";
    }

    private static string Unchecked(DecisionBasis basis, IReadOnlyList<Assertion> assertions)
    {
        var names = assertions.Where(a => a.Passed is null)
            .Select(a => a.Name.EndsWith(" ran", StringComparison.Ordinal) ? a.Name[..^4] : a.Name);
        var isDenied = basis.Denied is { } denied
            && basis.Outcomes.Any(outcome => outcome.Reason?.Contains(denied, StringComparison.Ordinal) == true);
        return $"{string.Join(", ", names)} could not be checked{(isDenied ? $": {basis.Denied}" : "")}";
    }

    /// <summary>Why a run cannot be trusted, with its end: a reason may be a question, or end in a full stop of its own.</summary>
    /// <param name="trust">The trust.</param>
    internal static string Distrust(RunTrust trust)
    {
        var reasons = string.Join("; ", trust.Reasons.Select(reason => reason.TrimEnd('.')));
        return reasons.EndsWith('?') ? reasons : $"{reasons}.";
    }

    private static string Sentence(Verdict verdict, DecisionBasis basis, IReadOnlyList<Assertion> assertions)
    {
        var violated = assertions.Count(a => a.Passed == false && a.Name.StartsWith("slo ", StringComparison.Ordinal));
        var first = FirstFix.Of(verdict, assertions, basis.Trust.Valid, basis.Slo, basis.Endpoints, basis.Findings).Sentence;
        var unready = basis.UnendedBecause is { } since ? $"Not ready ({since}):" : "Not ready:";
        var expired = assertions.FirstOrDefault(a => a.Passed == false && a.Name.StartsWith("waiver ", StringComparison.Ordinal));
        return verdict switch
        {
            Verdict.Blocked when basis.ServiceEnd is { } end => $"Not ready: {end.Sentence}. First to fix: what ended it.",
            Verdict.CannotTell when basis.ServiceEnd is { } end => $"Cannot tell: {end.Sentence}. First to fix: what ended it.",
            Verdict.Blocked when violated > 0 => $"{unready} objectives are violated under the planned load.{first}",
            Verdict.Blocked when expired is not null => $"{unready} the {expired.Name}, which has passed.{first}",
            Verdict.Blocked => $"{unready} {Standing(basis, basis.Plan.Gate.FailOn)}.{first}",
            Verdict.CannotTell when basis.UnendedBecause is { } cause => $"Cannot tell: {cause}.{first}",
            Verdict.CannotTell when !basis.Trust.Valid => $"Cannot tell: {Distrust(basis.Trust)}{first}",
            Verdict.CannotTell when basis.HasOnlyFailures => $"Cannot tell: every request of the load failed.{first}",
            Verdict.CannotTell => $"Cannot tell: {Unchecked(basis, assertions)}.{first}",
            Verdict.ReadyWithRisk => $"Ready, with a risk: {Standing(basis, Severity.High)}.{first}",
            _ => basis.Slo.Count == 0
                ? $"Ready: no finding of weight{Accepted(basis)}; the plan names no objectives."
                : $"Ready: every objective is met under the planned load, and no finding of weight{Accepted(basis)}.",
        };
    }

    // What is accepted for a time is there all the same.
    private static string Accepted(DecisionBasis basis)
    {
        var least = basis.Plan.Gate.FailOn < Severity.High ? basis.Plan.Gate.FailOn : Severity.High;
        var accepted = basis.Findings.Count(finding => finding.Severity >= least && IsWaived(finding, basis));
        return accepted switch
        {
            0 => "",
            1 => " but one that is accepted for a time",
            _ => $" but {accepted} that are accepted for a time",
        };
    }
}
