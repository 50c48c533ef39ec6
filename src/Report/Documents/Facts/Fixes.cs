using System.Globalization;
using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Report.Documents.Facts;

/// <summary>What documents say of the fix of a finding: how urgent, what, how much work, on which day, and how to check it.</summary>
internal static class Fixes
{
    /// <summary>What the hours of <see cref="Effort"/> and the days of <see cref="Days"/> rest on.</summary>
    public const string EffortMeaning =
        "Hours are the ranking's convention by the kind of the change, not a measurement; days are working days after the run, filled in the order of the findings.";

    /// <summary>Hours that one day holds.</summary>
    private const double WorkingDay = 8;

    /// <summary>The label of a severity in documents: P0 is critical.</summary>
    public static string Label(Severity severity) => severity switch
    {
        Severity.Critical => "P0",
        Severity.High => "P1",
        Severity.Medium => "P2",
        _ => "P3",
    };

    /// <summary>The first remedy as it is to be applied.</summary>
    public static string Change(Finding finding) => finding.Remedies is [var best, ..] ? best.Up : "No remedy is known.";

    /// <summary>Whom the first remedy concerns: "schema change".</summary>
    public static string Scope(Finding finding) => finding.Remedies is [var best, ..] ? Words.Of(best.Scope) : Format.Unknown;

    /// <summary>What can go wrong with the first remedy, in one sentence.</summary>
    public static string Risk(Finding finding) => finding.Remedies is [var best, ..] ? best.Risk : Format.Unknown;

    /// <summary>Hours of work by the ranking's convention; unknown in results that were recorded before.</summary>
    public static string Effort(Finding finding) => finding.PriorityParts is { } parts ? $"{Format.Number(parts.EffortHours)} h" : Format.Unknown;

    /// <summary>The day of each finding's fix, in their order: working days from the one after the run; null where the effort is not known.</summary>
    public static IReadOnlyList<string?> Days(AuditResult result)
    {
        List<string?> days = [];
        var (day, used) = (Next(DateOnly.FromDateTime(result.Manifest.StartedAt.UtcDateTime)), 0.0);
        foreach (var finding in result.Findings)
        {
            if (finding.PriorityParts is not { EffortHours: var hours })
            {
                days.Add(null);
                continue;
            }

            if (used > 0 && used + hours > WorkingDay)
            {
                (day, used) = (Next(day), 0);
            }

            used += hours;
            days.Add(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        return days;
    }

    /// <summary>The command that shows whether the fix holds what it promises; RUN is the folder of the run.</summary>
    public static string Verify(AuditResult result, Finding finding) => (result.Database, finding.Remedies) switch
    {
        (_, [{ Kind: RemedyKind.Index }, ..]) => $"headroom prove {Quoted(finding.Fingerprint)} --run RUN",
        (null, [{ Kind: RemedyKind.Code }, ..]) => $"headroom prove {Quoted(finding.Fingerprint)} --run RUN --remedy-revision BRANCH",
        (null, _) => "headroom audit --out NEW; headroom diff RUN NEW",
        _ => "headroom db audit --postgres CONN --out NEW; headroom diff RUN NEW",
    };

    /// <summary>The first finding that reaches an endpoint, with its place in the order of repair; null when none does.</summary>
    public static (int Rank, Finding Finding)? FirstAt(AuditResult result, string endpoint) => result.Findings.Index()
        .Where(each => each.Item.Subject.Endpoint == endpoint || each.Item.Endpoints.Contains(endpoint))
        .Select(each => Ranked(each.Index + 1, each.Item))
        .FirstOrDefault();

    /// <summary>A word that a shell takes as it is.</summary>
    public static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static (int Rank, Finding Finding)? Ranked(int rank, Finding finding) => (rank, finding);

    private static DateOnly Next(DateOnly day)
    {
        var next = day.AddDays(1);
        return next.DayOfWeek switch
        {
            DayOfWeek.Saturday => next.AddDays(2),
            DayOfWeek.Sunday => next.AddDays(1),
            _ => next,
        };
    }
}
