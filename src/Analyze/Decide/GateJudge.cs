using Headroom.Analyze.Judge;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Analyze.Decide;

/// <summary>Decides, some time after a run, whether a pipeline goes on; it fails closed.</summary>
/// <remarks>
/// The run's own decision, and what it could not know: whether it ended, what a database's audit left out, which waivers have expired
/// since, whether it can be held against the run that was recorded before, and which grave findings that one did not have. The precedence
/// is the audit's: what blocked there blocks here, also in a run that did not end or is not trusted; else such a run passes nothing.
/// </remarks>
public static class GateJudge
{
    /// <summary>A waiver that ends within so many days is told: time to mend what it accepts, or to ask again (a choice).</summary>
    private const int SoonDays = 14;

    private const string Error = "error";

    /// <summary>What the gate says.</summary>
    /// <param name="result">The run with what it was held against; the first comparison decides.</param>
    /// <param name="today">The day (UTC) on which the gate is asked; one before that of the run counts as the run's.</param>
    public static GateResult Of(AuditResult result, DateOnly today)
    {
        var started = DateOnly.FromDateTime(result.Manifest.StartedAt.UtcDateTime);
        var day = today < started ? started : today;
        var comparison = result.Comparisons is [var first, ..] ? first : null;
        var known = result.Decision.Assertions.Select(static assertion => assertion.Name);
        IReadOnlyList<Assertion> assertions =
        [
            .. result.Decision.Assertions.Select(assertion => On(day, assertion, result)),
            .. known.Contains(Decider.Trusted, StringComparer.Ordinal) ? [] : new[] { Ran(Decider.Trusted, result.Trust.Valid) },
            .. known.Contains(Decider.Ended, StringComparer.Ordinal)
                ? []
                : new[] { Ran(Decider.Ended, result.Manifest.UnendedBecause is null) },
            .. (result.Database?.Missing ?? []).Select(static missing => Ran($"nothing was left out: {missing}", hasRun: false)),
            .. comparison is null ? [] : Beside(comparison, result, day),
            .. Decider.Expired(WaiversOf(result), day).ExceptBy(known, static expired => expired.Name),
        ];
        var doubt = DoubtOf(result);
        var verdict = Decider.VerdictOf(assertions);
        return new GateResult
        {
            RunId = result.Manifest.RunId,
            Service = result.Manifest.Service,
            StartedAt = result.Manifest.StartedAt,
            Day = day,
            Decision = new Decision
            {
                Verdict = verdict,
                Sentence = verdict == Verdict.CannotTell && doubt is not null ? $"Cannot tell: {doubt}"
                    : verdict == result.Decision.Verdict ? result.Decision.Sentence
                    : Sentence(verdict, assertions, result),
                Assertions = assertions,
            },
            Waivers = [.. WaiversOf(result).Where(waiver => waiver.Until <= day.AddDays(SoonDays)).OrderBy(static waiver => waiver.Until)],
            Comparison = comparison,
        };
    }

    private static IReadOnlyList<Waiver> WaiversOf(AuditResult result) => result.Plan?.Waivers ?? [];

    private static string? DoubtOf(AuditResult result) =>
        result.Manifest.UnendedBecause is { } cause ? $"{cause}." : result.Trust.Valid ? null : Decider.Distrust(result.Trust);

    // Runs that have nothing in common have no acceptance that could fail: their comparison says it.
    private static IEnumerable<Assertion> Beside(BaselineComparison comparison, AuditResult result, DateOnly day) =>
    [
        Ran($"it can be held against {comparison.Base.Source}", comparison.Verdict != DiffVerdict.CannotTell),
        .. comparison.Verdict == DiffVerdict.Regressed
            ? comparison.Findings.Where(FindingDiffs.IsNew).Select(finding => New(finding, result, day))
            : [],
    ];

    private static Assertion New(FindingDiff finding, AuditResult result, DateOnly day)
    {
        var isWaived = IsWaived(finding.Fingerprint, result, day);
        return new Assertion
        {
            Name = $"no new finding {finding.Fingerprint}{(isWaived ? Decider.Waived : "")}",
            Operator = "absent",
            Level = Error,
            Passed = isWaived,
        };
    }

    // What the run's day waived stands again where its waiver has ended since.
    private static Assertion On(DateOnly day, Assertion assertion, AuditResult result)
    {
        var hasEnded = WaiversOf(result).Any(waiver => !IsWaived(waiver.Fingerprint, result, day)
            && assertion.Name.EndsWith($" finding {waiver.Fingerprint}{Decider.Waived}", StringComparison.Ordinal));
        return hasEnded ? assertion with { Name = assertion.Name[..^Decider.Waived.Length], Passed = false } : assertion;
    }

    private static bool IsWaived(string fingerprint, AuditResult result, DateOnly day) =>
        WaiversOf(result).Any(waiver => waiver.Fingerprint == fingerprint && waiver.Until >= day);

    private static Assertion Ran(string name, bool hasRun) =>
        new() { Name = name, Operator = "ran", Level = Error, Passed = hasRun ? true : null };

    // The run's own decision was another: what made the difference is the gate's; a waiver that has ended before the finding that stands
    // again for it.
    private static string Sentence(Verdict verdict, IReadOnlyList<Assertion> assertions, AuditResult result)
    {
        var isWorse = verdict == Verdict.Blocked;
        bool? outcome = isWorse ? false : null;
        var names = assertions.Where(assertion => assertion.Level == Error && assertion.Passed == outcome)
            .OrderByDescending(static assertion => assertion.Operator == Decider.NotExpired)
            .Select(static assertion => assertion.Name).ToList();
        var rest = names.Count > 1 ? $" and {names.Count - 1} more" : "";
        var fix = FirstFix.Of(result, verdict, assertions).Sentence;
        return $"{(isWorse ? "Not ready: this does not hold" : "Cannot tell: this could not be judged")}: {names[0]}{rest}.{fix}";
    }
}
