using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A table counts its rows with an <c>integer</c> key, and a good part of the two billion is gone.</summary>
public static class NarrowPrimaryKey
{
    /// <summary>From this share on (half a billion rows of an integer) the change takes weeks to prepare, and should be planned.</summary>
    private const double PlanShare = 0.25;

    /// <summary>From this share on as many rows again bring the end.</summary>
    private const double HighShare = 0.5;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<DatabaseCatalogue, Sequences>(
        new DetectorInfo
        {
            Id = "narrow-primary-key",
            Summary = "The primary key is an integer column filled by a sequence that has used up a quarter of its values or more.",
            Why = "The larger the table, the longer the change to bigint takes: it is cheap now, and an outage when it is too late.",
            How = """
                The primary key is one integer or smallint column, a sequence that does not cycle fills it, and more than a quarter of the
                values are used (medium), or more than half (high). From three quarters on it is sequence-exhaustion. PostgreSQL manual,
                8.1.1 (Integer Types).
                """,
            Cure = "A bigint column beside it, filled in batches, swapped in one short transaction.",
            Silence = "Keys of which few values are used, keys of several columns, keys that no sequence fills or whose sequence the "
                + "audit's role may not read, and partitions.",
        },
        Detect);

    private static Outcome Detect(DatabaseCatalogue catalogue, Sequences sequences)
    {
        List<Finding> findings =
        [
            .. from sequence in sequences.Used.Index()
               where !sequence.Item.Cycles && sequence.Item.Used.Value is > PlanShare and <= SequenceLimits.NearShare
               from column in SequenceLimits.Narrow(sequence.Item)
               where catalogue.Tables.Any(table => table.Schema == column.Schema && table.Name == column.Table
                   && !table.IsPartition && table.PrimaryKey is [var key] && key == column.Column)
               orderby column.Schema, column.Table
               select FindingOf(column, sequence.Item, sequence.Index),
        ];
        return findings.Count == 0 && sequences.HiddenCount > 0
            ? new Outcome.NotRun(
                $"{sequences.HiddenCount} sequences cannot be read by this role ({sequences.Hidden[0]} first): GRANT SELECT on them")
            : Outcome.Of([.. findings.DistinctBy(finding => finding.Fingerprint)]);
    }

    private static Finding FindingOf(SequenceColumn column, SequenceUse sequence, int place)
    {
        var table = Relation.Name(column.Schema, column.Table);
        return new Finding
        {
            Detector = "narrow-primary-key",
            Fingerprint = $"narrow-primary-key:{table}({column.Column})",
            Severity = sequence.Used.Value > HighShare ? Severity.High : Severity.Medium,
            Confidence = Confidence.High,
            Title = $"The primary key of {table} is of type {column.Type} and has used up a good part of its values",
            Explanation = $"{Relation.Name(sequence.Schema, sequence.Name)} fills it. When it ends, every insert fails until the "
                + "table has been rewritten.",
            Facts =
            [
                new Fact("share of the values that are used up", sequence.Used.Value, "ratio"),
                new Fact("last value", sequence.Last, "value"),
                new Fact("greatest possible value", sequence.Limit, "value"),
            ],
            Subject = new Subject { Table = table, Columns = [column.Column] },
            Evidence = [$"evidence/sequences.json#/used/{place}"],
            Remedies = [SequenceExhaustion.Widen(column)],
            Effect = new Effect.Unknown("it prevents an outage and changes no speed"),
        };
    }
}
