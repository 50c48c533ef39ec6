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
    public static string Render(SlowLog log, int top) =>
        string.Concat(Lines(log, top).Select(static line => LoadText.OneLine(line).TrimEnd() + "\n"));

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
        : $"{Format.Several(log.Entries, "entry", "entries")} from {Format.Time(log.Window.StartedAt)} to "
            + $"{Format.Time(log.Window.StartedAt + log.Window.Duration)}";

    private static string More(string head, int count, int top) =>
        count > top ? $"{head} (the first {Format.Count(top)} of {Format.Count(count)})" : head;

    private static IEnumerable<string> Section(string head, IEnumerable<string> lines)
    {
        var body = lines.ToList();
        return body.Count == 0 ? [] : ["", head, .. body.Select(static line => $"  {line}")];
    }

    private static IEnumerable<string> File(LogFileReading file)
    {
        var prefix = file.Prefix is { } text ? $" with the prefix '{text}'" : "";
        yield return $"{file.File}: {file.Format ?? "not read"}{prefix}, {Format.Bytes(file.Size)}, "
            + $"{Format.Several(file.Entries, "entry", "entries")}";
        (long Count, string Text)[] remarks =
        [
            (file.BrokenLines, Format.Several(file.BrokenLines, "line") + " that belong to no entry"),
            (file.CutEntries, Format.Several(file.CutEntries, "entry", "entries") + " too long: the end is lost"),
            (file.InvalidEntries, Format.Several(file.InvalidEntries, "entry", "entries") + " with bytes that are no UTF-8"),
        ];
        foreach (var (_, remark) in remarks.Where(static remark => remark.Count > 0))
        {
            yield return $"  {remark}";
        }

        if (file.Remark is not null)
        {
            yield return $"  {file.Remark}";
        }
    }

    private static IEnumerable<string> Totals(SlowLog log) => Calls(log).Concat(Events(log));

    private static IEnumerable<string> Calls(SlowLog log)
    {
        var statements = log.Statements.Count(static s => s.Calls > 0);
        yield return $"{Format.Several(log.Calls, "call")} of {Format.Several(statements, "statement")}, "
            + $"{Format.Duration(log.Times.Total)} together";
        if (log.TimedCalls > 0)
        {
            yield return $"  p50 {Format.Duration(log.Times.P50)}, p95 {Format.Duration(log.Times.P95)}, "
                + $"p99 {Format.Duration(log.Times.P99)}, max {Format.Duration(log.Times.Max)}, mean {Format.Duration(log.Times.Mean)}";
        }

        if (log.TimedCalls < log.Calls)
        {
            yield return $"  {Format.Several(log.Calls - log.TimedCalls, "call")} without a duration";
        }

        if (log.OwnCalls + log.OwnEntries > 0)
        {
            yield return $"  {Format.Several(log.OwnCalls, "call")} and {Format.Several(log.OwnEntries, "other entry", "other entries")} "
                + "of Headroom's own left out";
        }

        if (log.CallsWithoutRoom > 0)
        {
            yield return $"  {Format.Several(log.CallsWithoutRoom, "call")} under no statement: "
                + $"there was room for {Format.Several(log.Statements.Count, "statement")}";
        }

        if (log.UnattributedDurations > 0)
        {
            yield return $"  {Format.Several(log.UnattributedDurations, "duration")} without a statement: in no number";
        }

        if (log.Preparation.Parses + log.Preparation.Binds > 0)
        {
            yield return $"parse {Format.Count(log.Preparation.Parses)} ({Format.Duration(log.Preparation.ParseTime)}), "
                + $"bind {Format.Count(log.Preparation.Binds)} ({Format.Duration(log.Preparation.BindTime)}): no calls";
        }

        if (log.Plans > 0)
        {
            yield return $"{Format.Several(log.Plans, "plan")} of auto_explain";
        }
    }

    private static IEnumerable<string> Events(SlowLog log)
    {
        if (log.LockWaits is { Waits: > 0 } or { Acquired: > 0 })
        {
            yield return $"{Format.Several(log.LockWaits.Waits, "lock wait")}; {Format.Count(log.LockWaits.Acquired)} got the lock after "
                + $"{Format.Duration(log.LockWaits.WaitTime)} together, at most {Format.Duration(log.LockWaits.Longest)}";
        }

        if (log.Deadlocks > 0)
        {
            yield return Format.Several(log.Deadlocks, "deadlock");
        }

        if (log.TempFiles.Files > 0)
        {
            yield return $"{Format.Several(log.TempFiles.Files, "temporary file")}, {Format.Bytes(log.TempFiles.Total)} together, "
                + $"the largest {Format.Bytes(log.TempFiles.Largest)}";
        }

        if (log.Checkpoints.Completed > 0)
        {
            yield return $"{Format.Several(log.Checkpoints.Completed, "checkpoint")} ({Format.Count(log.Checkpoints.ByWal)} for the "
                + $"volume of WAL), {Format.Several(log.Checkpoints.BuffersWritten, "buffer")}, "
                + $"the longest {Format.Duration(log.Checkpoints.Longest)}";
        }

        if (log.Sessions is { Received: > 0 } or { Ended: > 0 })
        {
            yield return $"{Format.Several(log.Sessions.Received, "connection")}, {Format.Count(log.Sessions.Authorized)} let in, "
                + $"{Format.Count(log.Sessions.Ended)} ended after {Format.Duration(Mean(log.Sessions))} on average";
        }
    }

    private static TimeSpan? Mean(SessionTotals sessions) => sessions.Ended == 0 ? null : sessions.SessionTime / sessions.Ended;

    private static IEnumerable<string> Statements(SlowLog log, int top)
    {
        var rows = log.Statements.Where(static s => s.Calls > 0).Take(top).Select(statement => Row(log, statement)).ToList();
        return rows.Count == 0
            ? []
            : LoadText.Columns([["", "share", "total", "calls", "mean", "p50", "p95", "p99", "max"], .. rows], Width - 2);
    }

    private static string[] Row(SlowLog log, LoggedStatement statement)
    {
        var times = statement.Times;
        Ratio? share = statement.TimedCalls == 0 ? null : Ratio.Of(times.Total.TotalSeconds, log.Times.Total.TotalSeconds);
        return
        [
            statement.StatementId, Format.Percent(share), statement.TimedCalls == 0 ? Format.Unknown : Format.Duration(times.Total),
            Format.Count(statement.Calls), Format.Duration(times.Mean), Format.Duration(times.P50), Format.Duration(times.P95),
            Format.Duration(times.P99), Format.Duration(times.Max),
        ];
    }

    private static IEnumerable<string> Text(LoggedStatement statement)
    {
        (bool Shown, string Text)[] parts =
        [
            (statement.Databases.Count > 0, "in " + string.Join(", ", statement.Databases)),
            (statement.Users.Count > 0, "by " + string.Join(", ", statement.Users)),
            (statement.Errors > 0, Format.Several(statement.Errors, "error")),
            (statement.LockWaits > 0, Format.Several(statement.LockWaits, "lock wait")),
            (true, $"from {Format.Time(statement.FirstAt)} to {Format.Time(statement.LastAt)}"),
        ];
        var where = string.Join("; ", parts.Where(static part => part.Shown).Select(static part => part.Text));
        return [$"{statement.StatementId}  {Format.Short(TightSql.Of(statement.Query), LongestQuery)}", $"              {where}"];
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
        var bars = hours.Select(hour => new string('█', (int)Math.Round((double)Bars * hour.Calls / most)));
        return rows.Zip(bars.Prepend(""), static (row, bar) => $"{row}  {bar}");
    }

    private static IEnumerable<string> Errors(SlowLog log, int top) =>
        log.Errors.Take(top).Select(static error => $"{Format.Count(error.Count),8}  {error.Severity}: {error.Message}");

    private static IEnumerable<string> TempFiles(SlowLog log, int top) => log.Statements.Where(static s => s.TempFiles > 0)
        .OrderByDescending(static s => s.TempSize.Value).Take(top)
        .Select(static s =>
            $"{s.StatementId}  {Format.Several(s.TempFiles, "file")}, {Format.Bytes(s.TempSize)}: "
                + $"{Format.Short(TightSql.Of(s.Query), LongestQuery)}");

    private static IEnumerable<string> Autovacuums(SlowLog log, int top) =>
        log.Autovacuums.Take(top)
            .Select(static table =>
                $"{table.Table}: {Format.Several(table.Vacuums, "vacuum")}, {Format.Several(table.Analyzes, "analyze")}");
}
