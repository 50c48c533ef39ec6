using Headroom.Collect.Host;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Cli.Load;

/// <summary>Measures who uses the machine's processors during a load run.</summary>
/// <remarks>
/// It looks again one second into the run: by then a service's connections to its database and its cache are open, so that those count as
/// its database and not as foreign.
/// </remarks>
internal sealed class HostWatch : IProgress<LoadProgress>
{
    private readonly Uri _target;
    private readonly TimeProvider _time;
    private HostMeter? _meter;
    private bool _hasLookedAgain;

    private HostWatch(Uri target, TimeProvider time) => (_target, _time) = (target, time);

    /// <summary>Starts measuring.</summary>
    public static HostWatch Start(Uri target, TimeProvider time)
    {
        var watch = new HostWatch(target, time);
        watch._meter = watch.Meter();
        return watch;
    }

    /// <inheritdoc/>
    public void Report(LoadProgress value)
    {
        if (!_hasLookedAgain && value.Phase != LoadPhase.Draining)
        {
            _hasLookedAgain = true;
            _meter = Meter();
        }
    }

    /// <summary>Who used the processors; null where the system does not tell.</summary>
    public HostUse? Stop()
    {
        try
        {
            return _meter?.Stop() is not { } use ? null
                : _target.IsLoopback ? use
                : use with { Foreign = new Ratio(Math.Clamp(use.Busy.Value - use.Generator.Value, 0, 1)) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private HostMeter? Meter()
    {
        try
        {
            var service = _target.IsLoopback ? Processes.ListeningOn(_target.Port).Where(static pid => pid != Environment.ProcessId).ToList() : [];
            var peers = service.Count == 0 ? [] : ServicePeers.Of(service, [Environment.ProcessId]);
            return HostMeter.Start(new Parties(Environment.ProcessId, service, peers.Count == 0 ? null : peers), _time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
