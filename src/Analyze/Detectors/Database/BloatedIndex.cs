using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Entries died all over a B-tree: its leaves are far apart, and every scan reads more of them.</summary>
public static class BloatedIndex
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<Bloat>(
        new DetectorInfo
        {
            Id = "bloated-index",
            Summary = "Much of a large B-tree is empty space between its entries.",
            Why = "A scan of the index reads more pages for the same rows, and the cache holds fewer of them. A page of a B-tree is used "
                + "again only when all its entries are gone.",
            How = BloatedRelation.How,
            Cure = "REINDEX INDEX CONCURRENTLY.",
            Silence = "Indexes under 10 MB, other methods than btree, and indexes on expressions when nothing was measured.",
        },
        Detect);

    private static Outcome Detect(Bloat bloat) => BloatedRelation.Of(bloat, isIndex: true, relation => FindingOf(relation, bloat));

    private static Finding FindingOf(RelationBloat relation, Bloat bloat)
    {
        var finding = BloatedRelation.FindingOf("bloated-index", relation, bloat);
        return finding with
        {
            Title = $"Much of index {relation.Index} of {finding.Subject.Table} is empty space",
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Maintenance,
                    Scope = RemedyScope.Schema,
                    Up = $"REINDEX INDEX CONCURRENTLY {Relation.InSql(relation.Schema, relation.Index!)};",
                    Risk = "Runs outside a transaction and without lock_timeout; needs free disk for a second copy; "
                        + "when it fails it leaves an INVALID index whose name ends in _ccnew, to drop.",
                },
            ],
        };
    }
}
