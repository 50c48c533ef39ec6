using System.Text;
using System.Text.Json;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The single results of vegeta: <c>vegeta encode -to=json</c> and <c>-to=csv</c>.</summary>
/// <remarks>A failure is a status outside 200..399, as vegeta has it. Endpoints are the paths of the addresses.</remarks>
internal static class VegetaResults
{
    private const string What = "a result of vegeta encode -to=json";
    private const double NsPerMs = 1e6;

    // Time, status, latency, bytes out and in, error, body: what follows a long body is not seen in the file's beginning.
    private const int LeastColumns = 7;

    /// <summary>The forms.</summary>
    public static IReadOnlyList<RunForm> Forms { get; } =
    [
        new("vegeta", "results-json", static head => RunJson.LooksLike(head.Text, "seq", "code", "timestamp", "latency", "bytes_in"), Json),
        new("vegeta", "results-csv", static head => IsRow(CsvRows.First(head.Text)), Csv),
        new("vegeta", "results-gob", static head => IsBinary(head.Text), Binary),
    ];

    // Time in nanoseconds, status, latency, bytes out and in, error, body, attack, number, and since version 12 method, address, headers.
    private static bool IsRow(string[] fields) =>
        fields.Length >= LeastColumns && fields[0].Length == 19 && Nanoseconds(fields[0]) is not null
        && FailureClass.Status(fields[1]) is not null && RunNumbers.Count(fields[2]) is not null && RunNumbers.Count(fields[3]) is not null
        && RunNumbers.Count(fields[4]) is not null;

    // What vegeta attack writes begins with the description of a type, a length before each name.
    private static bool IsBinary(string text) => text.IndexOf("\u0006Result\u0001", StringComparison.Ordinal) is >= 0 and < 64;

    private static ImportedRun Binary(RunSource source)
    {
        source.Stop.ThrowIfCancellationRequested();
        throw new RunFormException(null, "the binary results of vegeta attack; expected what vegeta encode or vegeta report makes of them");
    }

    private static ImportedRun Json(RunSource source)
    {
        var lines = new TextLines(source);
        var tally = new RunTally("vegeta", "results-json");
        while (lines.Next() is { } line)
        {
            if (line.Length == 0 && !lines.IsTooLong)
            {
                continue;
            }

            try
            {
                var result = RunJson.Parse(Encoding.UTF8.GetBytes(line), What, static root => ResultOf(root));
                Add(tally, lines.Number, result);
            }
            catch (RunFormException e)
            {
                tally.Reject(lines.Number, e.Message);
            }
        }

        return tally.Run(source);
    }

    private static ImportedRun Csv(RunSource source)
    {
        using var rows = new CsvRows(source);
        var tally = new RunTally("vegeta", "results-csv");
        while (rows.Read())
        {
            Add(tally, rows.Line, new Result(
                Nanoseconds(rows[0]) / NsPerMs, rows[1], RunNumbers.Count(rows[2]), rows[5], rows[9], rows[10]));
        }

        return tally.Run(source);
    }

    private static Result ResultOf(JsonElement root) => new(
        RunNumbers.Iso(root.Text("timestamp")) is { } time ? (time - DateTimeOffset.UnixEpoch).TotalMilliseconds : null,
        root.Count("code")?.ToString() ?? "",
        root.Count("latency"),
        root.Text("error") ?? "",
        root.Text("method") ?? "",
        root.Text("url") ?? "");

    private static void Add(RunTally tally, long line, in Result result)
    {
        if (result.StartMs is not { } start || result.LatencyNs is not { } latency || FailureClass.Status(result.Status) is not { } status)
        {
            tally.Reject(line, "no timestamp, code and latency; expected a result of vegeta encode");
            return;
        }

        var failed = !VegetaReport.IsSuccess(status);
        var isLost = status == FailureClass.NoAnswer;
        var cause = !failed ? null : isLost ? FailureClass.OfError(result.Error) : FailureClass.Of(status);
        tally.Add(line, new EndedRequest(
            EndpointNames.Path(result.Address), EndpointNames.Method(result.Method), start, latency / NsPerMs, status, failed, cause,
            isLost ? ErrorText.KindOf(result.Error)?.Text() : null));
    }

    private static double? Nanoseconds(string text) => text.Length <= 19 && ulong.TryParse(text, out var value) ? value : null;

    private readonly record struct Result(double? StartMs, string Status, long? LatencyNs, string Error, string Method, string Address);
}
