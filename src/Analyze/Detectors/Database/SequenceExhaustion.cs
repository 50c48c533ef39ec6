using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A sequence is near the last value that it, or an <c>integer</c> column that it fills, can hold.</summary>
public static class SequenceExhaustion
{
    private const string Stopgap = "ALTER SEQUENCE ... RESTART at the other end of the range gains time where ids need not be positive.";

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<Sequences>(
        new DetectorInfo
        {
            Id = "sequence-exhaustion",
            Summary = "A sequence has used up more than three quarters of the values that it or its column can hold.",
            Why = "With the last value every insert into the table fails, until the column has been rewritten: hours without "
                + "writes, on the largest table.",
            How = """
                The last value's share of the way to the lesser of the sequence's own limit and that of every column that it fills (2^31 - 1
                of an integer column, though the sequence is a bigint): more than 75 % is high, more than 90 % critical. PostgreSQL manual,
                CREATE SEQUENCE, 8.1.1 (Integer Types).
                """,
            Cure = "A bigint sequence, and a bigint column: added beside the old one, filled in batches, swapped in one short transaction.",
            Silence = "Sequences that cycle, those that were never called, and those that the audit's role may not read, "
                + "which are named in the evidence.",
        },
        Detect);

    private static Outcome Detect(Sequences sequences)
    {
        List<Finding> findings =
        [
            .. sequences.Used.Index().Where(sequence => !sequence.Item.Cycles && sequence.Item.Used.Value > SequenceLimits.NearShare)
                .OrderBy(sequence => Relation.Name(sequence.Item.Schema, sequence.Item.Name), StringComparer.Ordinal)
                .Select(sequence => FindingOf(sequence.Item, sequence.Index)),
        ];
        return findings.Count == 0 && sequences.HiddenCount > 0
            ? new Outcome.NotRun(
                $"{sequences.HiddenCount} sequences cannot be read by this role ({sequences.Hidden[0]} first): GRANT SELECT on them")
            : Outcome.Of(findings);
    }

    private static Finding FindingOf(SequenceUse sequence, int place)
    {
        var name = Relation.Name(sequence.Schema, sequence.Name);
        var columns = SequenceLimits.IsEndedByColumn(sequence) ? [.. SequenceLimits.Narrow(sequence)] : sequence.Columns;
        var column = columns.Count > 0 ? columns[0] : null;
        return new Finding
        {
            Detector = "sequence-exhaustion",
            Fingerprint = $"sequence-exhaustion:{name}",
            Severity = sequence.Used.Value > SequenceLimits.CriticalShare ? Severity.Critical : Severity.High,
            Confidence = Confidence.High,
            Title = column is null
                ? $"Sequence {name} is near its last value"
                : $"Sequence {name} is near the last value that {Relation.Name(column.Schema, column.Table)}.{column.Column} can take",
            Explanation = SequenceLimits.IsEndedByColumn(sequence)
                ? $"The sequence could count on, but the column is of type {column!.Type}: the insert fails."
                : "The sequence ends there: nextval fails, and so does every insert that calls it.",
            Facts =
            [
                new Fact("share of the values that are used up", sequence.Used.Value, "ratio"),
                new Fact("last value", sequence.Last, "value"),
                new Fact("greatest possible value", sequence.Limit, "value"),
            ],
            Subject = new Subject
            {
                Table = column is null ? null : Relation.Name(column.Schema, column.Table),
                Columns = column is null ? [] : [column.Column],
            },
            Evidence = [$"evidence/sequences.json#/used/{place}"],
            Remedies = [.. Remedies(sequence)],
            Effect = new Effect.Unknown("it prevents an outage and changes no speed"),
        };
    }

    private static IEnumerable<Remedy> Remedies(SequenceUse sequence)
    {
        foreach (var column in SequenceLimits.Narrow(sequence))
        {
            yield return Widen(column);
        }

        if (!SequenceLimits.IsEndedByColumn(sequence))
        {
            var name = Relation.InSql(sequence.Schema, sequence.Name);
            var (word, end, now) = sequence.Increment > 0
                ? ("MAXVALUE", long.MaxValue, sequence.Greatest)
                : ("MINVALUE", long.MinValue, sequence.Least);
            yield return new Remedy
            {
                Kind = RemedyKind.Setting,
                Scope = RemedyScope.Schema,
                Up = $"{AlterTable.LockTimeout}\nALTER SEQUENCE {name} AS bigint {word} {end};",
                Down = $"{AlterTable.LockTimeout}\nALTER SEQUENCE {name} AS {sequence.Type} {word} {now};",
                Risk = "Changes one row of the catalogue. The columns that it fills, and the types of the clients that read them, "
                    + "must hold the larger values first.",
            };
        }
    }

    /// <summary>How a column of a busy table becomes a bigint.</summary>
    internal static Remedy Widen(SequenceColumn column) => new()
    {
        Kind = RemedyKind.Code,
        Scope = RemedyScope.Schema,
        Up = $"Add a bigint column beside {Relation.Name(column.Schema, column.Table)}.{column.Column}, keep it in step with a trigger, "
            + "fill it in batches, build its unique index CONCURRENTLY, and swap names and constraints in one short transaction; "
            + $"columns that refer to it the same way. {Stopgap}",
        Risk = "ALTER COLUMN ... TYPE bigint in one step rewrites the table and its indexes and locks everybody out meanwhile; "
            + "clients must read 64-bit ids.",
    };
}
