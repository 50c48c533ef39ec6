using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>What the detectors of bloat share.</summary>
internal static class BloatedRelation
{
    /// <summary>
    /// Less than this share empty is what updates and deletes leave between two vacuums. <b>Source:</b> an update-heavy B-tree settles
    /// at about two thirds full (A. C. Yao, "On random 2-3 trees", 1978).
    /// </summary>
    private const double LeastShare = 0.3;

    /// <summary>Less than this (100 MB) is neither felt in the cache nor in a backup.</summary>
    private const long LeastWaste = 100_000_000;

    /// <summary>The evidence's condition in words.</summary>
    public const string How = """
        More than 30 % of it, after the error of the figure is taken off, and more than 100 MB are neither data nor the room that its
        fillfactor leaves. Measured with pgstattuple on a clone where its file is as large (error 2 %), else estimated from the planner's
        statistics as rows times their mean width: a table's rows to 15 %, an index's entries to 20 %, because padding and equal keys are
        not known. PostgreSQL manual, F.33 (pgstattuple), 73.6 (Database Page Layout).
        """;

    /// <summary>The bloated ones, with a finding of each.</summary>
    public static Outcome Of(Bloat bloat, bool isIndex, Func<RelationBloat, Finding> findingOf)
    {
        var relations = bloat.Relations.Where(relation => relation.Index is not null == isIndex).ToList();
        List<Finding> findings = [.. relations.Where(IsBloated).OrderBy(relation => relation.Schema, StringComparer.Ordinal)
            .ThenBy(relation => relation.Index ?? relation.Table, StringComparer.Ordinal).Select(findingOf)];
        return findings.Count == 0 && relations.Count == 0 && bloat.Unknown.Count > 0
            ? new Outcome.NotRun($"no bloat could be estimated: {bloat.Unknown[0]}")
            : Outcome.Of(findings);
    }

    /// <summary>What every such finding says.</summary>
    public static Finding FindingOf(string detector, RelationBloat relation, Bloat bloat)
    {
        var table = Relation.Name(relation.Schema, relation.Table);
        var isMeasured = relation.Source != "statistics";
        return new Finding
        {
            Detector = detector,
            Fingerprint = $"{detector}:{table}{(relation.Index is { } index ? $".{index}" : "")}",
            Severity = Severity.Medium,
            Confidence = isMeasured ? Confidence.High : Confidence.Low,
            Title = "",
            Explanation = isMeasured
                ? $"Measured on a clone with {relation.Source}."
                : $"Estimated from the planner's statistics{(bloat.NotMeasured is { } why ? $" ({why})" : "")}, as the pages on disk "
                    + "beyond those that its rows need at their mean width: measure it with pgstattuple before you rebuild.",
            Facts =
            [
                new Fact("share that a rebuild gives back", relation.Wasted.Value, "ratio"),
                new Fact("error of that share", relation.Error.Value, "ratio"),
                new Fact("given back", relation.WastedSize.Value, "bytes"),
                new Fact("size", relation.Size.Value, "bytes"),
            ],
            Subject = new Subject { Table = table },
            Evidence = [$"evidence/bloat.json#/relations/{bloat.Relations.Index().First(other => other.Item == relation).Index}"],
            Remedies = [],
            Effect = new Effect.Unknown("what reading it costs now and after a rebuild was not measured"),
        };
    }

    private static bool IsBloated(RelationBloat relation) =>
        relation.Wasted.Value - relation.Error.Value > LeastShare && relation.WastedSize.Value > LeastWaste;
}
