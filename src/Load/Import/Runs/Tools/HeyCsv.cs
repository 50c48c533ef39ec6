using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The answers that hey writes with <c>-o csv</c>: one a row, in seconds; requests without an answer are not in it.</summary>
internal static class HeyCsv
{
    private const string Name = "csv";

    private static readonly string[] s_columns = ["response-time", "status-code", "offset"];
    private static readonly string[] s_cut = [$"hey keeps the first {HeyText.MostKept} answers only: there may have been more"];

    /// <summary>The form.</summary>
    public static RunForm Form { get; } = new("hey", Name, static head => CsvRows.HasHeader(head.Text, s_columns), Read);

    private static ImportedRun Read(RunSource source)
    {
        using var rows = new CsvRows(source, s_columns);
        var tally = new RunTally("hey", Name) { HasCalendar = false };
        var columns = rows.Read() ? rows.Header() : [];
        int[] places = [.. s_columns.Select(column => columns.GetValueOrDefault(column, -1))];
        while (rows.Read())
        {
            var (time, status, offset) = (rows[places[0]], rows[places[1]], rows[places[2]]);
            if (RunNumbers.Number(time) is { } seconds && RunNumbers.Number(offset) is { } start && FailureClass.Status(status) is { } code)
            {
                var failed = FailureClass.IsFailure(code);
                tally.Add(rows.Line, new EndedRequest(EndpointNames.All, Method: null, start * 1000, seconds * 1000, code, failed,
                    failed ? FailureClass.Of(code) : null));
            }
            else
            {
                tally.Reject(rows.Line, "no response-time and offset in seconds with a status-code; expected a row of hey");
            }
        }

        var run = tally.Run(source);
        return run with
        {
            Remarks =
            [
                .. run.Remarks,
                "requests without an answer are not in the file, and not counted",
                .. run.Requests >= HeyText.MostKept ? s_cut : [],
            ],
        };
    }
}
