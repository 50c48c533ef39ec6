using Headroom.Model.Evidence;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>Counts the entries of a log. Bounded in memory whatever the log holds: see <see cref="StatementTable"/>.</summary>
/// <param name="samples">Whether values and plans are kept, for evidence.</param>
internal sealed class LogDigest(bool samples)
{
    /// <summary>
    /// In the extended protocol a temporary file is logged when its portal is dropped: after the execution, and without STATEMENT. Later
    /// than this it may be of a statement that was too fast to be logged.
    /// </summary>
    private const long PortalTicks = TimeSpan.TicksPerSecond / 10;

    private readonly StatementTable _statements = new();
    private readonly CallTally _calls = new();
    private readonly CallTally _plans = new();
    private readonly HourTable _hours = new();
    private readonly ErrorTable _errors = new();
    private readonly ServerEvents _events = new();
    private readonly Dictionary<int, StatementTally?> _untimed = [];
    private readonly Dictionary<int, (StatementTally? Tally, bool IsOwn, long Ticks)> _executed = [];
    private readonly OwnWork _own = new();
    private long _entries;
    private long _unattributed;
    private long _withoutRoom;
    private long _plansWithoutRoom;
    private long _first = long.MaxValue;
    private long _last;
    private (long Parses, long ParseNs, long Binds, long BindNs) _preparation;

    /// <summary>Takes an entry; nothing of it is kept.</summary>
    public void Take(LogEntry entry)
    {
        _entries++;
        if (entry.Ticks > 0)
        {
            _first = Math.Min(_first, entry.Ticks);
            _last = Math.Max(_last, entry.Ticks);
        }

        if (_own.Holds(entry) && !ServerEvents.IsSession(entry.Message.Span))
        {
            Own(entry, entry.Severity == LineKind.Log ? DurationText.Of(entry.Message.Span) : default);
        }
        else if (entry.Severity == LineKind.Log)
        {
            Log(entry);
        }
        else if (entry.Severity >= LineKind.Warning)
        {
            Failure(entry);
        }
    }

    /// <summary>What was counted.</summary>
    /// <param name="files">How the files were read.</param>
    /// <param name="provenance">What repeats it.</param>
    public SlowLog Result(IReadOnlyList<LogFileReading> files, string provenance)
    {
        var fromPlans = _calls.Calls == 0 && _plans.Calls > 0;
        var calls = fromPlans ? _plans : _calls;
        var first = _last == 0 ? 0 : _first;
        return new SlowLog
        {
            Window = new Window(new DateTimeOffset(first, TimeSpan.Zero), TimeSpan.FromTicks(_last - first)),
            Provenance = provenance,
            Files = files,
            Entries = _entries,
            Calls = calls.Calls,
            TimedCalls = calls.Timed,
            Times = calls.Times(),
            UnattributedDurations = _unattributed,
            Preparation = new PreparationTimes(
                _preparation.Parses, Span(_preparation.ParseNs), _preparation.Binds, Span(_preparation.BindNs)),
            Statements =
            [
                .. _statements.All.Select(tally => tally.Result(fromPlans)).OrderByDescending(static s => s.Times.Total)
                    .ThenByDescending(static s => s.Calls).ThenBy(static s => s.StatementId, StringComparer.Ordinal),
            ],
            CallsWithoutRoom = fromPlans ? _plansWithoutRoom : _withoutRoom,
            Hours = _hours.Result(fromPlans),
            Errors = _errors.Errors(),
            LockWaits = _events.LockWaits(),
            Deadlocks = _errors.Deadlocks,
            Cancellations = _errors.Cancellations(),
            TempFiles = _events.TempFiles(),
            Checkpoints = _events.Checkpoints(),
            Autovacuums = _events.Autovacuums(),
            Sessions = _events.Sessions(),
            Plans = _plans.Calls,
            OwnCalls = _own.Calls,
            OwnEntries = _own.Entries + _events.OwnAutovacuums,
        };
    }

    /// <summary>The values of statements that were logged with them.</summary>
    public IReadOnlyList<ParameterSets> Parameters() =>
        [.. Sampled().Select(static tally => tally.Samples!.Parameters(tally.Id)).OfType<ParameterSets>()];

    /// <summary>The plans of statements that auto_explain logged as JSON.</summary>
    public IReadOnlyList<StatementPlan> Plans() =>
        [.. Sampled().Select(static tally => tally.Samples!.Plans(tally.Id, tally.Query)).OfType<StatementPlan>()];

    private static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    private IEnumerable<StatementTally> Sampled() =>
        _statements.All.Where(static tally => tally.Samples is not null).OrderBy(static tally => tally.Id, StringComparer.Ordinal);

