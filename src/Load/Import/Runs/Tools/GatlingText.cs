using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>What Gatling prints at the end of a run.</summary>
/// <remarks>
/// Times are whole milliseconds of successes and failures together; each percentile has its name. Newer versions divide columns by lines
/// and thousands by commas:
/// <code>
///   &gt; request count                                       1200 (OK=1195   KO=5     )
///   &gt; request count                              |     1,200 |     1,195 |         5
/// </code>
/// The progress that stands before it is not read: its names are cut to the width of the screen. The run lasted as long as its requests
/// take at their mean rate; "completed in" counts whole seconds.
/// </remarks>
internal static class GatlingText
{
    private const string Name = "text";
    private const string Head = "---- Global Information --";
    private const string Progress = "---- Requests --";
    private const string Count = "request count";
    private const string None = "-";
    private const string Rate = "mean requests/sec";
    private const string NewRate = "mean throughput";

    /// <summary>The form.</summary>
    public static RunForm Form { get; } = new("gatling", Name, static head => !head.IsReport && Matches(head.Text), Read);

    // The progress of a long run fills the file's beginning.
    private static bool Matches(string text) => text.Contains(Head, StringComparison.Ordinal)
        || (text.Contains(Progress, StringComparison.Ordinal) && text.Contains("> Global ", StringComparison.Ordinal));

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
        private const int MostFigures = 100;
        private const int LongestFigure = 1000;

        private readonly Dictionary<string, (string Total, string Succeeded)> _figures = new(StringComparer.Ordinal);
        private bool _isOpen;
        private double? _seconds;

        public void Line(string line, long number)
        {
            if (line.StartsWith(Head, StringComparison.Ordinal))
            {
                if (_figures.Count > 0)
                {
                    throw new RunFormException(number, "a second run ends here; expected one a file");
                }

                _isOpen = true;
            }
            else if (line.StartsWith("----", StringComparison.Ordinal) || line.StartsWith("====", StringComparison.Ordinal))
            {
                _isOpen = false;
            }
            else if (_isOpen && line.StartsWith("> ", StringComparison.Ordinal)
                && line.Length <= LongestFigure && _figures.Count < MostFigures)
            {
                Figure(line[2..]);
            }
            else if (line.StartsWith("Simulation ", StringComparison.Ordinal)
                && line.Split(' ') is [.., "completed", "in", var seconds, "seconds"])
            {
                _seconds = RunNumbers.Number(seconds);
            }
        }

        public ImportedRun Run(RunSource source, long lastLine)
        {
            if (!_figures.TryGetValue(Count, out var count) || RunNumbers.Count(count.Total) is not { } requests)
            {
                throw new RunFormException(
                    Math.Max(1, lastLine), $"the text ends without '{Count}'; expected all that Gatling prints, with 'Global Information'");
            }

            long? succeeded = count.Succeeded == None ? 0 : RunNumbers.Count(count.Succeeded);
            return new ImportedRun
            {
                Source = source.Source,
                Tool = "gatling",
                Form = Name,
                DurationS = RunNumbers.Lasted(requests, Value(Rate) ?? Value(NewRate)) ?? _seconds,
                Requests = requests,
                HttpReqDuration = requests == 0 ? null : Latency(),
                HttpReqFailed = requests > 0 && requests - succeeded is >= 0 and var failed ? Ratio.Of(failed, requests) : null,
            };
        }

        private void Figure(string text)
        {
            if (text.Split('|') is [var name, var total, var succeeded, _])
            {
                Keep(name, total, succeeded);
            }
            else if (text.IndexOf("  ", StringComparison.Ordinal) is > 0 and var end
                && text[end..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var all, ['(', 'O', 'K', '=', .. var held], ..])
            {
                Keep(text[..end], all, held);
            }
        }

        // The unit, where there is one, stands behind the name: "min response time (ms)".
        private void Keep(string name, string total, string succeeded) =>
            _figures.TryAdd(name.Split('(')[0].Trim(), (Plain(total), Plain(succeeded)));

        private static string Plain(string number) => number.Trim().Replace(",", "", StringComparison.Ordinal);

        private ImportedLatency Latency() => new()
        {
            P50Ms = Value("response time 50th percentile"),
            P90Ms = Value("response time 90th percentile"),
            P95Ms = Value("response time 95th percentile"),
            P99Ms = Value("response time 99th percentile"),
            MeanMs = Value("mean response time"),
            MinMs = Value("min response time"),
            MaxMs = Value("max response time"),
        };

        private double? Value(string name) => _figures.TryGetValue(name, out var found) ? RunNumbers.Number(found.Total) : null;
    }
}
