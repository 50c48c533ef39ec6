using System.Globalization;
using System.Text;
using Headroom.Model.Evidence;

namespace Headroom.Report.Artifacts;

/// <summary>The statements of the load window, the costliest first, as a table of plain text.</summary>
public static class TopStatements
{
    private const int MostStatements = 50;

    /// <summary>The table; times in milliseconds, buffers of 8 kB.</summary>
    /// <param name="statistics">The statements.</param>
    public static string Render(StatementStatistics statistics)
    {
        var total = statistics.Statements.Sum(statement => statement.ExecutionTime.TotalMilliseconds);
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"-- {statistics.Statements.Count} statements, window {statistics.Window.Duration.TotalSeconds:0} s; {statistics.Provenance.ReplaceLineEndings(" ")}\n")
            .Append("  share       calls    total_ms     mean_ms  rows/call  buffers/call  temp_blocks  statement\n");
        foreach (var statement in statistics.Statements.Take(MostStatements))
        {
            var calls = Math.Max(1, statement.Calls);
            var time = statement.ExecutionTime.TotalMilliseconds;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{(total > 0 ? 100 * time / total : 0),6:0.0} % {statement.Calls,11} {time,11:0.0} {time / calls,11:0.000} {(double)statement.Rows / calls,10:0.0} {(double)statement.Buffers / calls,13:0.0} {statement.TempBlocksWritten,12}  {statement.StatementId} {(statement.Name is { } name ? $"[{name}] " : "")}{statement.Query.ReplaceLineEndings(" ")}\n");
        }

        return text.ToString();
    }
}
