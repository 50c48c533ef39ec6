using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Report;

/// <summary>The words of the reports for the cases of the model.</summary>
internal static class Words
{
    /// <summary>What a verdict is called, and how it sounds.</summary>
    public static (string Label, Tone Tone) Of(Verdict verdict) => verdict switch
    {
        Verdict.Ready => ("READY", Tone.Good),
        Verdict.ReadyWithRisk => ("READY WITH RISK", Tone.Warn),
        Verdict.Blocked => ("NOT READY", Tone.Bad),
        _ => ("CANNOT TELL", Tone.Unknown),
    };

    /// <summary>What the end of an audit is called: a service is ready or not, a database by itself has findings or got worse.</summary>
    public static (string Label, Tone Tone) Of(AuditResult result) => (result.Database, result.Decision.Verdict) switch
    {
        (null, var verdict) => Of(verdict),
        (_, Verdict.CannotTell) when result.Manifest.Interrupted => ("INTERRUPTED", Tone.Unknown),
        (_, Verdict.Ready) => (result.Findings.Count == 0 ? "NOTHING FOUND" : "NOTHING GRAVE FOUND", Tone.Good),
        (_, Verdict.ReadyWithRisk) => ("HIGH FINDINGS", Tone.Warn),
        (_, Verdict.Blocked) => (result.Findings.Any(IsCritical) ? "CRITICAL FINDINGS" : "REGRESSED", Tone.Bad),
        _ => ("CANNOT TELL", Tone.Unknown),
    };

    private static bool IsCritical(Finding finding) => finding.Severity == Severity.Critical;

    /// <summary>What a severity is called.</summary>
    public static string Of(Severity severity) => severity.ToString();

    /// <summary>How a severity sounds.</summary>
    public static Tone ToneOf(Severity severity) => severity switch
    {
        Severity.Critical => Tone.Bad,
        Severity.High => Tone.Warn,
        _ => Tone.Plain,
    };

    /// <summary>What a state of an objective or an assertion is called.</summary>
    public static (string Label, Tone Tone) Met(bool? met) => met switch
    {
        true => ("met", Tone.Good),
        false => ("violated", Tone.Bad),
        null => ("not judged", Tone.Unknown),
    };

    /// <summary>What an assertion's state is called; a warning that does not hold is a risk only, a value of a run that is not trusted is not judged.</summary>
    public static (string Label, Tone Tone) Of(Assertion assertion) => assertion.Passed switch
    {
        true => ("holds", Tone.Good),
        false when assertion.Level == "warn" => ("risk", Tone.Warn),
        false when assertion.Level == "info" => ("not yet", Tone.Plain),
        false => ("fails", Tone.Bad),
        null when assertion.Actual is not null => ("not judged", Tone.Unknown),
        null when !IsRun(assertion) => ("not shown", Tone.Unknown),
        null => ("did not run", Tone.Unknown),
    };

    // "the run can be trusted" is no thing that runs, "unindexed-sort ran" and an objective are.
    private static bool IsRun(Assertion assertion) =>
        assertion.Operator != "ran" || assertion.Name.EndsWith(" ran", StringComparison.Ordinal);

    /// <summary>The operator of an assertion as a person writes it.</summary>
    public static string Operator(string symbol) => symbol switch
    {
        "<=" => "≤",
        ">=" => "≥",
        "==" => "=",
        _ => symbol,
    };

    /// <summary>What the end of a detector is called.</summary>
    public static (string Label, Tone Tone) Outcome(string outcome) => outcome switch
    {
        "found" => ("found", Tone.Warn),
        "clean" => ("clean", Tone.Good),
        "not_applicable" => ("not applicable", Tone.Plain),
        "not_run" => ("not run", Tone.Unknown),
        "crashed" => ("crashed", Tone.Bad),
        _ => (outcome, Tone.Unknown),
    };

    /// <summary>Whether a detector ended without an answer, so that its silence says nothing.</summary>
    public static bool IsSilent(DetectorOutcome outcome) => outcome.Outcome is "not_run" or "crashed";

    /// <summary>
    /// Whether a detector is silent only because nobody asked for what it needs: the plan, for its probe or with a database; this command.
    /// </summary>
    public static bool IsUnasked(DetectorOutcome outcome) => IsSilent(outcome) && outcome.Asked == false;

    /// <summary>Whether a detector is silent only because the plan names no database.</summary>
    public static bool LacksDatabase(DetectorOutcome outcome) =>
        IsUnasked(outcome) && UnaskedReason.Of(outcome) == UnaskedReason.NoPostgres;

    /// <summary>What an experiment's verdict means for the advice.</summary>
    public static string Of(ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.Improved => "it helps",
        ProofVerdict.Regressed => "it harms",
        ProofVerdict.Equivalent => "no difference that matters",
        ProofVerdict.Inconclusive => "the measurement cannot tell",
        _ => "the measurement was not fit to judge by",
    };

    /// <summary>Whom a remedy concerns.</summary>
    public static string Of(RemedyScope scope) => scope switch
    {
        RemedyScope.Schema => "schema change",
        RemedyScope.Dependency => "dependency change",
        RemedyScope.Api => "API change",
        RemedyScope.Config => "setting",
        _ => "code change",
    };

    /// <summary>A detector's id as words: n-plus-one-query is "n plus one query".</summary>
    public static string Spaced(string id) => id.Replace('-', ' ').Replace('_', ' ');
}
