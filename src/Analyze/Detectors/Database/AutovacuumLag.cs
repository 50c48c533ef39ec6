using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Rows die faster than vacuum removes them, or something keeps it from removing them.</summary>
public static class AutovacuumLag
{
    /// <summary>
    /// Dead rows for each live one from which autovacuum should have come. <b>Source:</b> PostgreSQL manual, 20.10,
    /// autovacuum_vacuum_scale_factor.
    /// </summary>
    private const double LagShare = 0.2;

    /// <summary>Fewer dead rows cost a scan less than a millisecond.</summary>
    private const long LeastDead = 10_000;

    /// <summary>With this scale factor autovacuum comes soon enough; where rows stay all the same, it is too slow.</summary>
    private const double SoonFactor = 0.02;

    /// <summary>A transaction that is open for longer (1 minute) holds back vacuum, not only itself.</summary>
    private static readonly TimeSpan LongTransaction = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Transactions, a count, by which the horizon of a standby that is connected lags behind without holding back vacuum: as many as begin
    /// in a minute at a thousand a second. It sends a new horizon every ten seconds. <b>Source:</b> PostgreSQL manual, 20.6,
    /// wal_receiver_status_interval.
    /// </summary>
    private const long YoungTransactions = 60_000;

    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<TableActivity, Maintenance>(
        new DetectorInfo
        {
            Id = "autovacuum-lag",
            Summary = "A table keeps far more dead rows than autovacuum should leave.",
            Why = "Every scan reads the dead rows too, the table grows to hold them, and an index-only scan must look into the table "
                + "because its pages are not all-visible.",
            How = """
                Dead rows are more than 20 % of the live ones, where autovacuum's own default lies, and more than 10,000. What keeps vacuum
                from removing them is named where it is known: transactions, prepared or not, open for more than a minute; replication slots
                that nobody uses; slots in use and standbys that send feedback, where their horizon lies more than 60,000 transactions
                back (a minute at a thousand a second); else whether autovacuum is due by the table's own options and the server's
                settings. PostgreSQL manual, 25.1 (Routine Vacuuming), 20.6, 20.10.
                """,
            Cure = "End what holds the horizon, VACUUM once, and let autovacuum come sooner to this table, or work on it without pauses.",
            Silence = """
                Small tables, tables that a vacuum is working on, and counters that were reset: the server then knows of no dead rows until
                the next vacuum. Rows that died in a window of less than two minutes: autovacuum looks once a minute, and had no turn yet.
                """,
        },
        Detect);

    private static Outcome Detect(TableActivity activity, Maintenance? maintenance)
    {
        List<Finding> findings = [.. activity.Tables.Index()
            .Where(table => IsBehind(table.Item, table.Item.DeadRows - AutovacuumTurn.Died(table.Item, activity)))
            .Where(table => maintenance?.Running.Any(vacuum => vacuum.Table == Relation.Name(table.Item.Schema, table.Item.Name)) != true)
            .Select(table => FindingOf(table.Item, table.Index, maintenance))];
        return findings.Count == 0 && activity.TablesLeftOut > 0
            ? new Outcome.NotRun($"{activity.TablesLeftOut} tables were left out of the evidence because they are too many")
            : Outcome.Of(findings);
    }

    private static bool IsBehind(TableUse table, long dead) => dead > LeastDead && dead > LagShare * table.LiveRows;

