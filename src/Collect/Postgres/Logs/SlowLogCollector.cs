using System.Text;
using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>How logs are read.</summary>
public sealed record SlowLogOptions
{
    /// <summary>The server's log_line_prefix of stderr logs, or null to learn it from each file.</summary>
    public string? Prefix { get; init; }

    /// <summary>Which entries count.</summary>
    public LogFilter Filter { get; init; } = new();

    /// <summary>
    /// Whether values of parameters and plans are kept, which takes memory: at most 80 kB and 512 kB for each statement that has them.
    /// </summary>
    public bool KeepsSamples { get; init; }
}

/// <summary>What logs gave.</summary>
/// <param name="Log">The digest: no value is in it.</param>
/// <param name="Parameters">
/// Up to five different sets of parameters for each statement of the extended protocol that was logged with them, spread over the log; null
/// when none was.
/// </param>
/// <param name="Plans">
/// Plans of auto_explain in its JSON format, the slowest two of each statement, with <c>$0</c> for each literal; null when there was none.
/// </param>
public sealed record SlowLogEvidence(SlowLog Log, StatementParameters? Parameters, StatementPlans? Plans);

/// <summary>Reads logs of PostgreSQL servers: stderr, csvlog and jsonlog, plain or gzip.</summary>
/// <remarks>
/// Cost: one core, about a second for 100 MB (bench/db-log), and memory that does not grow with the files. A line of more than 1 MB loses
/// its end.
/// </remarks>
public static class SlowLogCollector
{
    /// <summary>Reads files one after the other as one log.</summary>
    /// <param name="files">Their paths; "-" is the standard input.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="CollectorException">A file cannot be opened or read.</exception>
    public static Task<SlowLogEvidence> CollectAsync(IReadOnlyList<string> files, SlowLogOptions options, CancellationToken cancellation) =>
        Task.Run(() => Collect(files, options, cancellation), cancellation);

    /// <summary>Whether a text is a log_line_prefix that the server would take.</summary>
    public static bool IsPrefix(string text) => LinePrefix.Of(text, new LogTime()) is not null;

    private static SlowLogEvidence Collect(IReadOnlyList<string> files, SlowLogOptions options, CancellationToken cancellation)
    {
        var digest = new LogDigest(options.KeepsSamples);
        var sink = new LogSink(digest, options.Filter);
        var readings = new List<LogFileReading>();
        foreach (var file in files)
        {
            try
            {
                readings.Add(LogFile.Read(file, options.Prefix, sink, cancellation));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CollectorException(
                    $"{file}: {(e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message)}");
            }
        }

        var provenance = Provenance(files, options);
        var log = digest.Result(readings, provenance);
        var (sets, plans) = (digest.Parameters(), digest.Plans());
        return new SlowLogEvidence(
            log,
            sets.Count == 0 ? null
                : new StatementParameters
                {
                    Window = log.Window,
                    Provenance = $"{provenance}: DETAIL of 'execute' entries",
                    Statements = sets,
                },
            plans.Count == 0 ? null
                : new StatementPlans
                {
                    Window = log.Window,
                    Provenance = $"{provenance}: 'plan' entries of auto_explain",
                    Statements = plans,
                });
    }

    private static string Provenance(IReadOnlyList<string> files, SlowLogOptions options)
    {
        var command = new StringBuilder("headroom db log");
        foreach (var file in files)
        {
            command.Append(' ').Append(file);
        }

        (string Name, string? Value)[] given =
        [
            ("prefix", options.Prefix is { } prefix ? $"'{prefix}'" : null),
            ("from", options.Filter.From?.ToString("O")),
            ("to", options.Filter.To?.ToString("O")),
            ("database", options.Filter.Database),
            ("user", options.Filter.User),
        ];
        foreach (var (name, value) in given)
        {
            command.Append(value is null ? "" : $" --{name} {value}");
        }

        return command.ToString();
    }
}
