namespace Headroom.Analyze.Detectors.Database;

/// <summary>Looking into documents and arrays: <c>Seq Scan on events; Filter: payload @&gt; $1</c>.</summary>
public static class UnindexedContainment
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = MissingIndex.DetectorOf(
        new DetectorInfo
        {
            Id = "unindexed-containment",
            Summary = "A statement under load looks for what documents, arrays or texts contain, without an inverted index.",
            Why = "Every value of the table is opened, often from TOAST, at each execution.",
            How = MissingIndex.How,
            Cure = "A GIN index: jsonb_path_ops where only containment is asked for, the default class for keys, arrays and text "
                + "search; GiST for ranges.",
            Silence = "Small tables; conditions that keep most rows.",
        });
}
