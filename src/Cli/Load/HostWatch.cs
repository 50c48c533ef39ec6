using Headroom.Collect.Host;
using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Cli.Load;

/// <summary>Measures who uses the machine's processors during a load run.</summary>
/// <remarks>
/// Who serves the target is looked up after the run: its connections to its database and its cache are open by then, and nothing is
/// looked up while requests are timed.
/// </remarks>
internal sealed class HostWatch
{
    private readonly Uri _target;
    private readonly HostMeter? _meter;

    private HostWatch(Uri target, HostMeter? meter) => (_target, _meter) = (target, meter);

    /// <summary>Starts measuring.</summary>
    public static HostWatch Start(Uri target, TimeProvider time) => new(target, Attempt(() => HostMeter.Start(time)));

    /// <summary>Who used the processors; null where the system does not tell.</summary>
    public HostUse? Stop() => _meter is null ? null : Attempt(() => _meter.Stop(Parties())) is not { } use ? null
        : _target.IsLoopback ? use
        : use with { Foreign = new Ratio(Math.Clamp(use.Busy.Value - use.Generator.Value, 0, 1)) };

    private Parties Parties()
    {
        var service = _target.IsLoopback
            ? Processes.ListeningOn(_target.Port).Where(static pid => pid != Environment.ProcessId).ToList()
            : [];
        var peers = service.Count == 0 ? [] : ServicePeers.Of(service, [Environment.ProcessId]);
        return new Parties(Environment.ProcessId, service, peers.Count == 0 ? null : peers);
    }

    private static T? Attempt<T>(Func<T> look)
        where T : class
    {
        try
        {
            return look();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
