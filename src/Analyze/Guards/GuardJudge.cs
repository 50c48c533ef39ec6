using System.Globalization;
using Headroom.Model.Guards;

namespace Headroom.Analyze.Guards;

/// <summary>
/// Holds what the statements of a workload do now against their baseline. Work is judged, plans and buffers; times never are: on a shared
/// machine they differ by a factor for the same work.
/// </summary>
public static class GuardJudge
{
    private const int VersionsPerMajor = 10_000;

    /// <summary>The comparison.</summary>
    public static GuardReport Judge(GuardBasis basis)
    {
        List<GuardRow> rows = [.. basis.Now.Statements.Select(now => RowOf(now, basis))];
        List<GuardRemark> remarks =
            [.. Waivers(basis, rows).Concat(Gone(basis)).Concat(Surroundings(basis)).OrderByDescending(remark => remark.Level)];
        return Empty(basis.Files, basis.Limits) with
        {
            Verdict = VerdictOf(rows.SelectMany(row => row.Remarks).Concat(remarks)),
            ServerVersion = basis.Now.ServerVersion,
            MeasuredOn = basis.Now.MeasuredOn,
            Statements = rows,
            Remarks = remarks,
        };
    }

    /// <summary>The answer when nothing could be compared.</summary>
    /// <param name="files">The files.</param>
    /// <param name="limits">The limits that were asked for.</param>
    /// <param name="reason">Why.</param>
    public static GuardReport CannotTell(GuardFiles files, GuardLimits limits, string reason) =>
        Empty(files, limits) with { Reason = reason };

    private static GuardReport Empty(GuardFiles files, GuardLimits limits) =>
        new() { Verdict = GuardVerdict.CannotTell, Workload = files.Workload, Baseline = files.Baseline, Limits = limits };

    private static GuardRow RowOf(ObservedStatement now, GuardBasis basis)
    {
        var before = basis.Baseline.Statements.FirstOrDefault(entry => entry.Name == now.Entry.Name);
        var waiver = basis.Waivers.FirstOrDefault(waiver => waiver.Statement == now.Entry.Name && waiver.Until >= basis.Today);
        var remarks = StatementComparison.Remarks(now, before, basis.Limits, basis.Files.Workload)
            .Select(remark => waiver is not null && Counts(remark) ? Waived(remark, waiver) : remark)
            .OrderByDescending(remark => remark.Level).ToList();
        return new GuardRow
        {
            Name = now.Entry.Name,
            StatementId = now.Entry.StatementId,
            Line = now.Line,
            Verdict = VerdictOf(remarks),
            BuffersPerCall = now.Entry.BuffersPerCall,
            BaselineBuffersPerCall = before?.BuffersPerCall,
            Plans = now.Entry.Plans,
            BaselinePlans = before?.Plans,
            SequentialScans = now.Entry.SequentialScans,
            Remarks = remarks,
        };
    }

    private static bool Counts(GuardRemark remark) => remark.Level is GuardLevel.Failure or GuardLevel.CannotTell;

    private static GuardRemark Waived(GuardRemark remark, GuardWaiver waiver) => remark with
    {
        Level = GuardLevel.Waived,
        Message = $"{remark.Message}; waived by {waiver.Owner} until {Text(waiver.Until)}: {waiver.Reason}",
    };

    private static GuardVerdict VerdictOf(IEnumerable<GuardRemark> remarks) =>
        remarks.Select(remark => remark.Level).DefaultIfEmpty(GuardLevel.Note).Max() switch
        {
            GuardLevel.Failure => GuardVerdict.Failed,
            GuardLevel.CannotTell => GuardVerdict.CannotTell,
            GuardLevel.Waived => GuardVerdict.Waived,
            _ => GuardVerdict.Passed,
        };

    // An expired one fails whether it would waive something or not: somebody promised to look at it by that day.
    private static IEnumerable<GuardRemark> Waivers(GuardBasis basis, List<GuardRow> rows)
    {
        var file = basis.Files.Waivers ?? basis.Files.Workload;
        foreach (var waiver in basis.Waivers)
        {
            if (waiver.Until < basis.Today)
            {
                yield return new GuardRemark(
                    GuardRules.ExpiredWaiver, GuardLevel.Failure,
                    $"the waiver of {waiver.Statement} ended on {Text(waiver.Until)}: remove it, or {waiver.Owner} gives it a new day",
                    file, waiver.Line);
            }
            else if (rows.Find(row => row.Name == waiver.Statement) is not { } row)
            {
                yield return Unused(waiver, "the workload has no such statement", file);
            }
            else if (!row.Remarks.Any(remark => remark.Level == GuardLevel.Waived))
            {
                yield return Unused(waiver, "the statement passes without it", file);
            }
        }
    }

    private static GuardRemark Unused(GuardWaiver waiver, string why, string file) =>
        new(GuardRules.UnusedWaiver, GuardLevel.Warning, $"the waiver of {waiver.Statement} waives nothing: {why}", file, waiver.Line);

    private static IEnumerable<GuardRemark> Gone(GuardBasis basis) =>
        from entry in basis.Baseline.Statements
        where !basis.Now.Statements.Any(now => now.Entry.Name == entry.Name)
        select new GuardRemark(
            GuardRules.MissingStatement, GuardLevel.Warning,
            $"{entry.Name} is in the baseline and not in the workload: nobody guards it any more", basis.Files.Baseline, 0);

    private static IEnumerable<GuardRemark> Surroundings(GuardBasis basis)
    {
        var (old, now, file) = (basis.Baseline, basis.Now, basis.Files.Baseline);
        var (oldMajor, major) = (old.ServerVersion / VersionsPerMajor, now.ServerVersion / VersionsPerMajor);
        if (oldMajor != major)
        {
            yield return new GuardRemark(
                GuardRules.OtherPlace, GuardLevel.Warning,
                $"the baseline was made on PostgreSQL {oldMajor}, this is {major}: planners differ, make it anew with --update", file, 0);
        }

        if (old.MeasuredOn != now.MeasuredOn)
        {
            yield return new GuardRemark(
                GuardRules.OtherPlace, GuardLevel.Warning,
                $"the baseline was made on {Text(old.MeasuredOn)}, this is {Text(now.MeasuredOn)}: make it anew with --update", file, 0);
        }

        if (old.Schema != now.Schema)
        {
            yield return new GuardRemark(
                GuardRules.ChangedSchema, GuardLevel.Note, "columns, indexes or foreign keys are others than the baseline's", file, 0);
        }

        if (now.NeverAnalysed.Count > 0)
        {
            yield return new GuardRemark(
                GuardRules.NeverAnalysed, GuardLevel.Warning,
                $"never analysed: {string.Join(", ", now.NeverAnalysed)}; the planner guesses, run ANALYZE after loading data",
                basis.Files.Workload, 0);
        }
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(GuardPlace place) => place == GuardPlace.Clone ? "a clone" : "the database itself";
}
