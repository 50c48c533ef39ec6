using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>What hey prints.</summary>
/// <remarks>
/// Latencies are of requests that were answered, whatever the status, in tenths of a millisecond. hey has no notion of a failure: here it
/// is an answer of 400 and above, or none. It keeps the first million answers: of a longer run the counts are not known.
/// </remarks>
internal static class HeyText
{
    private const string Name = "text";
    private const string Head = "Summary:";

    /// <summary>The most answers that hey keeps.</summary>
    public const long MostKept = 1_000_000;

    /// <summary>The form.</summary>
    public static RunForm Form { get; } = new("hey", Name, static head => !head.IsReport && Matches(head.Text), Read);

    // oha prints alike, with other units, and begins with a success rate; ghz prints milliseconds.
    private static bool Matches(string text) =>
        text.Contains(Head, StringComparison.Ordinal) && text.Contains("Slowest:", StringComparison.Ordinal)
        && text.Contains("Requests/sec:", StringComparison.Ordinal) && text.Contains(" secs", StringComparison.Ordinal)
        && !text.Contains("Success rate:", StringComparison.Ordinal);

    private static ImportedRun Read(RunSource source)
    {
        var lines = new TextLines(source);
        var report = new Report();
        while (lines.Next() is { } line)
        {
            report.Line(line.Trim(), lines.Number);
        }

        return report.Run(source);
    }

    private sealed class Report
    {
        private const int MostNumbers = 100;

        private readonly Dictionary<string, double> _summary = new(StringComparer.Ordinal);
        private readonly SortedDictionary<string, long> _statuses = new(StringComparer.Ordinal);
        private readonly SortedDictionary<string, long> _errors = new(StringComparer.Ordinal);
        private readonly SortedDictionary<string, long> _kinds = new(StringComparer.Ordinal);
        private string _section = "";

        public void Line(string line, long number)
        {
            if (line == Head && _summary.Count > 0)
            {
                throw new RunFormException(number, $"a second '{Head}': another run begins; expected one a file");
            }

            if (line.EndsWith(':') && !line.StartsWith('['))
            {
                _section = line;
            }
            else if (_section == Head && line.Split(':', 2) is [var name, var value])
            {
                Keep(name, value.Trim().Split(' ')[0]);
            }
            else if (_section == "Latency distribution:" && line.Split(" in ", 2) is [var percent, var seconds])
            {
                Keep(percent.TrimEnd('%'), seconds.Split(' ')[0]);
            }
            else if (line is ['[', ..] && line.IndexOf(']', StringComparison.Ordinal) is > 1 and var end)
            {
                Bracket(line[1..end], line[(end + 1)..].Trim());
            }
        }

        public ImportedRun Run(RunSource source)
        {
            var answers = _statuses.Values.Sum();
            var lost = _errors.Values.Sum();
            if (answers + lost == 0)
            {
                throw new RunFormException(
                    null, "neither a status code distribution nor an error distribution; expected the whole text of hey");
            }

            var failed = lost + _statuses.Where(static s => FailureClass.IsFailure(s.Key)).Sum(static s => s.Value);
            var isWhole = answers < MostKept;
            var latency = answers == 0 ? null : Latency();
            if (lost > 0)
            {
                _statuses[FailureClass.NoAnswer] = lost;
            }

            var endpoint = new ImportedEndpoint
            {
                Name = EndpointNames.All,
                Requests = isWhole ? answers + lost : null,
                Failed = isWhole ? failed : null,
                FailedByClass = isWhole ? FailureClass.Known([.. FailureClass.OfStatuses(_statuses), .. _errors], failed) : null,
                Status = isWhole ? _statuses : null,
                Errors = isWhole && _kinds.Count > 0 ? _kinds : null,
                P95Ms = latency?.P95Ms,
                Latency = latency,
            };
            return new ImportedRun
            {
                Source = source.Source,
                Tool = "hey",
                Form = Name,
                DurationS = Of("Total"),
                Requests = endpoint.Requests,
                HttpReqDuration = latency,
                HttpReqFailed = isWhole ? Ratio.Of(failed, answers + lost) : null,
                Endpoints = [endpoint],
                Remarks = isWhole ? [] : [$"hey keeps the first {MostKept} answers only: how many there were is not known"],
            };
        }

        private ImportedLatency Latency() => new()
        {
            P50Ms = RunNumbers.OfSeconds(Of("50")),
            P90Ms = RunNumbers.OfSeconds(Of("90")),
            P95Ms = RunNumbers.OfSeconds(Of("95")),
            P99Ms = RunNumbers.OfSeconds(Of("99")),
            MeanMs = RunNumbers.OfSeconds(Of("Average")),
            MinMs = RunNumbers.OfSeconds(Of("Fastest")),
            MaxMs = RunNumbers.OfSeconds(Of("Slowest")),
        };

        private void Bracket(string inside, string behind)
        {
            if (RunNumbers.Count(inside) is not { } number)
            {
                return;
            }

            if (_section == "Status code distribution:" && FailureClass.Status(inside) is { } status
                && RunNumbers.Count(behind.Split(' ')[0]) is { } answers)
            {
                Count(_statuses, status, answers);
            }
            else if (_section == "Error distribution:")
            {
                Count(_errors, FailureClass.OfError(behind), number);
                if (ErrorText.KindOf(behind) is { } kind)
                {
                    Count(_kinds, kind.Text(), number);
                }
            }
        }

        private void Keep(string name, string number)
        {
            if (_summary.Count < MostNumbers && RunNumbers.Number(number) is { } value)
            {
                _summary.TryAdd(name, value);
            }
        }

        private double? Of(string name) => _summary.TryGetValue(name, out var value) ? value : null;

        private static void Count(SortedDictionary<string, long> counts, string key, long count) =>
            counts[key] = Math.Min(counts.GetValueOrDefault(key) + count, RunNumbers.MostCount);
    }
}
