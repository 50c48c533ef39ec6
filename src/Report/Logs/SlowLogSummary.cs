using Headroom.Model.Evidence;
using Headroom.Model.Units;
using Headroom.Report.Load;

namespace Headroom.Report.Logs;

/// <summary>What a terminal shows of a digest of PostgreSQL logs. Plain text; no value of any statement is in it.</summary>
public static class SlowLogSummary
{
    private const int Width = 100;
    private const int LongestQuery = 300;
    private const int Bars = 30;

    /// <summary>The summary of a digest.</summary>
    /// <param name="log">The digest.</param>
    /// <param name="top">How many statements, messages and tables are shown.</param>
    /// <returns>Lines that end in a line feed; the same for the same digest, in every culture.</returns>
    public static string Render(SlowLog log, int top) => string.Concat(Lines(log, top).Select(static line => LoadText.OneLine(line).TrimEnd() + "\n"));

    private static IEnumerable<string> Lines(SlowLog log, int top) =>
    [
        Head(log),
        .. Section("FILES", log.Files.SelectMany(File)),
        .. Section("TOTALS", Totals(log)),
        .. Section(More("STATEMENTS by total time", log.Statements.Count(static s => s.Calls > 0), top), Statements(log, top)),
        .. Section("TEXTS", log.Statements.Where(static s => s.Calls > 0).Take(top).SelectMany(Text)),
        .. Section("BY HOUR (UTC)", Hours(log.Hours)),
        .. Section(More("MESSAGES", log.Errors.Count, top), Errors(log, top)),
        .. Section("CANCELLED", log.Cancellations.Select(static c => $"{Format.Count(c.Count)} by {c.Name}")),
        .. Section(More("TEMPORARY FILES by statement", log.Statements.Count(static s => s.TempFiles > 0), top), TempFiles(log, top)),
        .. Section(More("AUTOVACUUM", log.Autovacuums.Count, top), Autovacuums(log, top)),
    ];

    private static string Head(SlowLog log) => log.Entries == 0 ? "no entry"
        : $"{Format.Count(log.Entries)} entries from {Format.Time(log.Window.StartedAt)} to {Format.Time(log.Window.StartedAt + log.Window.Duration)}";

    private static string More(string head, int count, int top) => count > top ? $"{head} (the first {Format.Count(top)} of {Format.Count(count)})" : head;

    private static IEnumerable<string> Section(string head, IEnumerable<string> lines)
    {
        var body = lines.ToList();
        return body.Count == 0 ? [] : ["", head, .. body.Select(static line => $"  {line}")];
    }

    private static IEnumerable<string> File(LogFileReading file)
    {
        var prefix = file.Prefix is { } text ? $" with the prefix '{text}'" : "";
        yield return $"{file.File}: {file.Format ?? "not read"}{prefix}, {Format.Bytes(file.Size)}, {Format.Count(file.Entries)} entries";
        (long Count, string Text)[] remarks =
        [
            (file.BrokenLines, "lines that are no part of a log"), (file.CutEntries, "entries that were too long and lost their end"),
            (file.InvalidEntries, "entries with bytes that are no UTF-8"),
        ];
        foreach (var (count, remark) in remarks.Where(static remark => remark.Count > 0))
        {
            yield return $"  {Format.Count(count)} {remark}";
        }

        if (file.Remark is not null)
        {
            yield return $"  {file.Remark}";
        }
    }

    private static IEnumerable<string> Totals(SlowLog log)
    {
        yield return $"calls {Format.Count(log.Calls)} of {Format.Count(log.Statements.Count(static s => s.Calls > 0))} statements, {Format.Duration(log.Times.Total)} together";
        if (log.TimedCalls > 0)
        {
            yield return $"  p50 {Format.Duration(log.Times.P50)}, p95 {Format.Duration(log.Times.P95)}, p99 {Format.Duration(log.Times.P99)}, "
                + $"max {Format.Duration(log.Times.Max)}, mean {Format.Duration(log.Times.Mean)}";
        }

        (bool Shown, string Text)[] lines =
        [
            (log.TimedCalls < log.Calls, $"  {Format.Count(log.Calls - log.TimedCalls)} calls without a duration"),
            (log.CallsWithoutRoom > 0, $"  {Format.Count(log.CallsWithoutRoom)} calls of statements beyond the first {Format.Count(log.Statements.Count)}: under no statement"),
            (log.UnattributedDurations > 0, $"  {Format.Count(log.UnattributedDurations)} durations without their statement: in no number"),
            (log.Preparation.Parses + log.Preparation.Binds > 0, $"parse {Format.Count(log.Preparation.Parses)} ({Format.Duration(log.Preparation.ParseTime)}), "
                + $"bind {Format.Count(log.Preparation.Binds)} ({Format.Duration(log.Preparation.BindTime)}): no calls"),
            (log.Plans > 0, $"plans of auto_explain {Format.Count(log.Plans)}"),
            (log.LockWaits.Waits + log.LockWaits.Acquired > 0, $"lock waits {Format.Count(log.LockWaits.Waits)}; {Format.Count(log.LockWaits.Acquired)} got the lock after "
                + $"{Format.Duration(log.LockWaits.WaitTime)} together, at most {Format.Duration(log.LockWaits.Longest)}"),
            (log.Deadlocks > 0, $"deadlocks {Format.Count(log.Deadlocks)}"),
            (log.TempFiles.Files > 0, $"temporary files {Format.Count(log.TempFiles.Files)}, {Format.Bytes(log.TempFiles.Total)} together, the largest {Format.Bytes(log.TempFiles.Largest)}"),
            (log.Checkpoints.Completed > 0, $"checkpoints {Format.Count(log.Checkpoints.Completed)} ({Format.Count(log.Checkpoints.ByWal)} for the volume of WAL), "
                + $"{Format.Count(log.Checkpoints.BuffersWritten)} buffers, the longest {Format.Duration(log.Checkpoints.Longest)}"),
            (log.Sessions.Received + log.Sessions.Ended > 0, $"connections {Format.Count(log.Sessions.Received)}, let in {Format.Count(log.Sessions.Authorized)}, "
                + $"ended {Format.Count(log.Sessions.Ended)} after {Format.Duration(Mean(log.Sessions))} on average"),
        ];
        foreach (var line in lines.Where(static line => line.Shown))
        {
            yield return line.Text;
        }
    }

