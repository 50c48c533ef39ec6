using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>What a log says of one statement.</summary>
internal sealed class StatementTally(string id, string query)
{
    /// <summary>More users or databases than this are not named.</summary>
    private const int MostNames = 20;

    private readonly List<string> _users = [];
    private readonly List<string> _databases = [];
    private readonly CallTally _calls = new();
    private readonly CallTally _plans = new();
    private string? _lastUser;
    private string? _lastDatabase;
    private long _first = long.MaxValue;
    private long _last;
    private long _tempBytes;

    /// <summary>Errors that name it.</summary>
    public long Errors { get; set; }

    /// <summary>Waits for a lock that name it.</summary>
    public long LockWaits { get; set; }

    /// <summary>Temporary files that it wrote.</summary>
    public long TempFiles { get; private set; }

    /// <summary>The sets of parameters and plans that were kept of it, or null.</summary>
    public StatementSamples? Samples { get; set; }

    /// <summary>Its identity.</summary>
    public string Id => id;

    /// <summary>Its normalised text.</summary>
    public string Query => query;

    /// <summary>An execution.</summary>
    public void Call(LogEntry entry, long durationNs)
    {
        See(entry);
        _calls.Add(durationNs);
    }

    /// <summary>The duration of the last execution, which came on a line of its own.</summary>
    public void Time(long durationNs) => _calls.Time(durationNs);

    /// <summary>A plan of auto_explain.</summary>
    public void Plan(LogEntry entry, long durationNs)
    {
        See(entry);
        _plans.Add(durationNs);
    }

    /// <summary>A temporary file.</summary>
    public void TempFile(long bytes)
    {
        TempFiles++;
        _tempBytes += bytes;
    }

    /// <summary>An entry about it.</summary>
    public void See(LogEntry entry)
    {
        _first = Math.Min(_first, entry.Ticks);
        _last = Math.Max(_last, entry.Ticks);
        Name(_users, ref _lastUser, entry.User);
        Name(_databases, ref _lastDatabase, entry.Database);
    }

    /// <summary>What was counted.</summary>
    /// <param name="fromPlans">Whether plans are the calls: of a log in which nothing but auto_explain logged statements.</param>
    public LoggedStatement Result(bool fromPlans)
    {
        var calls = fromPlans ? _plans : _calls;
        return new LoggedStatement
        {
            StatementId = id,
            Query = query,
            Calls = calls.Calls,
            TimedCalls = calls.Timed,
            Times = calls.Times(),
            FirstAt = new DateTimeOffset(_first, TimeSpan.Zero),
            LastAt = new DateTimeOffset(_last, TimeSpan.Zero),
            Users = [.. _users.Order(StringComparer.Ordinal)],
            Databases = [.. _databases.Order(StringComparer.Ordinal)],
            Errors = Errors,
            TempFiles = TempFiles,
            TempSize = new Bytes(_tempBytes),
            LockWaits = LockWaits,
            Plans = _plans.Calls,
        };
    }

    private static void Name(List<string> names, ref string? last, string? name)
    {
        if (name is null || ReferenceEquals(name, last))
        {
            return;
        }

        last = name;
        if (names.Count < MostNames && !names.Contains(name))
        {
            names.Add(name);
        }
    }
}
