using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Units;

namespace Headroom.Collect.Host;

/// <summary>Whose processes are whose during the load.</summary>
/// <param name="Generator">The generator's process.</param>
/// <param name="Target">Roots of the service's process trees; empty when not known.</param>
/// <param name="Database">Roots of the database's process trees; empty when not known, null when there is none.</param>
public sealed record Parties(int Generator, IReadOnlyList<int> Target, IReadOnlyList<int>? Database);

/// <summary>Measures who used the machine's processors between two moments, from <c>/proc</c>.</summary>
/// <remarks><b>Source:</b> proc(5): /proc/stat, /proc/PID/stat, and the kernel's documentation of pressure stall information.</remarks>
public sealed class HostMeter
{
    private const double TicksPerSecond = 100;

    private readonly RunningWindow _window;
    private readonly Sample _before;

    private HostMeter(TimeProvider time)
    {
        _window = new RunningWindow(time);
        _before = Sample.Take();
    }

    /// <summary>Starts measuring.</summary>
    public static HostMeter Start(TimeProvider time) => new(time);

    /// <summary>Who used the processors since the start.</summary>
    /// <param name="parties">Whose processes are whose; they may be found out after the start.</param>
    public HostUse Stop(Parties parties)
    {
        var after = Sample.Take();
        var window = _window.SoFar;
        var all = (after.Total - _before.Total) is > 0 and var ticks
            ? ticks
            : window.Duration.TotalSeconds * TicksPerSecond * Environment.ProcessorCount;
        Ratio? Share(IReadOnlyList<int>? roots) =>
            after.Processes.TicksSince(_before.Processes, roots ?? []) is { } used ? Ratio.Of(used, all) : null;
        var busy = Ratio.Of(after.Busy - _before.Busy, all);
        var generator = Ratio.Of(
            Math.Max(0, after.Processes.TicksOf(parties.Generator) - _before.Processes.TicksOf(parties.Generator)), all);
        var target = Share(parties.Target);
        var database = Share(parties.Database);
        return new HostUse
        {
            Window = window,
            Provenance = "/proc/stat, /proc/PID/stat, /proc/pressure/cpu",
            Cores = Environment.ProcessorCount,
            Memory = new Bytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
            Busy = busy,
            Generator = generator,
            Target = target,
            Database = database,
            Foreign = target is { } t && (database is not null || parties.Database is null)
                ? new Ratio(Math.Clamp(busy.Value - generator.Value - t.Value - (database?.Value ?? 0), 0, 1))
                : null,
            CpuPressure = after.PressureMicroseconds is { } p && _before.PressureMicroseconds is { } q
                ? Ratio.Of(p - q, window.Duration.TotalMicroseconds) : null,
            Steal = Ratio.Of(after.Steal - _before.Steal, all),
        };
    }

    private sealed record Sample(double Total, double Busy, double Steal, ProcessTable Processes, double? PressureMicroseconds)
    {
        public static Sample Take()
        {
            var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
                .Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray();
            var idle = fields[3] + fields[4];
            return new Sample(fields.Sum(), fields.Sum() - idle, fields[7], ProcessTable.Read(), Pressure());
        }

        private static double? Pressure()
        {
            try
            {
                var some = File.ReadLines("/proc/pressure/cpu").First();
                return double.Parse(some[(some.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
