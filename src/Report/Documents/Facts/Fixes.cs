using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Documents.Remediation;
using Headroom.Report.Tables;
using Headroom.Report.Texts;

namespace Headroom.Report.Documents.Facts;

/// <summary>What documents say of the fix of a finding: how urgent, what, how much work, on which day, and how to check it.</summary>
internal static class Fixes
{
    /// <summary>What the hours and the days of a table mean.</summary>
    public const string EffortMeaning =
        "Hours are the ranking's convention by the kind of the change, not a measurement; days are working days after the run, "
            + "filled with the first fix, then in the order of the findings.";

    /// <summary>What stands for what in the commands of a document, as Markdown.</summary>
    public static string CommandMeaning(AuditResult result) =>
        "In commands `$RUN` is the folder of this run, "
            + $"{(result.Database is null ? "`headroom.yaml` its plan (`-c` names another one), " : "")}and {ChangeMeaning(result)}."
            + Ended(result);

    /// <summary>That nothing is left which a command could ask, as Markdown, to stand behind a sentence; nothing where it is.</summary>
    public static string Ended(AuditResult result) => result.Plan is { IsTemporary: true }
        ? " The service and the database of this run were Headroom's own and ended with it: the commands need ones that stay."
        : "";

    /// <summary>The command that audits the service of a run once more: of one that ended with it, the command that made it.</summary>
    public static string AuditAgain(AuditResult result) =>
        result.Plan is { IsTemporary: true } ? "headroom demo" : "headroom audit -c headroom.yaml";

    /// <summary>What stands for the change in the commands of a document, as Markdown.</summary>
    public static string ChangeMeaning(AuditResult result)
    {
        var (_, word, meaning) = FixAcceptance.ChangeIn(result);
        return $"{Markdown.Code(word)} {meaning}";
    }

    /// <summary>Which command tells what, and when, as Markdown.</summary>
    public static string VerifyMeaning(AuditResult result) =>
        $"{CommandMeaning(result)} `headroom prove` tries a change before it is in place; once it is, "
        + $"{Markdown.Code(Afterwards(result))} tells whether its finding is gone, and whether anything got worse.";

    /// <summary>
    /// The finding whose fix comes first, in every document: the one that decided, where a remedy within the plan's scope cures it, else
    /// the first that one cures, else the first of all; null when there is none.
    /// </summary>
    public static Finding? First(AuditResult result) => FirstCured(result) ?? (result.Findings is [var first, ..] ? first : null);

    /// <summary>The finding whose fix comes first of those that a remedy within the plan's scope cures; null when there is none.</summary>
    public static Finding? FirstCured(AuditResult result)
    {
        var scope = result.Plan?.Scope ?? new ScopePlan();
        var cured = result.Findings.Where(finding => finding.Remedies.Any(remedy => scope.Allows(remedy.Scope))).ToList();
        var decided = Decided(result).Finding;
        return cured.Find(finding => ReferenceEquals(finding, decided)) ?? cured.FirstOrDefault();
    }

    /// <summary>The findings in the order in which they are fixed: the first fix, then the order of repair.</summary>
    public static IReadOnlyList<Finding> InOrder(AuditResult result)
    {
        var first = First(result);
        return [.. result.Findings.OrderBy(finding => ReferenceEquals(finding, first) ? 0 : 1)]; // the order is stable
    }

    /// <summary>What is fixed first, where, and what that gains, as Markdown; null when nothing is.</summary>
    public static string? Told(AuditResult result) => First(result) is { } first
        ? $"First to fix: **{Markdown.Text(first.Title)}**{Markdown.Text(Since(result, first))}, "
            + $"at {Markdown.Code(FindingFacts.Place(first))}; {Markdown.Text(GainOf(result, first))}."
        : Unexplained.Of(result) is { } unexplained ? $"**First to fix.** {Markdown.Text(unexplained.Told)}"
        : null;

    /// <summary>The place of a finding in the order of repair, from 1.</summary>
    public static int RankOf(AuditResult result, Finding finding) =>
        result.Findings.Index().First(each => ReferenceEquals(each.Item, finding)).Index + 1;

    /// <summary>
    /// Why the first fix is that of a later finding, and what comes before it, to stand behind it; nothing where neither is so.
    /// </summary>
    public static string Since(AuditResult result, Finding first) =>
        (RankOf(result, first) == 1 ? ""
            : ReferenceEquals(first, Decided(result).Finding) ? ", the first finding that bears on what decided"
            : ", the first finding with a known cure within the plan's scope")
        + After(result);

    /// <summary>
    /// What comes before every fix, or that the first one is not known to bear on what decided, to stand behind the word for the first;
    /// nothing where the decision names that fix, or is that nothing needs one.
    /// </summary>
    public static string After(AuditResult result)
    {
        if (Cause(result) is { } cause)
        {
            return $", once {cause} is mended";
        }

        if (result.Database is not null || result.Decision.Verdict is not (Verdict.Blocked or Verdict.CannotTell))
        {
            return "";
        }

        var decided = Decided(result).Finding;
        return decided is null && !result.Trust.Valid ? ", once a run can be trusted"
            : decided is null || (First(result) is { Severity: Severity.Low } first && !ReferenceEquals(first, decided))
                ? ", though it is not known to bear on what decided"
                : "";
    }

    /// <summary>What comes before every fix, in words without a full stop: "what ended the service"; null when nothing does.</summary>
    public static string? Cause(AuditResult result) =>
        HasEnded(result) ? "what ended the service" : result.Database is null ? Decided(result).Cause : null;