    private static Finding FindingOf(TableUse table, int place, Maintenance? maintenance)
    {
        var name = Relation.Name(table.Schema, table.Name);
        var holder = maintenance?.Holders.Index()
            .Where(h => IsHolding(h.Item))
            .Select(h => ((int Index, HorizonHolder Item)?)h).FirstOrDefault();
        var threshold = AutovacuumThreshold.Of(table, maintenance);
        var isOff = AlterTable.IsAutovacuumOff(table.Options);
        var isDue = table.DeadRows > threshold.At(table.LiveRows);
        return new Finding
        {
            Detector = "autovacuum-lag",
            Fingerprint = $"autovacuum-lag:{name}",
            Severity = Severity.Medium,
            Confidence = Confidence.Medium,
            Title = $"{name} keeps dead rows that vacuum has not removed",
            Explanation = holder is { } held
                ? $"A {held.Item.Kind} ({held.Item.Name}) still may see rows that died since it began, so no vacuum can remove them."
                : isOff ? "The table's own options keep autovacuum away."
                : IsOffEverywhere(maintenance) ? "Autovacuum is switched off for the whole server."
                : !isDue ? $"By {Settings(table)} autovacuum is not due yet."
                : (table.LastAutovacuum ?? table.LastVacuum) is null
                    ? "No vacuum since the server counts."
                    : "Rows die faster than autovacuum comes back.",
            Facts =
            [
                new Fact("dead rows", table.DeadRows, "rows"),
                new Fact("live rows", table.LiveRows, "rows"),
                .. isDue || isOff ? (Fact[])[] : [new Fact("dead rows at which autovacuum comes", threshold.At(table.LiveRows), "rows")],
                .. holder is { } oldest
                    ? (Fact[])[new Fact("transactions since the oldest snapshot", oldest.Item.TransactionAge, "transactions")]
                    : [],
            ],
            Subject = new Subject { Table = name },
            Evidence =
            [
                $"evidence/table-activity.json#/tables/{place}",
                .. holder is { } shown ? (string[])[$"evidence/maintenance.json#/holders/{shown.Index}"] : [],
            ],
            Remedies =
            [
                .. holder is { } open ? (Remedy[])[Release(open.Item)] : [],
                AlterTable.Run(
                    "VACUUM (ANALYZE)", table.Schema, table.Name,
                    "Reads the table and its indexes once; stops nobody, and removes nothing that an open transaction may still see."),
                isOff ? AlterTable.EnableAutovacuum(table.Schema, table.Name)
                    : IsOffEverywhere(maintenance) ? SwitchOn()
                    : Hasten(table, threshold),
            ],
            Effect = new Effect.Unknown("what reading the dead rows costs was not measured"),
        };
    }

    // How long a slot or a standby has held its horizon the server does not tell, only for how many transactions.
    private static bool IsHolding(HorizonHolder holder) => holder is { TransactionAge: > 0, IsCatalogueOnly: false }
        && (holder.Since is { } open
            ? open > LongTransaction
            : holder.IsInUse is not true || holder.TransactionAge > YoungTransactions);

    private static Remedy SwitchOn() => new()
    {
        Kind = RemedyKind.Setting,
        Scope = RemedyScope.Config,
        Up = "ALTER SYSTEM SET autovacuum = on; SELECT pg_reload_conf();",
        Down = "ALTER SYSTEM SET autovacuum = off; SELECT pg_reload_conf();",
        Risk = "Autovacuum starts on all tables that are due, and reads and writes them at the pace of its cost limit.",
    };

    private static bool IsOffEverywhere(Maintenance? maintenance) => maintenance?.Settings.GetValueOrDefault("autovacuum") == "off";

    private static string Settings(TableUse table) =>
        table.Options.Where(option => option.StartsWith("autovacuum_vacuum", StringComparison.Ordinal)).ToList() is { Count: > 0 } own
            ? $"the table's own options ({string.Join(", ", own)})"
            : "the server's settings";

    // What keeps autovacuum from coming sooner; where it comes soon and does not keep up, what slows it down.
    private static Remedy Hasten(TableUse table, AutovacuumThreshold threshold) => threshold switch
    {
        { Base: > LeastDead } => AlterTable.Set(
            table.Schema, table.Name, table.Options, "autovacuum_vacuum_threshold", "50",
            "Autovacuum comes by the share of rows that died alone: more often, each time with less to do."),
        { Factor: > SoonFactor } => AlterTable.Set(
            table.Schema, table.Name, table.Options, "autovacuum_vacuum_scale_factor", "0.02",
            "Autovacuum comes for every fiftieth row that died"
                + (threshold.Factor == AutovacuumThreshold.DefaultFactor ? " instead of every fifth" : "")
                + ": more often, each time with less to do."),
        _ => AlterTable.Set(
            table.Schema, table.Name, table.Options, "autovacuum_vacuum_cost_delay", "0",
            "Autovacuum works on this table without pauses: it ends sooner, and takes more of the disk meanwhile."),
    };

    private static Remedy Release(HorizonHolder holder) => new()
    {
        Kind = RemedyKind.Code,
        Scope = RemedyScope.Code,
        Up = holder.Kind switch
        {
            "replication slot" => $"Let the consumer of the replication slot {holder.Name} catch up, "
                + "or drop the slot when nobody consumes it any more.",
            "prepared transaction" => $"Commit or roll back the prepared transaction {holder.Name}.",
            "standby" => $"End the long queries on the standby {holder.Name}, or let it run without hot_standby_feedback.",
            _ => $"End the transaction of {holder.Name} and keep its transactions short; idle_in_transaction_session_timeout ends "
                + "those that were forgotten.",
        },
        Risk = "What is ended loses its uncommitted work; a slot that is dropped makes its consumer start again; a standby without "
            + "feedback cancels queries that need what was removed.",
    };
}
