using System.Globalization;
using System.Text;

namespace Headroom.Bench.Servers;

/// <summary>What a log that was written holds.</summary>
internal sealed record PostgresLogCounts
{
    /// <summary>Executions.</summary>
    public long Calls { get; set; }

    /// <summary>Entries of ERROR and FATAL.</summary>
    public long Errors { get; set; }

    /// <summary>Temporary files.</summary>
    public long TempFiles { get; set; }

    /// <summary>Executions by hour of the day.</summary>
    public SortedDictionary<int, long> Hours { get; } = [];
}

/// <summary>
/// Writes a log of a PostgreSQL server (log_destination = stderr, log_line_prefix = '%m [%p] %q%u@%d ') as a busy site has it: 400 statements, some on several
/// lines, with literals or with parameters (parse, bind, execute, DETAIL), errors, temporary files, lock waits, checkpoints, autovacuum, sessions.
/// The same bytes each time.
/// </summary>
internal sealed class PostgresLog : IDisposable
{
    private const int Statements = 400;
    private const int Backends = 60;

    // 32-bit linear congruence: Numerical Recipes, 2nd edition, section 7.1.
    private const uint Factor = 1_664_525;
    private const uint Increment = 1_013_904_223;

    private static readonly string[] s_users = ["app", "worker", "report"];

    private readonly StreamWriter _writer;
    private readonly PostgresLogCounts _counts = new();
    private DateTime _time = new(2026, 3, 2, 8, 0, 0, DateTimeKind.Utc);
    private uint _state = 1;
    private long _written;
    private string _head = "";

