using System.Globalization;
using Headroom.Model.Guards;

namespace Headroom.Analyze.Guards;

/// <summary>Holds one statement against its entry in the baseline: each difference is a remark of one rule, the worst first.</summary>
internal static class StatementComparison
{
    /// <summary>The remarks, before any waiver.</summary>
    /// <param name="now">The statement.</param>
    /// <param name="before">Its entry, or null when there is none.</param>
    /// <param name="limits">From where on a difference counts.</param>
    /// <param name="file">The workload's file.</param>
    public static IReadOnlyList<GuardRemark> Remarks(ObservedStatement now, GuardEntry? before, GuardLimits limits, string file) =>
    [
        .. Differences(now, before, limits)
            .Select(difference => new GuardRemark(difference.Rule, difference.Level, difference.Message, file, now.Line))
            .OrderByDescending(remark => remark.Level),
    ];

    private static IEnumerable<(string Rule, GuardLevel Level, string Message)> Differences(
        ObservedStatement now, GuardEntry? before, GuardLimits limits)
    {
        if (before is null)
        {
            yield return (GuardRules.NewStatement, GuardLevel.Warning, now.Entry.Plans.Count == 0
                ? "it is not in the baseline"
                : $"it is not in the baseline; its plan is {Text(now.Entry.Plans)}");
        }

        if (now.Refusal is { } refusal)
        {
            yield return (GuardRules.NotPlannable, GuardLevel.Failure, $"the server does not plan it: {refusal}");
            yield break;
        }

        if (now.Entry.BuffersPerCall is null && (before?.BuffersPerCall is not null || now.Entry.Plans.Count == 0))
        {
            yield return (GuardRules.NotMeasured, GuardLevel.CannotTell, NotMeasured(now, before));
        }

        foreach (var scan in now.Entry.SequentialScans.Where(scan => before?.SequentialScans.Any(old => old.Table == scan.Table) != true))
        {
            yield return (GuardRules.NewScan, GuardLevel.Failure, NewScan(scan, now.Entry, before));
        }

        if (before is null)
        {
            yield break;
        }

        if (before.StatementId != now.Entry.StatementId)
        {
            yield return (GuardRules.ChangedText, GuardLevel.Note, "its text is another one than in the baseline");
        }

        if (now.Entry.BuffersPerCall is { } buffers && before.BuffersPerCall is { } old)
        {
            if (HasGrown(old, buffers, limits))
            {
                yield return (GuardRules.MoreBuffers, GuardLevel.Failure, $"{Compared(buffers, old)}; {Bound(limits)}");
            }
            else if (HasGrown(buffers, old, limits))
            {
                yield return (GuardRules.FewerBuffers, GuardLevel.Note, $"{Compared(buffers, old)}: --update keeps the gain");
            }
        }

        if (now.Entry.Plans.Count > 0 && before.Plans.Count > 0 && !HasSamePlans(now.Entry, before))
        {
            yield return (GuardRules.ChangedPlan, GuardLevel.Note, $"its plan was {Text(before.Plans)} and is {Text(now.Entry.Plans)}");
        }
    }

    private static string Compared(long buffers, long old) => $"{Text(buffers)} buffers a call, {Text(old)} in the baseline";

    private static bool HasGrown(long from, long to, GuardLimits limits) => to > from * limits.Factor && to - from >= limits.LeastBuffers;

    private static string Bound(GuardLimits limits) =>
        string.Create(
            CultureInfo.InvariantCulture, $"at most {limits.Factor} times as many, or fewer than {limits.LeastBuffers:#,0} more, pass");

    private static string NotMeasured(ObservedStatement now, GuardEntry? before) => before?.BuffersPerCall is { } old
        ? $"its buffers are not known: {now.NotMeasured ?? "it was only planned"}; the baseline has {Text(old)}"
        : $"it has no plan: {now.NotMeasured ?? "nobody knows why"}";

    private static string NewScan(ScannedTable scan, GuardEntry now, GuardEntry? before)
    {
        var table = scan.Rows is { } rows ? $"{scan.Table} ({Text(rows)} rows)" : scan.Table;
        return before is null ? $"it scans the large table {table} sequentially"
            : HasSamePlans(now, before) ? $"it scans {table} sequentially, as before, and the table has become large"
            : $"it scans the large table {table} sequentially, which the baseline's plan does not";
    }

    private static bool HasSamePlans(GuardEntry now, GuardEntry before) =>
        now.Plans.ToHashSet(StringComparer.Ordinal).SetEquals(before.Plans);

    private static string Text(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Text(IReadOnlyList<string> plans) => string.Join(" | ", plans);
}
