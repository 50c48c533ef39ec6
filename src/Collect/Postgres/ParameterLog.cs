using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres;

/// <summary>
/// A short pass in which a server that Headroom started logs every statement with its parameters: the best source of real values, because
/// they are what the service sent. Only for such servers: it changes a setting of the whole server and takes it back, whatever comes
/// between.
/// </summary>
public sealed class ParameterLog : IAsyncDisposable
{
    /// <summary>More sets than this add time, not evidence.</summary>
    private const int MostSets = 5;

    private const int TimeColumn = 0;

    private const int DatabaseColumn = 2;

    private const int MessageColumn = 13;

    private const int DetailColumn = 14;

    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private readonly string _connectionString;
    private readonly string _folder;
    private readonly TimeProvider _time;
    private readonly RunningWindow _window;
    private bool _mayLog = true;

    private ParameterLog(string connectionString, string folder, TimeProvider time)
    {
        _connectionString = connectionString;
        _folder = folder;
        _time = time;
        _window = new RunningWindow(time);
    }

    /// <summary>Turns the logging on.</summary>
    /// <param name="adminConnectionString">A superuser's session on the server.</param>
    /// <param name="folder">Where the server writes its csvlog.</param>
    /// <param name="time">For the window.</param>
    /// <param name="cancellation">Ends the call.</param>
    public static async Task<ParameterLog> StartAsync(
        string adminConnectionString, string folder, TimeProvider time, CancellationToken cancellation)
    {
        var log = new ParameterLog(adminConnectionString, folder, time);
        var isOn = false;
        try
        {
            await log.SwitchAsync("ALTER SYSTEM SET log_min_duration_statement = 0", cancellation);
            isOn = true;
            return log;
        }
        finally
        {
            if (!isOn)
            {
                await log.DisposeAsync();
            }
        }
    }

    /// <summary>Turns the logging off and reads the parameters that each statement was executed with.</summary>
    /// <param name="within">How long before the same statement with the same values makes an execution a repeat.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>The different sets of each statement, and how often they were repeated.</returns>
    public async Task<(StatementParameters Parameters, StatementRepeats Repeats)> StopAsync(TimeSpan within, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(EvidenceConnection.Plain(_connectionString));
        await connection.OpenAsync(cancellation);
        var end = $"/* the sample ends {_time.GetUtcNow().UtcTicks} */";
        await using (var mark = new NpgsqlCommand($"SELECT {EvidenceConnection.Marker} {end} 1", connection))
        {
            await mark.ExecuteNonQueryAsync(cancellation);
        }

        await EndAsync(cancellation);
        var executions = await ReadUntilAsync(end, connection.Database, cancellation);
        var window = _window.SoFar;
        var parameters = new StatementParameters
        {
            Window = window,
            Provenance = "ALTER SYSTEM SET log_min_duration_statement = 0; csvlog: 'execute' lines with their parameters",
            Statements =
            [
                .. executions.GroupBy(execution => StatementText.IdOf(execution.Query)).OrderBy(same => same.Key, StringComparer.Ordinal)
                    .Select(same => new ParameterSets(
                        same.Key,
                        same.First().Query,
                        same.First().Values.Count == 0 ? ParameterSource.None : ParameterSource.Log,
                        [.. Spread([.. same.Select(execution => execution.Values).DistinctBy(values => string.Join('\u0001', values))])])),
            ],
        };
        var repeats = new StatementRepeats
        {
            Window = window,
            Provenance = parameters.Provenance,
            Within = within,
            Statements = RepeatsOf(executions, within),
        };
        return (parameters, repeats);
    }

