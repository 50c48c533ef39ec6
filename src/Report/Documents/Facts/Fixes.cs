using System.Globalization;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Documents.Remediation;

namespace Headroom.Report.Documents.Facts;

/// <summary>What documents say of the fix of a finding: how urgent, what, how much work, on which day, and how to check it.</summary>
internal static class Fixes
{
    /// <summary>What the hours and the days of a table mean.</summary>
    public const string EffortMeaning =
        "Hours are the ranking's convention by the kind of the change, not a measurement; days are working days after the run, filled in the order of the findings.";

    /// <summary>The label of a severity in documents: P0 is critical.</summary>
    public static string Label(Severity severity) => severity switch
    {
        Severity.Critical => "P0",
        Severity.High => "P1",
        Severity.Medium => "P2",
        _ => "P3",
    };

    /// <summary>The first remedy that the plan's scope allows, else the first of all; null when none is known.</summary>
    public static Remedy? Best(AuditResult result, Finding finding) =>
        finding.Remedies.FirstOrDefault(remedy => (result.Plan?.Scope ?? new ScopePlan()).Allows(remedy.Scope))
        ?? (finding.Remedies is [var first, ..] ? first : null);

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
    public static string GainOf(AuditResult result, Finding finding) => finding.Remedies.Count == 0 || ReferenceEquals(Best(result, finding), finding.Remedies[0])
        ? Gain.Of(finding.Effect).Sentence
        : "not known: what was looked at is a remedy that is out of scope";

    /// <summary>Hours of work by the ranking's convention; unknown in results that were recorded before.</summary>
    public static string Effort(AuditResult result, Finding finding) =>
        Best(result, finding)?.EffortHours is { } hours ? $"{Format.Number(hours)} h" : Format.Unknown;

    /// <summary>The day of a finding's fix; unknown where it has none.</summary>
    public static string Day(IReadOnlyList<FixTask> tasks, Finding finding) =>
        tasks.FirstOrDefault(task => ReferenceEquals(task.Finding, finding))?.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Format.Unknown;

    /// <summary>The command that shows whether the fix holds what it promises; $RUN is the folder of the run.</summary>
    public static string Verify(AuditResult result, Finding finding)
    {
        if (Best(result, finding) is not { } remedy)
        {
            return $"headroom prove {ShellText.Quoted(finding.Fingerprint)} --run \"$RUN\"";
        }

        var commands = FixAcceptance.Commands(result, finding, remedy).Select(step => step.Command).Where(IsOwn).ToList();
        return commands.Find(IsProof) ?? string.Join(" && ", commands);
    }

    /// <summary>The first finding that reaches an endpoint, with its place in the order of repair; null when none does.</summary>
    public static (int Rank, Finding Finding)? FirstAt(AuditResult result, string endpoint) => result.Findings.Index()
        .Where(each => each.Item.Subject.Endpoint == endpoint || each.Item.Endpoints.Contains(endpoint))
        .Select(each => Ranked(each.Index + 1, each.Item))
        .FirstOrDefault();

    private static bool IsOwn(string command) => command.StartsWith("headroom ", StringComparison.Ordinal);

    private static bool IsProof(string command) => command.StartsWith("headroom prove ", StringComparison.Ordinal);

    private static (int Rank, Finding Finding)? Ranked(int rank, Finding finding) => (rank, finding);
}
