using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;

namespace Headroom.Experiments.Faults;

/// <summary>
/// A service that Headroom started with a proxy on each of its wires, and that it may kill and start again. Whatever ends it, or this
/// process, ends the service and the proxies.
/// </summary>
public sealed class WiredService : IAsyncDisposable
{
    private readonly ServiceStart _start;
    private readonly OwnerJournal _journal;
    private readonly TimeProvider _time;
    private ServiceProcess? _process;
    private int _starts;

    private WiredService(Wires wires, ServiceStart start, OwnerJournal journal, TimeProvider time) =>
        (Wires, _start, _journal, _time) = (wires, start, journal, time);

    /// <summary>The proxies, which the service uses.</summary>
    public Wires Wires { get; }

    /// <summary>The pids of the service and of what it started, the started shell first if it still lives; none while it is down.</summary>
    public IReadOnlyList<int> Pids() => _process?.Pids() ?? [];

    /// <summary>Starts the service and waits until it is healthy.</summary>
    /// <param name="wires">The proxies; they end with the service, and when it does not start.</param>
    /// <param name="start">How it is started, the proxies' addresses in it.</param>
    /// <param name="journal">Where its processes are written down.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StartFailedException">It did not come up.</exception>
    public static async Task<WiredService> StartAsync(
        Wires wires, ServiceStart start, OwnerJournal journal, TimeProvider time, CancellationToken cancellation)
    {
        var service = new WiredService(wires, start, journal, time);
        try
        {
            await service.StartAgainAsync(cancellation);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the service and all that it started, without a warning (SIGKILL). The wires stay.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        if (_process is { } running)
        {
            await running.KillAsync(cancellation);
            await EndAsync();
        }
    }

    /// <summary>Starts it the same way after it was killed, and waits until it is healthy; its output goes to a further file.</summary>
    /// <exception cref="StartFailedException">It did not come up; the wires stay.</exception>
    public async Task StartAgainAsync(CancellationToken cancellation)
    {
        _starts++;
        var start = _starts == 1 ? _start : _start with { LogPath = Path.ChangeExtension(_start.LogPath, $"{_starts}.log") };
        _process = await ServiceProcess.StartAsync(start, _journal, _time, cancellation);
    }

    /// <summary>Ends the service and all that it started, then the proxies.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Wires.DisposeAsync();
    }

    private async Task EndAsync()
    {
        if (_process is { } ended)
        {
            _process = null;
            await ended.DisposeAsync();
        }
    }
}