    /// <summary>Turns the logging off, unless it is; a server that does not answer any more keeps it on.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await EndAsync(CancellationToken.None); // it has the time limits of its session
        }
        catch (NpgsqlException)
        {
            // What went wrong before says more.
        }
    }

    /// <summary>The repeats of each statement, by its id.</summary>
    /// <param name="executions">All executions, in any order.</param>
    /// <param name="within">How long before an equal one makes an execution a repeat.</param>
    internal static IReadOnlyList<StatementRepeat> RepeatsOf(IEnumerable<Execution> executions, TimeSpan within) =>
    [
        .. executions.GroupBy(static execution => StatementText.IdOf(execution.Query))
            .OrderBy(static same => same.Key, StringComparer.Ordinal)
            .Select(same => new StatementRepeat(
                same.Key, same.LongCount(),
                same.GroupBy(static execution => execution.Identity, StringComparer.Ordinal).Sum(equal => Following(equal, within)))),
    ];

    // Of equal executions: those that follow another within the time.
    private static long Following(IEnumerable<Execution> equal, TimeSpan within)
    {
        var instants = equal.Select(static execution => execution.At).Order().ToList();
        return instants.Zip(instants.Skip(1), static (one, next) => next - one).LongCount(pause => pause <= within);
    }

    /// <summary>One execution as it was logged.</summary>
    /// <param name="At">When it ended.</param>
    /// <param name="Query">Its text; of a simple query with its constants.</param>
    /// <param name="Values">Its parameters.</param>
    internal sealed record Execution(DateTimeOffset At, string Query, IReadOnlyList<string?> Values)
    {
        /// <summary>What is the same of equal executions: text and values, NULL told from the empty text.</summary>
        public string Identity => string.Join('\u0001', Values.Select(static value => value ?? "\u0002").Prepend(Query));
    }

    // From the first to the last, evenly: the first requests alone may all be for the same thing.
    private static IEnumerable<IReadOnlyList<string?>> Spread(List<IReadOnlyList<string?>> sets) => sets.Count <= MostSets
        ? sets
        : Enumerable.Range(0, MostSets).Select(i => sets[i * (sets.Count - 1) / (MostSets - 1)]);

    private async Task EndAsync(CancellationToken cancellation)
    {
        if (_mayLog)
        {
            await SwitchAsync("ALTER SYSTEM RESET log_min_duration_statement", cancellation);
            _mayLog = false;
        }
    }

    private async Task SwitchAsync(string sql, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(EvidenceConnection.Plain(_connectionString));
        await connection.OpenAsync(cancellation);
        foreach (var statement in (string[])[sql, "SELECT pg_reload_conf()"])
        {
            await using var command = new NpgsqlCommand(
                statement.Insert(statement.IndexOf(' ', StringComparison.Ordinal), $" {EvidenceConnection.Marker}"), connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    // The server's log collector is a process of its own and a little behind.
    private async Task<List<Execution>> ReadUntilAsync(string end, string database, CancellationToken cancellation)
    {
        var deadline = _time.GetTimestamp();
        while (true)
        {
            var executions = new List<Execution>();
            foreach (var file in Directory.EnumerateFiles(_folder, "*.csv").Order(StringComparer.Ordinal))
            {
                if (ReadFile(file, end, database, executions))
                {
                    return executions;
                }
            }

            if (_time.GetElapsedTime(deadline) > FlushLimit)
            {
                return executions;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), _time, cancellation);
        }
    }

    private bool ReadFile(string file, string end, string database, List<Execution> executions)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        using var csv = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null });
        while (csv.Read())
        {
            var record = csv.Record!;
            if (record.Length <= DetailColumn || record[DatabaseColumn] != database || Time(record[TimeColumn]) is not { } at
                || at < _window.StartedAt - TimeSpan.FromSeconds(1))
            {
                continue;
            }

            if (record[MessageColumn].Contains(end, StringComparison.Ordinal))
            {
                return true;
            }

            if (ExecutedText(record[MessageColumn]) is { } query && !query.Contains(EvidenceConnection.Marker, StringComparison.Ordinal)
                && ParameterText.Values(record[DetailColumn]) is { } values)
            {
                executions.Add(new Execution(at, query, values));
            }
        }

        return false;
    }

    // "2026-01-31 12:00:00.123 UTC": the zone is the server's log_timezone, which Headroom's clusters leave at the default, UTC or local.
    private static DateTimeOffset? Time(string stamp)
    {
        var zone = stamp.LastIndexOf(' ');
        return zone > 0 && DateTimeOffset.TryParse(
            stamp[..zone], CultureInfo.InvariantCulture,
            stamp[(zone + 1)..] is "UTC" or "GMT" ? DateTimeStyles.AssumeUniversal : DateTimeStyles.AssumeLocal, out var at) ? at : null;
    }

    // "duration: 0.1 ms  execute <unnamed>: SELECT ..." or "duration: 0.1 ms  statement: SELECT ..."; parse and bind lines say the same
    // thing again.
    private static string? ExecutedText(string message)
    {
        if (!message.StartsWith("duration: ", StringComparison.Ordinal))
        {
            return null;
        }

        var kind = message.IndexOf(" ms  ", StringComparison.Ordinal) + 5;
        var text = kind < 5 ? -1 : message.IndexOf(": ", kind, StringComparison.Ordinal);
        return text > 0 && (message.AsSpan(kind).StartsWith("execute ") || message.AsSpan(kind).StartsWith("statement:"))
            ? message[(text + 2)..] : null;
    }
}
