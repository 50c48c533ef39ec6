using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>Who used the machine's processors in the load window.</summary>
public sealed record HostUse : IEvidence<HostUse>
{
    internal const string KindName = "host";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>Processors.</summary>
    public required int Cores { get; init; }

    /// <summary>Memory of the machine.</summary>
    public required Bytes Memory { get; init; }

    /// <summary>Share of all processors that was busy, whoever used it.</summary>
    public required Ratio Busy { get; init; }

    /// <summary>Share that the generator used.</summary>
    public required Ratio Generator { get; init; }

    /// <summary>Share that the service used; null when its processes are not known, or one ended that nobody waited for.</summary>
    public Ratio? Target { get; init; }

    /// <summary>Share that the database used; null when its processes are not known, or one ended that nobody waited for.</summary>
    public Ratio? Database { get; init; }

    /// <summary>Share that neither generator, service nor database used; null when one of them is not known.</summary>
    public Ratio? Foreign { get; init; }

    /// <summary>
    /// Share of the window in which some task waited for a processor (pressure stall information); null where the kernel gives none.
    /// </summary>
    public Ratio? CpuPressure { get; init; }

    /// <summary>Share that the hypervisor took away.</summary>
    public required Ratio Steal { get; init; }
}