    private static TimeSpan? Mean(SessionTotals sessions) => sessions.Ended == 0 ? null : sessions.SessionTime / sessions.Ended;

    private static IEnumerable<string> Statements(SlowLog log, int top)
    {
        var rows = log.Statements.Where(static s => s.Calls > 0).Take(top).ToList();
        return rows.Count == 0 ? [] : LoadText.Columns(
            [
                ["", "share", "total", "calls", "mean", "p50", "p95", "p99", "max"],
                .. rows.Select(statement => (string[])
                [
                    statement.StatementId, log.TimedCalls == 0 ? Format.Unknown : Format.Percent(Ratio.Of(statement.Times.Total.TotalSeconds, log.Times.Total.TotalSeconds)),
                    statement.TimedCalls == 0 ? Format.Unknown : Format.Duration(statement.Times.Total), Format.Count(statement.Calls), Format.Duration(statement.Times.Mean),
                    Format.Duration(statement.Times.P50), Format.Duration(statement.Times.P95), Format.Duration(statement.Times.P99), Format.Duration(statement.Times.Max),
                ]),
            ],
            Width - 2);
    }

    private static IEnumerable<string> Text(LoggedStatement statement)
    {
        string[] where =
        [
            .. statement.Databases.Count > 0 ? ["in " + string.Join(", ", statement.Databases)] : Array.Empty<string>(),
            .. statement.Users.Count > 0 ? ["by " + string.Join(", ", statement.Users)] : Array.Empty<string>(),
            .. statement.Errors > 0 ? [$"{Format.Count(statement.Errors)} errors"] : Array.Empty<string>(),
            .. statement.LockWaits > 0 ? [$"{Format.Count(statement.LockWaits)} lock waits"] : Array.Empty<string>(),
            $"from {Format.Time(statement.FirstAt)} to {Format.Time(statement.LastAt)}",
        ];
        return [$"{statement.StatementId}  {Format.Short(statement.Query, LongestQuery)}", $"              {string.Join("; ", where)}"];
    }

    private static IEnumerable<string> Hours(IReadOnlyList<LogHour> hours)
    {
        if (hours.Count == 0)
        {
            return [];
        }

        var most = Math.Max(1, hours.Max(static hour => hour.Calls));
        var rows = LoadText.Columns(
            [
                ["", "calls", "total", "max", "errors", "temporary files", "lock waits"],
                .. hours.Select(static hour => (string[])
                [
                    Format.Time(hour.StartsAt)[..16], Format.Count(hour.Calls), Format.Duration(hour.Total), Format.Duration(hour.Max),
                    Format.Count(hour.Errors), Format.Count(hour.TempFiles), Format.Count(hour.LockWaits),
                ]),
            ],
            Width - 2);
        return rows.Zip(hours.Select(hour => new string('█', (int)Math.Round((double)Bars * hour.Calls / most))).Prepend(""), static (row, bar) => $"{row}  {bar}");
    }

    private static IEnumerable<string> Errors(SlowLog log, int top) =>
        log.Errors.Take(top).Select(static error => $"{Format.Count(error.Count),8}  {error.Severity}: {error.Message}");

    private static IEnumerable<string> TempFiles(SlowLog log, int top) => log.Statements.Where(static s => s.TempFiles > 0)
        .OrderByDescending(static s => s.TempSize.Value).Take(top)
        .Select(static s => $"{s.StatementId}  {Format.Count(s.TempFiles)} files, {Format.Bytes(s.TempSize)}: {Format.Short(s.Query, LongestQuery)}");

    private static IEnumerable<string> Autovacuums(SlowLog log, int top) =>
        log.Autovacuums.Take(top).Select(static table => $"{table.Table}: {Format.Count(table.Vacuums)} vacuums, {Format.Count(table.Analyzes)} analyzes");
}
