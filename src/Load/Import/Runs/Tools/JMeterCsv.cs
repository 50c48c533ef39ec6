using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The results of JMeter as CSV (JTL), with a header or with the default columns.</summary>
/// <remarks>
/// Which columns there are, what separates them and how times are written is a setting (<c>jmeter.save.saveservice.*</c>). Without
/// <c>success</c> failures are not known; without <c>responseMessage</c> a transaction looks like a request.
/// </remarks>
internal static class JMeterCsv
{
    private const string Name = "csv";
    private const int LeastColumns = 9;

    private static readonly string[] s_columns = ["timeStamp", "elapsed", "label"];

    /// <summary>The form.</summary>
    public static RunForm Form { get; } = new("jmeter", Name, static head => DelimiterOf(head.Text) is not null, Read);

    private static char? DelimiterOf(string text) => CsvRows.DelimiterOf(text, s_columns) ?? CsvRows.DelimiterOf(text, IsRow);

    // Without a header: the first eight columns are the same in all versions.
    private static bool IsRow(string[] fields) =>
        fields.Length >= LeastColumns && JMeterTally.IsTime(fields[0]) && RunNumbers.Count(fields[1]) is not null
        && fields[7] is "true" or "false";

    private static ImportedRun Read(RunSource source)
    {
        using var rows = new CsvRows(source, DelimiterOf);
        var tally = new JMeterTally(Name);
        var columns = Columns.Default;
        for (var isFirst = true; rows.Read(); isFirst = false)
        {
            if (isFirst && s_columns.All(rows.Header().ContainsKey))
            {
                columns = Columns.Of(rows.Header());
                tally.KnowsFailures = columns.Success >= 0;
                continue;
            }

            if (rows[columns.Elapsed] == "elapsed")
            {
                continue; // A file that was appended to.
            }

            if (columns.Samples >= 0 && rows[columns.Samples] is not ("" or "1"))
            {
                throw new RunFormException(rows.Line, $"the row stands for {rows[columns.Samples]} samples; expected one row a sample");
            }

            tally.Add(rows.Line, new JMeterSample(rows[columns.Time], rows[columns.Elapsed], rows[columns.Label], rows[columns.Code],
                rows[columns.Message], rows[columns.Success], Method: null,
                Thread: columns.Thread >= 0 ? rows[columns.Thread] : null));
        }

        return tally.Run(
            source, columns.Message >= 0 ? null : "there is no responseMessage: samples of transaction controllers count as requests");
    }

    private sealed record Columns(int Time, int Elapsed, int Label, int Code, int Message, int Thread, int Success, int Samples)
    {
        public static Columns Default { get; } = new(0, 1, 2, 3, 4, 5, 7, -1);

        public static Columns Of(Dictionary<string, int> header)
        {
            int At(string name) => header.GetValueOrDefault(name, -1);
            return new Columns(
                At("timeStamp"), At("elapsed"), At("label"), At("responseCode"), At("responseMessage"), At("threadName"),
                At("success"), At("SampleCount"));
        }
    }
}