    private void Log(LogEntry entry)
    {
        var message = entry.Message.Span;
        var duration = DurationText.Of(message);
        if (OwnWork.IsMarked(duration.Text))
        {
            Own(entry, duration);
            return;
        }

        switch (duration.Step)
        {
            case StatementStep.Execute:
                Call(entry, duration);
                break;
            case StatementStep.Alone:
                Alone(entry, duration.DurationNs);
                break;
            case StatementStep.Parse:
                _preparation.Parses++;
                _preparation.ParseNs += Math.Max(0, duration.DurationNs);
                break;
            case StatementStep.Bind:
                _preparation.Binds++;
                _preparation.BindNs += Math.Max(0, duration.DurationNs);
                break;
            case StatementStep.Plan:
                Plan(entry, duration);
                break;
            default:
                Event(entry, message);
                break;
        }
    }

    // What Headroom asked is no work of the service; the execution is its call, parse, bind and plan are further entries.
    private void Own(LogEntry entry, DurationText call)
    {
        if (call.Step == StatementStep.Execute)
        {
            _own.Call(entry.Pid, call.DurationNs);
            _untimed.Remove(entry.Pid);
            Put(_executed, entry.Pid, (null, true, entry.Ticks));
        }
        else if (call.Step != StatementStep.Alone || !_own.Time(entry.Pid))
        {
            _own.Entry();
        }
    }

    private void Call(LogEntry entry, DurationText call)
    {
        var tally = _statements.Find(call.Text);
        tally?.Call(entry, call.DurationNs);
        _withoutRoom += tally is null ? 1 : 0;
        _calls.Add(call.DurationNs);
        _hours.At(entry.Ticks).Call(call.DurationNs);
        Put(_executed, entry.Pid, (tally, false, entry.Ticks));
        if (call.DurationNs < 0)
        {
            Put(_untimed, entry.Pid, tally);
        }

        if (samples && tally is not null && entry.Detail.Length > 0)
        {
            (tally.Samples ??= new StatementSamples()).Execution(call.Text, entry.Detail.Span);
        }
    }

    private static void Put<T>(Dictionary<int, T> waiting, int pid, T value)
    {
        if (waiting.Count >= OwnWork.MostWaiting)
        {
            waiting.Clear();
        }

        waiting[pid] = value;
    }

    // log_statement has logged its statement before, and its duration comes alone; that of parse and bind comes before the statement.
    private void Alone(LogEntry entry, long durationNs)
    {
        if (_own.Time(entry.Pid))
        {
            return;
        }

        if (!_untimed.Remove(entry.Pid, out var tally))
        {
            _unattributed++;
            return;
        }

        tally?.Time(durationNs);
        _calls.Time(durationNs);
        _hours.At(entry.Ticks).Time(durationNs);
    }

    private void Plan(LogEntry entry, DurationText plan)
    {
        var tally = AutoExplain.StatementOf(plan.Text) is { Length: > 0 } text ? _statements.Find(text) : null;
        tally?.Plan(entry, plan.DurationNs);
        _plansWithoutRoom += tally is null ? 1 : 0;
        _plans.Add(plan.DurationNs);
        _hours.At(entry.Ticks).Plan(plan.DurationNs);
        if (samples && tally is not null && AutoExplain.IsJson(plan.Text))
        {
            (tally.Samples ??= new StatementSamples()).Plan(plan.DurationNs, plan.Text);
        }
    }

    private void Event(LogEntry entry, ReadOnlySpan<byte> message)
    {
        if (OwnWork.IsMarked(entry.Statement.Span))
        {
            _own.Entry();
        }
        else if (ServerEvents.SizeOfTempFile(message) is { } size)
        {
            TempFile(entry, size);
        }
        else if (_events.Waits(message))
        {
            _hours.At(entry.Ticks).LockWaits++;
            if (About(entry) is { } tally)
            {
                tally.LockWaits++;
            }
        }
        else
        {
            _events.Take(message);
        }
    }

    private void TempFile(LogEntry entry, long size)
    {
        var (executed, isOwn) = Executed(entry);
        if (isOwn)
        {
            _own.Entry();
            return;
        }

        _events.TempFile(size);
        _hours.At(entry.Ticks).TempFiles++;
        (About(entry) ?? executed)?.TempFile(size);
    }

    private void Failure(LogEntry entry)
    {
        if (OwnWork.IsMarked(entry.Statement.Span))
        {
            _own.Failure(entry.Pid);
            return;
        }

        _errors.Take(entry);
        if (entry.Severity < LineKind.Error)
        {
            return;
        }

        _untimed.Remove(entry.Pid); // what failed has no duration
        _hours.At(entry.Ticks).Errors++;
        if (About(entry) is { } tally)
        {
            tally.Errors++;
        }
    }

    private (StatementTally? Tally, bool IsOwn) Executed(LogEntry entry)
    {
        if (entry.Statement.Length > 0 || entry.Pid == 0 || !_executed.TryGetValue(entry.Pid, out var last)
            || entry.Ticks - last.Ticks > PortalTicks)
        {
            return default;
        }

        _executed[entry.Pid] = (last.Tally, last.IsOwn, entry.Ticks);
        return (last.Tally, last.IsOwn);
    }

    private StatementTally? About(LogEntry entry)
    {
        var tally = entry.Statement.Length > 0 ? _statements.Find(entry.Statement.Span) : null;
        tally?.See(entry);
        return tally;
    }
}
