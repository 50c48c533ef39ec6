using System.ComponentModel;
using System.Diagnostics;
using Headroom.Collect.Host;
using Headroom.Experiments.Journal;

namespace Headroom.Experiments.Processes;

/// <summary>
/// A process in a session of its own, journalled and marked, so that neither Ctrl-C in the terminal ends it before us nor a kill -9 of us
/// leaves it behind.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const string EntryVariable = "HEADROOM_ENTRY", SetSid = "/usr/bin/setsid";
    private readonly Process _process;
    private readonly OwnerJournal _journal;
    private readonly TimeProvider _time;
    private readonly int _entry;
    private readonly ProcessTree _tree;

    private ChildProcess(Process process, OutputLog output, OwnerJournal journal, TimeProvider time, string mark)
    {
        _process = process;
        _journal = journal;
        _time = time;
        Output = output;
        // It may have ended and been reaped by now. A stamp that no process has then stands for it; what it started is found by session and
        // mark.
        Stamp = ProcessStat.Of(process.Id) is { } seen ? ProcessStamp.From(seen) : new ProcessStamp(process.Id, "ended");
        _tree = new ProcessTree(Stamp, (EntryVariable, mark));
        _entry = journal.Add(new JournalEntry.Process(Stamp));
    }

    public ProcessStamp Stamp { get; }

    public OutputLog Output { get; }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Its end, when nothing that it started lives on; else null. Reads one file a process of this machine.</summary>
    public ProcessEnd? End() => _process.HasExited && Members().Count == 0
        ? new ProcessEnd(new DateTimeOffset(_process.ExitTime.ToUniversalTime()), _process.ExitCode)
        : null;

    public IReadOnlyList<ProcessStamp> Members() => _tree.Members();

    /// <summary>Starts it.</summary>
    /// <exception cref="StartFailedException">The program or the folder does not exist or may not be used.</exception>
    public static ChildProcess Start(ChildStart start, OwnerJournal journal, TimeProvider time)
    {
        var info = (File.Exists(SetSid) ? start with { Program = SetSid, Arguments = [start.Program, .. start.Arguments] } : start).Info();
        var mark = journal.NextMark();
        info.Environment[OwnerJournal.OwnerVariable] = journal.OwnerId;
        info.Environment[EntryVariable] = mark;
        var started = new Process { StartInfo = info };
        try
        {
            Affinity.On(start.Processors, () => started.Start());
        }
        catch (Win32Exception error)
        {
            started.Dispose();
            throw new StartFailedException(
                $"Cannot start {start.Program} in {start.WorkingDirectory}: {error.Message}. Check that both exist and may be used.",
                error);
        }

        try
        {
            started.StandardInput.Close();
            return new ChildProcess(
                started, new OutputLog(start.LogPath, started.StandardOutput.BaseStream, started.StandardError.BaseStream), journal, time,
                mark);
        }
        catch
        {
            started.Kill(entireProcessTree: true); // its log, or its line in the journal, cannot be written: nobody else would end it
            started.Dispose();
            throw;
        }
    }

    /// <summary>Signals the process alone and waits for its end.</summary>
    public async Task<bool> SignalAsync(Signal signal, TimeSpan limit, CancellationToken cancellation)
    {
        Stamp.Send(signal);
        await ProcessTree.WaitAsync(() => Stamp.IsAlive() ? [Stamp] : [], limit, _time, cancellation);
        return !Stamp.IsAlive();
    }

    /// <summary>Kills the whole tree without a warning, as a machine that is lost does; it is still to be disposed of.</summary>
    public Task KillAsync(CancellationToken cancellation) => _tree.KillAsync(_time, cancellation);

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code of the process alone, or null when the limit passed.</returns>
    public async Task<int?> ExitAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await _process.WaitForExitAsync(either.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Waits a short while for the last lines of a process that has ended.</summary>
    public async Task<string> LastLinesAsync(int count, CancellationToken cancellation)
    {
        try
        {
            await Output.Ended.WaitAsync(TimeSpan.FromSeconds(1), _time, cancellation);
        }
        catch (TimeoutException)
        {
            // A grandchild holds the pipe open: what was read until now must do.
        }

        return Output.LastLines(count);
    }

    /// <summary>
    /// Ends the whole tree: SIGTERM, and SIGKILL after five seconds. Crossed out of the journal only when nothing remains.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        var left = await _tree.StopAsync(TimeSpan.FromSeconds(5), _time, CancellationToken.None);
        await Output.DisposeAsync();
        _process.Dispose();
        if (left.Count == 0)
            _journal.CrossOut(_entry);
    }
}