    private PostgresLog(string file) => _writer = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };

    /// <summary>Writes whole entries until the file has at least so many bytes.</summary>
    public static PostgresLogCounts Write(string file, long bytes)
    {
        using var log = new PostgresLog(file);
        while (log._written < bytes)
        {
            log.Entry();
        }

        return log._counts;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // The high bits: a linear congruence's low ones have short periods.
    private uint Draw(uint below) => (uint)(((_state = (_state * Factor) + Increment) >> 8) * (ulong)below >> 24);

    private void Entry()
    {
        _time = _time.AddMilliseconds(20 + Draw(40));
        var pid = 4_000 + Draw(Backends);
        _head = string.Create(CultureInfo.InvariantCulture, $"{_time:yyyy-MM-dd HH:mm:ss.fff} UTC [{pid}] {s_users[pid % 3]}@shop{pid % 2} ");
        var kind = Draw(1_000);
        switch (kind)
        {
            case < 4:
                Error($"duplicate key value violates unique constraint \"orders_{Draw(20)}_pkey\"", $"Key (id)=({Draw(1_000_000)}) already exists.");
                break;
            case < 7:
                Error("canceling statement due to statement timeout", null);
                break;
            case < 20:
                Line("LOG", $"temporary file: path \"base/pgsql_tmp/pgsql_tmp{pid}.{Draw(9)}\", size {1_000_000 + Draw(1 << 23)}");
                Line("STATEMENT", Simple(Draw(Statements)));
                _counts.TempFiles++;
                break;
            case < 22:
                Line("LOG", $"process {pid} still waiting for ShareLock on transaction {Draw(1 << 20)} after 1000.{Draw(999):000} ms");
                Line("DETAIL", $"Process holding the lock: {4_000 + Draw(Backends)}. Wait queue: {pid}.");
                Line("STATEMENT", Simple(Draw(Statements)));
                break;
            case < 24:
                Server(pid);
                break;
            case < 300:
                Extended();
                break;
            default:
                Count(Line("LOG", $"duration: {Duration()} ms  statement: {Simple(Skewed())}"));
                break;
        }
    }

    private uint Skewed() => Math.Min(Draw(Statements), Draw(Statements));

    private string Duration() => string.Create(CultureInfo.InvariantCulture, $"{Draw(50) * (1 + Draw(40) / 39 * 30)}.{Draw(1_000):000}");

    private void Error(string message, string? detail)
    {
        Line("ERROR", message);
        if (detail is not null)
        {
            Line("DETAIL", detail);
        }

        Line("STATEMENT", Simple(Draw(Statements)));
        _counts.Errors++;
    }

    private void Server(uint pid)
    {
        _head = string.Create(CultureInfo.InvariantCulture, $"{_time:yyyy-MM-dd HH:mm:ss.fff} UTC [{100 + (pid % 3)}] ");
        Line("LOG", (pid % 3) switch
        {
            0 => "checkpoint starting: time",
            1 => "checkpoint complete: wrote 1234 buffers (7.5%); 0 WAL file(s) added, 0 removed, 1 recycled; write=29.5 s, sync=0.1 s, total=29.7 s; "
                + "sync files=12, longest=0.1 s, average=0.1 s; distance=1234 kB, estimate=2345 kB",
            _ => $"automatic analyze of table \"shop0.public.orders_{pid % 20}\"\n\tI/O timings: read: 0.1 ms, write: 0.0 ms\n\tsystem usage: CPU: user: 0.1 s, system: 0.0 s, elapsed: 0.2 s",
        });
    }

    private void Extended()
    {
        var number = Skewed();
        var sql = Prepared(number);
        var detail = $"parameters: $1 = '{Draw(1_000_000)}', $2 = 'name {Draw(5_000)}', $3 = '{10 * Draw(9)}'";
        foreach (var step in (string[])["parse", "bind", "execute"])
        {
            var ended = Line("LOG", $"duration: {Duration()} ms  {step} S_{number}: {sql}");
            if (step != "parse")
            {
                Line("DETAIL", detail);
            }

            if (step == "execute")
            {
                Count(ended);
            }
        }
    }

    private static string Prepared(uint number) =>
        $"SELECT o.id, o.total_{number}, o.state, c.name FROM orders_{number % 20} o JOIN customers c ON c.id = o.customer_id WHERE o.customer_id = $1 AND c.name = $2 "
        + "ORDER BY o.created_at DESC LIMIT $3";

    private string Simple(uint number) => (number % 5) switch
    {
        0 => $"SELECT * FROM orders_{number % 20} WHERE id = {Draw(1_000_000)} AND column_{number} = 'value {Draw(100_000)}'",
        1 => $"UPDATE stock_{number % 20} SET amount = amount - {Draw(20)}, note_{number} = 'it''s {Draw(1_000)}' WHERE sku IN ({string.Join(", ", Enumerable.Range(0, 1 + (int)Draw(12)).Select(_ => Draw(90_000)))})",
        2 => $"INSERT INTO events_{number} (at, kind, payload) VALUES ('2026-03-02 10:{Draw(60):00}:00', {Draw(9)}, '{{\"id\": {Draw(100_000)}, \"name\": \"user {Draw(10_000)}\"}}')",
        3 => $"SELECT c.id,\n\t       c.name,\n\t       count(*) AS orders_{number}\n\t  FROM customers c\n\t  JOIN orders_{number % 20} o ON o.customer_id = c.id\n\t WHERE o.created_at > '2026-01-{1 + Draw(28):00}'\n\t   AND o.total > {Draw(500)}.50\n\t GROUP BY c.id, c.name\n\t HAVING count(*) > {Draw(9)}\n\t ORDER BY orders_{number} DESC\n\t LIMIT {Draw(100)}",
        _ => $"SELECT /* route:/orders/{number % 20} */ id, state FROM orders_{number % 20} WHERE state_{number} = '{Draw(5)}' AND created_at BETWEEN '2026-02-01' AND '2026-03-{1 + Draw(28):00}' -- page\n\t OFFSET {Draw(1_000)} LIMIT 20",
    };

    private int Line(string severity, string text)
    {
        _writer.Write(_head);
        _writer.Write(severity);
        _writer.Write(":  ");
        _writer.WriteLine(text);
        _written += _head.Length + severity.Length + text.Length + 4;
        return _time.Hour;
    }

    private void Count(int hour)
    {
        _counts.Calls++;
        _counts.Hours[hour] = _counts.Hours.GetValueOrDefault(hour) + 1;
    }
}
