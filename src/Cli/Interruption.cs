using System.Runtime.InteropServices;

namespace Headroom.Cli;

/// <summary>
/// Ctrl-C or SIGTERM: once, work stops, what was collected is kept and what was made is removed; again, the process leaves at once.
/// Signals of one second are one: see <see cref="StopRequests"/>.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StopRequests _requests;
    private readonly List<PosixSignalRegistration> _registrations;

    public Interruption(TimeProvider time)
    {
        _requests = new StopRequests(time);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        switch (_requests.Next())
        {
            case StopRequest.Stop:
                Console.Error.WriteLine("stopping: what was collected is kept, what was made is removed (again to leave at once)");
                _stop.Cancel();
                break;
            case StopRequest.Leave:
                Console.Error.WriteLine("leaving at once: run headroom doctor, which removes what is left behind");
                Environment.Exit(ExitCode.Interrupted);
                break;
        }
    }
}
