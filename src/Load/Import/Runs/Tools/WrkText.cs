using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>What wrk and wrk2 print.</summary>
/// <remarks>
/// wrk measures from when a request was written until its answer was read, of every answer whatever its status; wrk2 from when the request
/// was due. Percentiles need <c>--latency</c>; wrk prints no 95th, wrk2 only in its detailed spectrum. Failures are answers of 400 and
/// above ("Non-2xx or 3xx") and socket errors. Timeouts are no failures here: wrk's are answers that came later than its limit, which it
/// leaves out of the latencies; wrk2 looks for late requests now and then, and counts one each time.
/// <para><b>Source:</b> wrk.c of wrk (response_complete) and of wrk2 (check_timeouts).</para>
/// </remarks>
internal static class WrkText
{
    /// <summary>The forms.</summary>
    public static IReadOnlyList<RunForm> Forms { get; } =
    [
        new("wrk2", "text", static head => IsOne(head) && IsSecond(head.Text), static source => Read(source, "wrk2")),
        new("wrk", "text", static head => IsOne(head) && !IsSecond(head.Text), static source => Read(source, "wrk")),
    ];

    private static bool IsOne(RunHead head) => !head.IsReport
        && head.Text.Contains("Running ", StringComparison.Ordinal) && head.Text.Contains(" test @ ", StringComparison.Ordinal)
        && head.Text.Contains(" threads and ", StringComparison.Ordinal);

    private static bool IsSecond(string text) =>
        text.Contains("Thread calibration:", StringComparison.Ordinal) || text.Contains("HdrHistogram", StringComparison.Ordinal);

    private static ImportedRun Read(RunSource source, string tool)
    {
        var lines = new TextLines(source);
        var report = new Report();
        while (lines.Next() is { } line)
        {
            report.Line(line.Trim(), lines.Number);
        }

        return report.Run(source, tool, lines.Number);
    }

    private sealed class Report
    {
        private const int MostPercentiles = 100;

        private readonly Dictionary<double, double> _percentiles = [];
        private string? _address;
        private bool _isUncorrected;
        private bool _isEmpty;
        private double? _mean;
        private double? _max;
        private long? _answers;
        private double? _duration;
        private long _refused;
        private (long Lost, long Late) _sockets;

        public void Line(string line, long number)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line.StartsWith("Running ", StringComparison.Ordinal) && line.Contains(" test @ ", StringComparison.Ordinal))
            {
                _address = _address is null
                    ? words[^1]
                    : throw new RunFormException(number, "a second run begins here; expected one a file");
            }
            else if (line.StartsWith("Socket errors:", StringComparison.Ordinal))
            {
                _sockets = (Of(words, "connect") + Of(words, "read") + Of(words, "write"), Of(words, "timeout"));
            }
            else if (line.StartsWith("Non-2xx or 3xx responses:", StringComparison.Ordinal))
            {
                _refused = RunNumbers.Count(words[^1])
                    ?? throw new RunFormException(number, $"'{words[^1]}' responses; expected a count");
            }
            else if (line.Contains("Uncorrected Latency", StringComparison.Ordinal))
            {
                _isUncorrected = true;
            }
            else if (words is [_, "requests", "in", _, _, "read"])
            {
                _answers = RunNumbers.Count(words[0])
                    ?? throw new RunFormException(number, $"'{words[0]}' requests; expected a count");
                _duration = RunNumbers.Milliseconds(words[3].TrimEnd(','));
            }
            else
            {
                Latency(words);
            }
        }

        public ImportedRun Run(RunSource source, string tool, long lastLine)
        {
            if (_answers is not { } answers)
            {
                throw new RunFormException(
                    Math.Max(1, lastLine), $"the report ends without '... requests in ...'; expected the whole text of {tool}");
            }

            var requests = answers + _sockets.Lost;
            var failed = _refused + _sockets.Lost;
            var latency = answers == 0 || _isEmpty ? null : new ImportedLatency
            {
                P50Ms = Percentile(50),
                P90Ms = Percentile(90),
                P95Ms = Percentile(95),
                P99Ms = Percentile(99),
                MeanMs = _mean,
                MaxMs = _max,
            };
            var endpoint = new ImportedEndpoint
            {
                Name = EndpointNames.Path(_address),
                Requests = requests,
                Failed = failed,
                FailedByClass = FailureClass.Known([KeyValuePair.Create(FailureClass.Transport, _sockets.Lost)], failed),
                P95Ms = latency?.P95Ms,
                Latency = latency,
            };
            return new ImportedRun
            {
                Source = source.Source,
                Tool = tool,
                Form = "text",
                DurationS = _duration / 1000,
                Requests = requests,
                HttpReqDuration = latency,
                HttpReqFailed = requests == 0 ? null : Ratio.Of(failed, requests),
                Endpoints = [endpoint],
                Remarks = Remarks(tool),
            };
        }

        private IReadOnlyList<string> Remarks(string tool) => _sockets.Late == 0 ? []
            : tool == "wrk"
                ? [$"{_sockets.Late} timeouts: answers later than wrk's limit; they are not in the latencies, and not counted as failed"]
            : [$"{_sockets.Late} timeouts: requests that were late when {tool} looked; they are not counted as failed"];

        // The thread statistics, the distribution, and wrk2's spectrum: value, percentile (0..1), count, 1/(1 - percentile).
        private void Latency(string[] words)
        {
            if (_isUncorrected)
            {
                return;
            }

            // Every answer was too late: what is printed as 0 was not measured.
            if (words is ["Latency", _, _, _, _] && Array.Exists(words, static word => word.Contains("nan", StringComparison.Ordinal)))
            {
                _isEmpty = true;
            }
            else if (words is ["Latency", var mean, _, var max, ..] && RunNumbers.Milliseconds(mean) is { } known)
            {
                (_mean, _max) = (known, RunNumbers.Milliseconds(max));
            }
            else if (words is [[.., '%'] percent, var value] && RunNumbers.Number(percent.AsSpan(0, percent.Length - 1)) is { } p
                && RunNumbers.Milliseconds(value) is { } ms)
            {
                Keep(p, ms);
            }
            else if (words is [var spectral, var share, _, _] && RunNumbers.Number(spectral) is { } at && RunNumbers.Number(share) is 0.95)
            {
                Keep(95, at);
            }
        }

        private void Keep(double percent, double ms)
        {
            if (_percentiles.Count < MostPercentiles)
            {
                _percentiles.TryAdd(percent, ms);
            }
        }

        private double? Percentile(double percent) => _percentiles.TryGetValue(percent, out var ms) ? ms : null;

        private static long Of(string[] words, string name)
        {
            var at = Array.IndexOf(words, name) + 1;
            return at > 0 && at < words.Length ? RunNumbers.Count(words[at].TrimEnd(',')) ?? 0 : 0;
        }
    }
}
