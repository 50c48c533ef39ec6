using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The tables of JMeter's Aggregate Report and Summary Report as CSV, and that of its plugins' command line.</summary>
/// <remarks>
/// Times are milliseconds of all samples, failed ones too; each percentile has its name. The row TOTAL is the run. Transaction controllers
/// have rows like requests, and count in the total.
/// <para><b>Source:</b> the manual of JMeter, "Aggregate Report" and "Summary Report"; jmeter-plugins.org, "JMeterPluginsCMD".</para>
/// </remarks>
internal static class JMeterAggregate
{
    private const string Name = "aggregate-csv";
    private const string Total = "TOTAL";
    private const string Label = "Label";
    private const string Samples = "# Samples";
    private const string Errors = "Error %";
    private const string Throughput = "Throughput";
    private const double Percent = 100;
    private const int MostEndpoints = RunTally.MostEndpoints;

    private static readonly string[] s_table = [Label, Samples, "Average", Errors];
    private static readonly string[] s_plugin = ["sampler_label", "aggregate_report_count", "average", "aggregate_report_error%"];

    private static readonly (string Plugin, string Name)[] s_renamed =
    [
        ("sampler_label", Label), ("aggregate_report_count", Samples), ("average", "Average"), ("aggregate_report_median", "Median"),
        ("aggregate_report_90%_line", "90% Line"), ("aggregate_report_95%_line", "95% Line"), ("aggregate_report_99%_line", "99% Line"),
        ("aggregate_report_min", "Min"), ("aggregate_report_max", "Max"), ("aggregate_report_error%", Errors),
        ("aggregate_report_rate", Throughput),
    ];

    /// <summary>The form.</summary>
    public static RunForm Form { get; } = new("jmeter", Name, static head => DelimiterOf(head.Text) is not null, Read);

    private static char? DelimiterOf(string text) => CsvRows.DelimiterOf(text, s_table) ?? CsvRows.DelimiterOf(text, s_plugin);

    private static ImportedRun Read(RunSource source)
    {
        using var rows = new CsvRows(source, DelimiterOf);
        var columns = rows.Read() ? rows.Header() : [];
        foreach (var (plugin, name) in s_renamed)
        {
            if (columns.Remove(plugin, out var place))
            {
                columns.TryAdd(name, place);
            }
        }

        var table = new Table(rows, columns);
        var endpoints = new List<ImportedEndpoint>();
        ImportedRun? total = null;
        var beyond = 0L;
        while (rows.Read())
        {
            var row = table.Row();
            if (row.Name == Total)
            {
                total = RunOf(source, row, table.Failed()) with { DurationS = RunNumbers.Lasted(row.Requests, table.PerSecond()) };
            }
            else if (endpoints.Count < MostEndpoints)
            {
                endpoints.Add(row);
            }
            else
            {
                beyond++;
            }
        }

        return total is null
            ? throw new RunFormException(Math.Max(1, rows.Line), $"no row '{Total}'; expected that last row of a report of JMeter")
            : total with { Endpoints = endpoints, Remarks = [.. Remarks(beyond), .. JMeterParts.Remarks(endpoints)] };
    }

    private static ImportedRun RunOf(RunSource source, ImportedEndpoint row, Ratio? failed) => new()
    {
        Source = source.Source,
        Tool = "jmeter",
        Form = Name,
        Requests = row.Requests,
        HttpReqDuration = row.Latency,
        HttpReqFailed = row.Requests is > 0 ? failed : null,
    };

    private static IEnumerable<string> Remarks(long beyond)
    {
        yield return "the table does not tell transaction controllers from requests: they count in its total, too";
        if (beyond > 0)
        {
            yield return $"{beyond} names beyond the first {MostEndpoints} are in the totals only";
        }
    }

    private sealed class Table(CsvRows rows, Dictionary<string, int> columns)
    {
        public ImportedEndpoint Row()
        {
            var requests = RunNumbers.Count(Text(Samples))
                ?? throw new RunFormException(rows.Line, $"'{Text(Samples)}' in column '{Samples}'; expected a count");
            var latency = requests == 0 ? null : new ImportedLatency
            {
                P50Ms = Number("Median"),
                P90Ms = Number("90% Line"),
                P95Ms = Number("95% Line"),
                P99Ms = Number("99% Line"),
                MeanMs = Number("Average"),
                MinMs = Number("Min"),
                MaxMs = Number("Max"),
            };
            var name = Text(Label);
            return new ImportedEndpoint
            {
                Name = EndpointNames.Kept(name),
                Method = EndpointNames.Verb(name),
                Requests = requests,
                P95Ms = latency?.P95Ms,
                Latency = latency,
            };
        }

        // Without its sign it is a percentage of one version and a part of one of another.
        public Ratio? Failed() => Text(Errors).Trim() is [.. var percent, '%'] && RunNumbers.Number(percent) is { } part and <= Percent
            ? new Ratio(part / Percent)
            : null;

        // Saved it is a number a second; as the screen shows it, it has its unit.
        public double? PerSecond() => Text(Throughput).Trim() switch
        {
            [.. var rate, '/', 's', 'e', 'c'] => RunNumbers.Number(rate),
            [.. var rate, '/', 'm', 'i', 'n'] => RunNumbers.Number(rate) / 60,
            [.. var rate, '/', 'h', 'o', 'u', 'r'] => RunNumbers.Number(rate) / 3600,
            var rate => RunNumbers.Number(rate),
        };

        private string Text(string column) => rows[columns.GetValueOrDefault(column, -1)];

        private double? Number(string column) => RunNumbers.Number(Text(column));
    }
}
