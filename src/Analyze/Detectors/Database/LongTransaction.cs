using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>A transaction, prepared or not, or an unused replication slot that keeps dead rows of all tables from being vacuumed.</summary>
public static class LongTransaction
{
    /// <summary>A transaction that is open for longer: at a thousand updates a second it keeps 300,000 dead rows.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(5);

    /// <summary>Open for longer than that, dead rows slow down whoever scans their tables.</summary>
    private static readonly TimeSpan VeryLong = TimeSpan.FromHours(1);

    /// <summary>Transactions, a count, by which a slot that nobody uses lags behind.</summary>
    private const long FewestTransactions = 1_000_000;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<SessionSamples>(
        new DetectorInfo
        {
            Id = "long-transaction",
            Summary = "Something old keeps dead rows from being vacuumed.",
            Why = "Rows that were updated or deleted since it began stay in all tables and indexes: every scan reads "
                + "them, and the files grow.",
            How = """
                A session of the database held a snapshot or a transaction id in a transaction of more than five minutes; or there is a
                prepared transaction of that age, or a replication slot that nobody uses and that lags by more than a million transactions.
                PostgreSQL manual, 25.1 (Routine Vacuuming).
                """,
            Cure = "Reports in smaller parts or on a standby; prepared transactions committed or rolled back, "
                + "slots that nobody uses dropped.",
            Silence = "Long transactions that hold neither a snapshot nor an id (idle between statements under READ "
                + "COMMITTED), and slots in use.",
        },
        Detect);

    private static Outcome Detect(SessionSamples samples) => SessionLooks.Outcome(
        samples,
        [
            .. samples.Transactions.Where(transaction => transaction.HoldsRows && transaction.Age > Least)
                .GroupBy(transaction => transaction.Role)
                .OrderBy(role => role.Key, StringComparer.Ordinal)
                .Select(role => FindingOf(role.MaxBy(t => t.Age)!)),
            .. samples.Holders.Where(IsFault).Select(FindingOf),
        ]);

    private static bool IsFault(LastingHolder holder) =>
        holder.Age > Least || (holder is { Age: null, Active: false } && holder.Transactions > FewestTransactions);

    private static Finding FindingOf(OpenTransaction transaction) => Common(
        transaction.Role,
        transaction.Age > VeryLong,
        $"A transaction of role {transaction.Role} keeps dead rows from being vacuumed",
        $"Its session ({transaction.State}) is at: {SessionLooks.Said(transaction.Statement)}",
        new Fact("age of the transaction", transaction.Age.TotalMilliseconds, "ms"),
        new Remedy
        {
            Kind = RemedyKind.Code,
            Scope = RemedyScope.Code,
            Up = "Commit sooner: work in batches, ask long questions of a standby or of a copy, and do not keep a "
                + "transaction open over other work.",
            Risk = "What was one snapshot becomes several: a report over batches may see changes in between.",
        }) with
    {
        Subject = new Subject
        {
            Role = transaction.Role,
            StatementId = transaction.Statement.StatementId,
            Query = transaction.Statement.Query,
        },
        Evidence = ["evidence/session-samples.json#/transactions"],
    };

    private static Finding FindingOf(LastingHolder holder) => Common(
        $"{holder.Kind} {holder.Name}",
        isVeryLong: true,
        $"The {holder.Kind} {holder.Name} keeps dead rows{(holder.IsCatalogueOnly ? " of the catalogues" : "")} from being vacuumed",
        "Nobody seems to come back for it: it outlives every session and every restart.",
        new Fact("transactions since its horizon", holder.Transactions, "transactions"),
        new Remedy
        {
            Kind = RemedyKind.Setting,
            Scope = RemedyScope.Config,
            Up = holder.Kind == "replication slot"
                ? $"SELECT pg_drop_replication_slot({Sql.Literal(holder.Name)});"
                : $"ROLLBACK PREPARED {Sql.Literal(holder.Name)};",
            Risk = "Whoever it belongs to must not need it any more: a consumer of the slot, the coordinator of the prepared transaction.",
        }) with
    {
        Evidence = ["evidence/session-samples.json#/holders"],
    };

    private static Finding Common(string subject, bool isVeryLong, string title, string explanation, Fact fact, Remedy remedy) => new()
    {
        Detector = "long-transaction",
        Fingerprint = $"long-transaction:{subject}",
        Severity = isVeryLong ? Severity.High : Severity.Medium,
        Confidence = Confidence.High,
        Title = title,
        Explanation = explanation,
        Facts = [fact],
        Subject = new Subject(),
        Evidence = [],
        Remedies = [remedy],
        Effect = new Effect.Unknown("how many dead rows it keeps depends on the writes meanwhile"),
    };
}
