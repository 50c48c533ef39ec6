using Headroom.Analyze.Shortlist;
using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>A scan of a large table that throws nearly all that it reads away, for a condition that it checks row by row.</summary>
/// <param name="Scan">The scan.</param>
/// <param name="Table">Its table; for a partition the partitioned one.</param>
/// <param name="Condition">The condition, of the scan or of the join above it.</param>
/// <param name="Read">Rows read, all loops; the table's where the statement was only planned.</param>
/// <param name="Used">Rows used of them.</param>
internal sealed record WastedScan(PlanNode Scan, TableFacts Table, string Condition, double Read, double Used);

/// <summary>Finds the scans whose condition no index serves, by the bounds of the missing-index detectors.</summary>
internal static class WastedScans
{
    /// <summary>A condition that throws away more than this share of what is read wants another way to the rows.</summary>
    private const double WastefulRemoval = 0.9;

    /// <summary>Fewer rows wasted in one execution are no burden.</summary>
    private const double WastefulRows = 1000;

    private static readonly string[] JoinInput = ["Hash", "Sort", "Materialize", "Memoize", "Gather", "Gather Merge", "Append"];

    /// <summary>The scans of a plan.</summary>
    public static IEnumerable<WastedScan> Of(PlanSample sample, DatabaseCatalogue catalogue)
    {
        foreach (var (scan, above) in PlanTree.Walk(sample.Root))
        {
            if (PlanTree.TableOf(scan, catalogue) is not { } table || !IndexCandidates.IsLarge(table) || !PlanTree.Ran(scan))
            {
                continue;
            }

            var (read, returned) = Work(sample, scan, table);
            if (scan.Filter is { } filter && IsWasteful(read, returned))
            {
                yield return new WastedScan(scan, table, filter, read, returned);
            }

            var join = above.LastOrDefault(node => !JoinInput.Contains(node.NodeType, StringComparer.Ordinal));
            if (sample.Executed && scan.IndexCondition is null && join?.JoinCondition is { } condition
                && IsWasteful(read, PlanTree.Rows(join)))
            {
                yield return new WastedScan(scan, table, condition, read, PlanTree.Rows(join));
            }
        }
    }

    /// <summary>Whether so much of what was read is thrown away that it matters.</summary>
    public static bool IsWasteful(double read, double used) => read - used > WastefulRows && (read - used) / read > WastefulRemoval;

    private static (double Read, double Returned) Work(PlanSample sample, PlanNode scan, TableFacts table)
    {
        var rows = PlanTree.Rows(scan);
        return sample.Executed ? (rows + ((scan.RowsRemoved ?? 0) * (scan.ActualLoops ?? 1)), rows)
            : scan.NodeType == "Seq Scan" ? (table.Rows ?? 0, Math.Min(rows, table.Rows ?? 0))
            : (0, 0);
    }
}
