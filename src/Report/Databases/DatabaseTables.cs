using Headroom.Model.Results;
using Headroom.Model.Text;
using Headroom.Report.Tables;

namespace Headroom.Report.Databases;

/// <summary>
/// What the audit of a database by itself shows in place of a load: its statements, its tables, its settings, the search for indexes.
/// </summary>
internal static class DatabaseTables
{
    /// <summary>The statements, the costliest first, by the names that people gave them.</summary>
    public static Table Statements(AuditResult result, DatabaseResult database) => Table.Of(
        $"Statements by their share of the time; {database.Basis}",
        "No statement is known.",
        result.Statements,
        Column<StatementResult>.Words("Name", s => s.Name ?? ""),
        Column<StatementResult>.Query("Statement", s => s.Query),
        Column<StatementResult>.Number("Share", s => Format.Percent(s.Load)),
        Column<StatementResult>.Number(database.IsWorkload ? "Calls / h" : "Calls", s => Format.Count(s.Calls)),
        Column<StatementResult>.Number("Mean", s => s.IsCutShort ? $"> {Format.Duration(s.Mean)}" : Format.Duration(s.Mean)),
        Column<StatementResult>.Number("Rows / call", s => Format.Number(s.RowsPerCall)),
        Column<StatementResult>.Number("Buffers / call", s => Format.Number(s.BuffersPerCall)),
        Column<StatementResult>.Words("Values", s => Values(s.Values)),
        Column<StatementResult>.Code("Id", s => s.StatementId));

    /// <summary>What is to be known of single statements beside their numbers.</summary>
    public static Table Remarks(AuditResult result) => Table.Of(
        "Remarks on statements",
        "",
        result.Statements.Where(static s => s.Remark is not null).ToList(),
        Column<StatementResult>.Words("Statement", s => s.Name ?? s.StatementId),
        Column<StatementResult>.Words("Remark", s => s.Remark ?? ""));

    /// <summary>The largest tables.</summary>
    public static Table Tables(DatabaseResult database) => Table.Of(
        database.Tables.Count < database.TableCount
            ? $"The {Format.Count(database.Tables.Count)} largest of {Format.Count(database.TableCount)} tables"
            : "Tables, the largest first",
        "The catalogue was not read.",
        database.Tables,
        Column<TableResult>.Code("Table", t => t.Table),
        Column<TableResult>.Number("Rows", t => t.Rows is { } rows ? Format.Count(rows) : "never analysed"),
        Column<TableResult>.Number("Size", t => Format.Bytes(t.Size)),
        Column<TableResult>.Number("Indexes", t => Format.Count(t.Indexes)),
        Column<TableResult>.Number("Findings", t => t.Findings == 0 ? "" : Format.Count(t.Findings)));

    /// <summary>The settings that a reader asks for first.</summary>
    public static Table Settings(DatabaseResult database) => Table.Of(
        "Settings that decide how the server performs",
        "The settings were not read.",
        database.Settings,
        Column<SettingResult>.Code("Setting", s => s.Name),
        Column<SettingResult>.Number("Value", s => SettingText.Of(s.Value, s.Unit)),
        Column<SettingResult>.Words("Decided by", s => s.Source));

    /// <summary>What the search for indexes did, in a sentence.</summary>
    public static string Search(DatabaseResult database) => database.IndexSearch is not { } search
        ? "Indexes were not searched."
        : $"{Format.Several(search.Tried, "candidate")} built and measured on a clone"
            + $"{(search.Failed == 0 ? "" : $", {Format.Count(search.Failed)} could not be built")}; "
            + $"{Format.Count(search.Kept)} kept, {Format.Count(search.Refuted)} refuted."
            + (search.Cut is { } cut ? $" Others were left untried: {cut}." : "");

    /// <summary>What was tried, beside what was kept.</summary>
    public static Table Trials(DatabaseResult database) => Table.Of(
        $"{Counted(database.IndexSearch)}, each as it did when it was first tried; times and buffers before any index and with it, "
            + "of the statement that it changes most",
        "None was tried.",
        database.IndexSearch?.Trials ?? [],
        Column<IndexTrialResult>.Words("Statement", t => t.Statement ?? ""),
        Column<IndexTrialResult>.Code("Index", t => t.Index),
        Column<IndexTrialResult>.Words("Outcome", Outcome),
        Column<IndexTrialResult>.Number(
            "Buffers", t => t.Statement is null ? "" : $"{Format.Number(t.BaseBuffers)} → {Format.Number(t.Buffers)}"),
        Column<IndexTrialResult>.Number(
            "Time", t => t.Statement is null ? "" : $"{Format.Duration(t.BaseTime)} → {Format.Duration(t.Time)}"),
        Column<IndexTrialResult>.Number("Size", t => t.Size is { } size ? Format.Bytes(size) : ""));

    private static string Counted(IndexSearchResult? search) => search is { } all && all.Trials.Count < all.Tried + all.Failed
        ? $"{Format.Count(all.Trials.Count)} of {Format.Count(all.Tried + all.Failed)} candidates"
        : "Candidates";

    private static string Outcome(IndexTrialResult trial) => trial.Outcome switch
    {
        TrialOutcome.Kept => "kept",
        TrialOutcome.Refuted => "refuted when it was measured closely",
        TrialOutcome.Surpassed => "not better than the one that is kept",
        TrialOutcome.TooLittle => "saves too little of its statement or of the load",
        TrialOutcome.Harmful => "makes a statement slower that the planner takes it for",
        TrialOutcome.TooLarge => "is half as large as its table",
        TrialOutcome.Unused => "no plan changes with it",
        _ => $"could not be built: {trial.Failure}",
    };

    /// <summary>Where values came from, as people say it.</summary>
    public static string Values(string? source) => source switch
    {
        "log" => "server log",
        "load" => "load",
        "statistics" => "guessed (statistics)",
        "workload" => "workload",
        "none" => "none needed",
        _ => Format.Unknown,
    };
}
