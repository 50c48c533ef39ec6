using System.Globalization;
using System.Text;
using Headroom.Model.Evidence;

namespace Headroom.Report.Artifacts;

/// <summary>The statements of the load window, the costliest first, as a table of plain text.</summary>
public static class TopStatements
{
    private const int MostStatements = 50;

    /// <summary>
    /// The table; times in milliseconds, buffers of 8 kB; "-" is what nobody measured, ">" marks a lower bound, and <c>?</c> is a literal:
    /// the server keeps those of commands (ALTER ROLE ... PASSWORD).
    /// </summary>
    /// <param name="statistics">The statements.</param>
    public static string Render(StatementStatistics statistics)
    {
        var total = statistics.Statements.Sum(statement => statement.ExecutionTime.TotalMilliseconds);
        var text = new StringBuilder()
            .Append(
                CultureInfo.InvariantCulture,
                $"-- {Format.Several(statistics.Statements.Count, "statement")}, window {statistics.Window.Duration.TotalSeconds:0} s; "
                    + $"{SourceOf(statistics)}\n")
            .Append(statistics.Statements.Any(statement => statement.IsCutShort)
                ? "-- >: stopped at the time limit; shares count it with the limit\n"
                : "")
            .Append("  share       calls    total_ms     mean_ms  rows/call  buffers/call  temp_blocks  statement\n");
        foreach (var statement in statistics.Statements.Take(MostStatements))
        {
            var calls = Math.Max(1, statement.Calls);
            var time = statement.ExecutionTime.TotalMilliseconds;
            var isKnown = !statement.IsUnmeasured;
            var isCounted = isKnown && !statement.IsCutShort;
            var least = isKnown && statement.IsCutShort ? ">" : "";
            var share = isKnown && total > 0 ? string.Create(CultureInfo.InvariantCulture, $"{100 * time / total:0.0} %") : "-";
            text.Append(
                CultureInfo.InvariantCulture,
                $"{share,8} {statement.Calls,11} {least + Known(isKnown, time, "0.0"),11} "
                    + $"{least + Known(isKnown, time / calls, "0.000"),11} {Known(isCounted, (double)statement.Rows / calls, "0.0"),10} "
                    + $"{Known(isCounted, (double)statement.Buffers / calls, "0.0"),13} "
                    + $"{Known(isCounted, statement.TempBlocksWritten, "0"),12}  {statement.StatementId} "
                    + $"{(statement.Name is { } name ? $"[{name}] " : "")}{StatementText.WithoutValues(statement.Query)}\n");
        }

        return text.ToString();
    }

    // The SQL that read the server's counters stands with the evidence.
    private static string SourceOf(StatementStatistics statistics) =>
        statistics.Provenance.Contains("SELECT", StringComparison.Ordinal)
            ? "pg_stat_statements"
            : statistics.Provenance.ReplaceLineEndings(" ");

    private static string Known(bool isKnown, double number, string format) =>
        isKnown ? number.ToString(format, CultureInfo.InvariantCulture) : "-";
}
