namespace Headroom.Collect.Postgres;

/// <summary>What domains are over, however many stand one on another.</summary>
internal static class Domains
{
    /// <summary>
    /// The beginning of a query that joins <c>domains</c>: for the <c>id</c> of each domain the type below it that is none
    /// (<c>base</c>), that type's <c>modifier</c>, and whether the domain or one below it forbids null (<c>filled</c>).
    /// </summary>
    /// <remarks><b>Source:</b> PostgreSQL manual, 53.64 (pg_type): a modifier stands with the domain right above its type.</remarks>
    public const string Sql = $"""
        WITH {EvidenceConnection.Marker} RECURSIVE steps AS (
            SELECT oid AS id, typbasetype AS base, typtypmod AS modifier, typnotnull AS filled FROM pg_type WHERE typtype = 'd'
            UNION ALL
            SELECT s.id, y.typbasetype, y.typtypmod, s.filled OR y.typnotnull
            FROM steps s JOIN pg_type y ON y.oid = s.base AND y.typtype = 'd'
        ), domains AS (
            SELECT s.id, s.base, s.modifier, s.filled FROM steps s JOIN pg_type y ON y.oid = s.base AND y.typtype <> 'd'
        )
        """;
}
