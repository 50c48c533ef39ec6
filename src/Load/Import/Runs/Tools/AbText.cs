using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>What ab (ApacheBench) prints.</summary>
/// <remarks>
/// Times run from before the connection was made until the answer was read, in whole milliseconds. ab's own "Failed requests" count answers
/// whose length differs from the first one's (any dynamic page), and leave out answers of other statuses; here a failure is an answer that
/// is not 2xx, or an error of connecting, receiving or polling. ab counts a connection that breaks as an error of polling and again as one
/// of receiving (and of length): of the two the greater counts.
/// <para><b>Source:</b> ab.c of httpd (test, read_connection, close_connection).</para>
/// </remarks>
internal static class AbText
{
    private const string Name = "text";
    private const string Complete = "Complete requests";
    private const string Failed = "Failed requests";
    private const string Refused = "Non-2xx responses";
    private const string Document = "Document Path";
    private const string Taken = "Time taken for tests";

    private static readonly string[] s_fields = [Complete, Failed, Refused, Document, Taken];

    /// <summary>The form.</summary>
    public static RunForm Form { get; } = new("ab", Name, static head => !head.IsReport && Matches(head.Text), Read);

    private static bool Matches(string text) => text.Contains("This is ApacheBench", StringComparison.Ordinal)
        || (text.Contains($"{Complete}:", StringComparison.Ordinal) && text.Contains($"{Taken}:", StringComparison.Ordinal));

    private static ImportedRun Read(RunSource source)
    {
        var lines = new TextLines(source);
        var report = new Report();
        while (lines.Next() is { } line)
        {
            report.Line(line.Trim(), lines.Number);
        }

        return report.Run(source, lines.Number);
    }

    private sealed class Report
    {
        private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
        private readonly Dictionary<string, double> _percentiles = new(StringComparer.Ordinal);
        private string[] _errors = [];
        private string[] _total = [];

        public void Line(string line, long number)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["Total:", ..])
            {
                _total = words[1..];
            }
            else if (line.StartsWith("(Connect:", StringComparison.Ordinal))
            {
                _errors = line.Trim('(', ')').Split(", ");
            }
            else if (words is [[.., '%'] percent, var ms, ..] && percent.Length <= 4 && RunNumbers.Number(ms) is { } value)
            {
                _percentiles.TryAdd(percent, value);
            }
            else if (line.Split(':', 2) is [var name, var text] && s_fields.Contains(name, StringComparer.Ordinal))
            {
                Keep(name, text.Trim(), number);
            }
        }

        public ImportedRun Run(RunSource source, long lastLine)
        {
            if (RunNumbers.Count(Field(Complete)) is not { } requests)
            {
                throw new RunFormException(Math.Max(1, lastLine), $"the report ends without '{Complete}'; expected the whole text of ab");
            }

            // ab prints what there is: without the line there was no such answer.
            var refused = _fields.TryGetValue(Refused, out var others) ? RunNumbers.Count(others) : 0;
            var lost = RunNumbers.Count(Field(Failed)) == 0 ? 0 : Error("Connect:") + Broken();
            long? failed = refused + lost is { } sum ? Math.Min(sum, requests) : null;
            var latency = requests == 0 ? null : Latency();
            var endpoint = new ImportedEndpoint
            {
                Name = EndpointNames.Path(Field(Document)),
                Requests = requests,
                Failed = failed,
                FailedByClass = failed is { } all
                    ? FailureClass.Known([KeyValuePair.Create(FailureClass.Transport, Math.Min(lost ?? 0, all))], all)
                    : null,
                P95Ms = latency?.P95Ms,
                Latency = latency,
            };
            return new ImportedRun
            {
                Source = source.Source,
                Tool = "ab",
                Form = Name,
                DurationS = RunNumbers.Number(Field(Taken).Split(' ')[0]),
                Requests = requests,
                HttpReqDuration = latency,
                HttpReqFailed = failed is null || requests == 0 ? null : Ratio.Of(failed.Value, requests),
                Endpoints = [endpoint],
                Remarks = Error("Length:") is > 0 and var lengths
                    ? [$"{lengths} answers differ from the first in length: ab calls them failed"]
                    : [],
            };
        }

        private void Keep(string name, string text, long line)
        {
            if (!_fields.TryAdd(name, text))
            {
                throw new RunFormException(line, $"a second '{name}': another run begins; expected one a file");
            }
        }

        private string Field(string name) => _fields.GetValueOrDefault(name) ?? "";

        // Total: min, mean, deviation, median, max; or min, mean, max with -S.
        private ImportedLatency Latency() => new()
        {
            P50Ms = Percentile("50%"),
            P90Ms = Percentile("90%"),
            P95Ms = Percentile("95%"),
            P99Ms = Percentile("99%"),
            MeanMs = _total.Length is 3 or 5 ? RunNumbers.Number(_total[1]) : null,
            MinMs = _total.Length is 3 or 5 ? RunNumbers.Number(_total[0]) : null,
            MaxMs = _total.Length is 3 or 5 ? RunNumbers.Number(_total[^1]) : null,
        };

        private double? Percentile(string percent) => _percentiles.TryGetValue(percent, out var ms) ? ms : null;

        private long? Broken() => (Received(), Error("Exceptions:")) is ({ } received, { } polled) ? Math.Max(received, polled) : null;

        // ab before 2.3 has no field for it: it ended at the first of these errors.
        private long? Received() =>
            Array.Exists(_errors, static error => error.StartsWith("Receive:", StringComparison.Ordinal)) ? Error("Receive:") : 0;

        // Null when the report does not tell.
        private long? Error(string name)
        {
            var field = Array.Find(_errors, error => error.StartsWith(name, StringComparison.Ordinal));
            return field is null ? null : RunNumbers.Count(field.AsSpan(name.Length));
        }
    }
}
