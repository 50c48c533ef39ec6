using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>What the detectors of indexes that could go share.</summary>
internal static class NeedlessIndexes
{
    /// <summary>What an index costs, and what hinders its end.</summary>
    public const string Why = """
        Every insert, every delete and every update that touches one of its columns, or finds no room on its page, writes to the index too;
        it takes cache from what is read, and lengthens vacuum, backups and restores.
        """;

    /// <summary>The remedy: the index goes, and can come back as it was.</summary>
    public static Remedy Drop(IndexFacts index, string risk) => new()
    {
        Kind = RemedyKind.Maintenance,
        Scope = RemedyScope.Schema,
        Up = $"DROP INDEX CONCURRENTLY {Relation.InSql(index.Schema, index.Name)};",
        Down = index.Definition is { } definition ? $"{WithoutLocks(definition)};" : null,
        Risk = risk,
    };

    /// <summary>A finding about one index, without what makes it a fault.</summary>
    public static Finding FindingOf(string detector, IndexFacts index, DatabaseCatalogue catalogue) => new()
    {
        Detector = detector,
        Fingerprint = $"{detector}:{Relation.Name(index.Schema, index.Table)}.{index.Name}",
        Severity = Severity.Medium,
        Confidence = Confidence.High,
        Title = "",
        Explanation = "",
        Facts = [new Fact("size of the index", index.Size.Value, "bytes")],
        Subject = new Subject
        {
            Table = Relation.Name(index.Schema, index.Table),
            Columns = [.. index.Keys.Select(key => key.Column).OfType<string>()],
        },
        Evidence = [$"evidence/catalogue.json#/indexes/{catalogue.Indexes.Index().First(other => other.Item == index).Index}"],
        Remedies = [],
        Effect = new Effect.Unknown("what its upkeep costs was not measured"),
    };

    // CREATE [UNIQUE] INDEX name ... as the server prints it never names the method of building.
    private static string WithoutLocks(string definition)
    {
        const string create = " INDEX ";
        var at = definition.IndexOf(create, StringComparison.Ordinal);
        return at < 0 ? definition : definition.Insert(at + create.Length, "CONCURRENTLY ");
    }
}
