using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Dead rows came faster than vacuum: most of a table's pages hold little, and every scan reads them all.</summary>
public static class BloatedTable
{
    /// <summary>With this scale factor autovacuum comes soon enough.</summary>
    private const double SoonFactor = 0.02;

    private const string Factor = "autovacuum_vacuum_scale_factor";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<Bloat>(
        new DetectorInfo
        {
            Id = "bloated-table",
            Summary = "Much of a large table is empty space that vacuum keeps and never gives back.",
            Why = "Scans read the empty pages too, the cache holds fewer rows, and backups and restores take longer. "
                + "Vacuum makes the space usable again, not the file smaller.",
            How = BloatedRelation.How,
            Cure = "A rebuild while the table is in use (pg_repack), then an autovacuum that comes sooner. VACUUM FULL and CLUSTER do it "
                + "too, and lock everybody out meanwhile.",
            Silence = "Tables under 10 MB, TOAST, tables whose columns have no statistics that the audit's role may see (they are named "
                + "in the evidence), and tables that just lost rows which the next inserts will replace.",
        },
        Detect);

    private static Outcome Detect(Bloat bloat) => BloatedRelation.Of(bloat, isIndex: false, relation => FindingOf(relation, bloat));

    private static Finding FindingOf(RelationBloat relation, Bloat bloat)
    {
        var finding = BloatedRelation.FindingOf("bloated-table", relation, bloat);
        return finding with
        {
            Title = $"Much of {finding.Subject.Table} is empty space",
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Code,
                    Scope = RemedyScope.Schema,
                    Up = $"Rebuild it while it is in use: pg_repack --table {relation.Schema}.{relation.Table} (an extension of its own).",
                    Risk = "Needs free disk for a second copy with its indexes, and a short exclusive lock at the end; "
                        + "replicas receive the whole table again.",
                },
                .. Hasten(relation),
            ],
        };
    }

    // What brings autovacuum sooner than the table's own options do; nothing where they do not keep it waiting.
    private static IEnumerable<Remedy> Hasten(RelationBloat relation)
    {
        var own = AlterTable.OptionOf(relation.Options, Factor);
        if (AlterTable.IsAutovacuumOff(relation.Options))
        {
            yield return AlterTable.EnableAutovacuum(relation.Schema, relation.Table);
        }
        else if (!double.TryParse(own, NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) || factor > SoonFactor)
        {
            yield return AlterTable.Set(
                relation.Schema, relation.Table, relation.Options, Factor, "0.02",
                $"Autovacuum comes for every fiftieth row that died{(own is null ? " instead of every fifth" : "")}: more often, each time "
                    + "with less to do. It stops new bloat and gives none back.");
        }
    }
}