    /// <summary>The endpoint whose failures come before every fix; null when something else does, or nothing.</summary>
    public static string? FailingFirst(AuditResult result) =>
        HasEnded(result) || result.Database is not null ? null : Decided(result).Endpoint;

    /// <summary>
    /// What it means for a document that there is no finding, as Markdown: that something is to be mended of which no fix is known, that
    /// there is nothing to do, or that nobody knows.
    /// </summary>
    /// <param name="result">The audit.</param>
    /// <param name="nothing">That there is nothing to do, in a sentence: "Nothing to plan."</param>
    public static string None(AuditResult result, string nothing) =>
        Unexplained.Of(result) is { } first
            ? $"No fix is known. {Markdown.Text(first.Told)} To verify it: {Markdown.Code(first.Verify)}. {Unexplained.Meaning(result)}"
        : result.Outcomes.All(Words.IsSilent) ? FindingFacts.None(result)
        : $"{nothing} {FindingFacts.None(result)}";

    /// <summary>Why a table of fixes is empty: that none is known for what comes first, or what it means that nothing was found.</summary>
    public static string NoFix(AuditResult result) => Unexplained.Of(result) is { } first
        ? $"No fix is known for what comes first: {first.What}."
        : FindingFacts.None(result);

    /// <summary>The label of a severity in documents: P0 is critical.</summary>
    public static string Label(Severity severity) => severity switch
    {
        Severity.Critical => "P0",
        Severity.High => "P1",
        Severity.Medium => "P2",
        _ => "P3",
    };

    /// <summary>The first remedy that the plan's scope allows, else the first of all; null when none is known.</summary>
    public static Remedy? Best(AuditResult result, Finding finding) => (result.Plan?.Scope ?? new ScopePlan()).Best(finding);

    /// <summary>Whom the remedy concerns: "schema change"; and whether the plan's scope forbids it.</summary>
    public static string Scope(AuditResult result, Finding finding) => Best(result, finding) switch
    {
        null => "no cure is known",
        { } remedy when result.Plan is { } plan && !plan.Scope.Allows(remedy.Scope) => $"{Words.Of(remedy.Scope)}, out of the plan's scope",
        { } remedy => Words.Of(remedy.Scope),
    };

    /// <summary>What can go wrong with the remedy, in one sentence.</summary>
    public static string Risk(AuditResult result, Finding finding) => Best(result, finding)?.Risk ?? Format.Unknown;

    /// <summary>What the remedy gains. The effect of a finding is that of its first remedy: of another one nobody knows it.</summary>
    public static Gain Gained(AuditResult result, Finding finding) =>
        finding.Remedies.Count == 0 || ReferenceEquals(Best(result, finding), finding.Remedies[0])
            ? Gain.Of(finding.Effect)
            : new Gain("not known", "what was looked at is a remedy that is out of scope", Tone.Unknown);

    /// <summary>The same in one line.</summary>
    public static string GainOf(AuditResult result, Finding finding) => Gained(result, finding).Sentence;

    /// <summary>Hours of work by the ranking's convention; unknown in results that were recorded before.</summary>
    public static string Effort(AuditResult result, Finding finding) =>
        Best(result, finding)?.EffortHours is { } hours ? $"{Format.Number(hours)} h" : Format.Unknown;

    /// <summary>The day of a finding's fix; unknown where it has none.</summary>
    public static string Day(IReadOnlyList<FixTask> tasks, Finding finding) =>
        tasks.FirstOrDefault(task => ReferenceEquals(task.Finding, finding))?.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            ?? Format.Unknown;

    /// <summary>
    /// The command that tries the fix before it is in place; where nothing can try it, the commands that tell afterwards. $RUN is the
    /// folder of the run.
    /// </summary>
    public static string Verify(AuditResult result, Finding finding) =>
        Best(result, finding) is { } remedy
            && FixAcceptance.Commands(result, finding, remedy).Select(static step => step.Command).FirstOrDefault(IsProof) is { } proof
            ? proof
            : Afterwards(result);

    /// <summary>The commands that verify what comes first; null when nothing does.</summary>
    public static string? VerifyFirst(AuditResult result) =>
        First(result) is { } first ? Verify(result, first) : Unexplained.Of(result)?.Verify;

    /// <summary>The commands that tell, once a change is in place, whether its finding is gone and whether anything got worse.</summary>
    public static string Afterwards(AuditResult result) =>
        string.Join("; ", FixAcceptance.Afterwards(result).Select(static step => step.Command));

    /// <summary>The first finding that reaches an endpoint, with its place in the order of repair; null when none does.</summary>
    public static (int Rank, Finding Finding)? FirstAt(AuditResult result, string endpoint) => result.Findings.Index()
        .Where(each => each.Item.Subject.Endpoint == endpoint || each.Item.Endpoints.Contains(endpoint))
        .Select(each => Ranked(each.Index + 1, each.Item))
        .FirstOrDefault();

    // That comes before every finding.
    private static bool HasEnded(AuditResult result) =>
        result.Trust.Reasons.Any(static reason => reason.StartsWith(ServiceEnd.Beginning, StringComparison.Ordinal));

    private static FirstFix Decided(AuditResult result) =>
        FirstFix.Of(result, result.Decision.Verdict, result.Decision.Assertions);

    private static bool IsProof(string command) => command.StartsWith("headroom prove ", StringComparison.Ordinal);

    private static (int Rank, Finding Finding)? Ranked(int rank, Finding finding) => (rank, finding);
}
