using System.Globalization;
using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Transaction ids run out: half of them or more are used since the oldest row that is not frozen.</summary>
public static class TransactionWraparound
{
    /// <summary>
    /// Transactions that can be told from the past: at this age the server refuses to write. <b>Source:</b> PostgreSQL manual, 25.1.5.
    /// </summary>
    private const double MostTransactions = 2_147_483_648;

    /// <summary>Autovacuum begins to freeze at a tenth: at half of the ids it has failed to for long.</summary>
    private const double HighShare = 0.5;

    /// <summary>At three quarters the server itself drops all care for speed (vacuum_failsafe_age is 1.6 billion).</summary>
    private const double CriticalShare = 0.75;

    /// <summary>Autovacuum freezes from this age on: what holds less than that held it up from nothing.</summary>
    private const long FreezeAge = 200_000_000;

    private const int TablesNamed = 3;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<Maintenance>(
        new DetectorInfo
        {
            Id = "transaction-wraparound",
            Summary = "A database has used up much of its transaction ids since it last froze its oldest rows.",
            Why = "When they run out, the server refuses every write until somebody has vacuumed the database by hand: an outage of hours.",
            How = """
                The age of the database's oldest transaction id or multixact id is more than half of 2^31 (high), or more than three
                quarters (critical, where vacuum's own failsafe begins); autovacuum freezes at a tenth by default. PostgreSQL manual, 25.1.5
                (Preventing Transaction ID Wraparound Failures). What holds the horizon is named where it has held it for longer than
                autovacuum_freeze_max_age.
                """,
            Cure = "End what holds the horizon (old transactions, replication slots, prepared transactions, standbys), then VACUUM "
                + "(FREEZE) the oldest tables.",
            Silence = "Databases whose age is below half: autovacuum has time.",
        },
        Detect);

    private static Outcome Detect(Maintenance maintenance) => Outcome.Of(
    [
        .. maintenance.Databases.Index().Where(database => ShareOf(database.Item) > HighShare)
            .OrderBy(database => database.Item.Name, StringComparer.Ordinal)
            .Select(database => FindingOf(database.Item, database.Index, maintenance)),
    ]);

    private static double ShareOf(DatabaseAge database) => Math.Max(database.TransactionAge, database.MultixactAge) / MostTransactions;

    private static long AgeOf(TableAge table) =>
        Math.Max(
            Math.Max(table.TransactionAge, table.MultixactAge),
            Math.Max(table.ToastTransactionAge ?? 0, table.ToastMultixactAge ?? 0));

    // A transaction holds its own database alone; those of others are not seen from here.
    private static HorizonHolder? HolderOf(DatabaseAge database, Maintenance maintenance)
    {
        var freezeAge = maintenance.Settings.TryGetValue("autovacuum_freeze_max_age", out var setting)
            && long.TryParse(setting, CultureInfo.InvariantCulture, out var age) ? age : FreezeAge;
        return maintenance.Holders.FirstOrDefault(holder => holder.TransactionAge > freezeAge
            && (database.Name == maintenance.Database || holder.Kind is "replication slot" or "standby"));
    }

    private static Finding FindingOf(DatabaseAge database, int place, Maintenance maintenance)
    {
        List<TableAge> oldest = database.Name == maintenance.Database
            ? [.. maintenance.Tables.OrderByDescending(AgeOf).Take(TablesNamed)]
            : [];
        var names = oldest.Select(table => Relation.Name(table.Schema, table.Name)).ToList();
        var holder = HolderOf(database, maintenance);
        return new Finding
        {
            Detector = "transaction-wraparound",
            Fingerprint = $"transaction-wraparound:{database.Name}",
            Severity = ShareOf(database) > CriticalShare ? Severity.Critical : Severity.High,
            Confidence = Confidence.High,
            Title = $"Database {database.Name} has used up much of its transaction ids since it last froze",
            Explanation = (names.Count == 0
                    ? "Its oldest tables are seen from inside that database only."
                    : $"Its oldest tables: {string.Join(", ", names)}.")
                + (holder is null
                    ? ""
                    : $" A {holder.Kind} ({holder.Name}) holds the horizon, so that vacuum cannot freeze what came after it."),
            Facts =
            [
                new Fact("share of the ids that are used up", Math.Min(1, ShareOf(database)), "ratio"),
                new Fact("age of the oldest transaction id", database.TransactionAge, "transactions"),
                new Fact("age of the oldest multixact id", database.MultixactAge, "transactions"),
            ],
            Subject = new Subject { Table = names.FirstOrDefault() },
            Evidence = [$"evidence/maintenance.json#/databases/{place}"],
            Remedies =
            [
                new Remedy
                {
                    Kind = RemedyKind.Maintenance,
                    Scope = RemedyScope.Config,
                    Up = oldest.Count == 0
                        ? "VACUUM (FREEZE);"
                        : string.Join('\n', oldest.Select(table => $"VACUUM (FREEZE) {Relation.InSql(table.Schema, table.Name)};")),
                    Risk = "Reads the tables and their indexes once and writes what it freezes, which goes to the WAL and the replicas; "
                        + "it freezes nothing that an open transaction may still see.",
                },
            ],
            Effect = new Effect.Unknown("it prevents an outage and changes no speed"),
        };
    }
}
