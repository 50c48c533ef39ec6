using Headroom.Model.Guards;

namespace Headroom.Report.Guards;

/// <summary>What a terminal shows of a comparison with a baseline: one line a statement, and what is different below it.</summary>
public static class GuardText
{
    private const int VersionsPerMajor = 10_000;
    private const int MostName = 40;

    /// <summary>The text.</summary>
    /// <param name="report">The comparison; every number comes from it.</param>
    /// <returns>Lines that end in a line feed; the same for the same report, in every culture.</returns>
    public static string Render(GuardReport report) => string.Concat(Lines(report).Select(line => Format.Plain(line).TrimEnd() + "\n"));

    private static IEnumerable<string> Lines(GuardReport report)
    {
        yield return $"{Word(report.Verdict)}: {report.Workload} against {report.Baseline}{Place(report)}";
        if (report.Reason is { } reason)
        {
            yield return $"  {reason}";
            yield break;
        }

        yield return "";
        var width = Math.Clamp(report.Statements.Select(row => row.Name.Length).DefaultIfEmpty(0).Max(), 9, MostName);
        yield return $"  {"",-12}  {"statement".PadRight(width)}  {"buffers a call",14}  {"in the baseline",15}";
        foreach (var row in report.Statements)
        {
            var (now, before) = (Format.Count(row.BuffersPerCall), Format.Count(row.BaselineBuffersPerCall));
            yield return $"  {Word(row.Verdict),-12}  {row.Name.PadRight(width)}  {now,14}  {before,15}";
            foreach (var remark in row.Remarks)
            {
                yield return Line(remark);
            }
        }

        if (report.Remarks.Count > 0)
        {
            yield return "";
            foreach (var remark in report.Remarks)
            {
                yield return Line(remark);
            }
        }

        yield return "";
        yield return "Buffers and plans are judged; times are not, since they differ by a factor for the same work on a shared machine.";
    }

    private static string Line(GuardRemark remark) => $"    {Word(remark.Level)}: {remark.Message} [{remark.Rule}]";

    private static string Place(GuardReport report) => report is { MeasuredOn: { } place, ServerVersion: { } version }
        ? $", PostgreSQL {version / VersionsPerMajor}, {(place == GuardPlace.Clone ? "on a clone" : "on the database itself")}"
        : "";

    private static string Word(GuardVerdict verdict) => verdict switch
    {
        GuardVerdict.Passed => "passed",
        GuardVerdict.Waived => "waived",
        GuardVerdict.CannotTell => "CANNOT TELL",
        _ => "FAILED",
    };

    private static string Word(GuardLevel level) => level switch
    {
        GuardLevel.Note => "note",
        GuardLevel.Warning => "warning",
        GuardLevel.Waived => "waived",
        GuardLevel.CannotTell => "cannot tell",
        _ => "failed",
    };
}
