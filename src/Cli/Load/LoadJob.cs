using Headroom.Model.Plans;

namespace Headroom.Cli.Load;

/// <summary>What is loaded, with what.</summary>
/// <param name="Target">The service's address.</param>
/// <param name="Plan">The load.</param>
/// <param name="Allowed">Hosts besides loopback that load may go to.</param>
internal sealed record LoadJob(Uri Target, LoadPlan Plan, IReadOnlyList<string> Allowed);

/// <summary>A load run as it was asked for, without mistakes.</summary>
internal sealed record LoadRequest
{
    /// <summary>What is loaded, with what.</summary>
    public required LoadJob Job { get; init; }

    /// <summary>The seed of all chance.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Threads that send.</summary>
    public required int Threads { get; init; }

    /// <summary>The port for scrapers, 0 for a free one, or null.</summary>
    public int? MetricsPort { get; init; }

    /// <summary>The file for every request, or null.</summary>
    public string? Samples { get; init; }

    /// <summary>The file for k6's summary, or null.</summary>
    public string? K6Summary { get; init; }

    /// <summary>The folder for the run, or null.</summary>
    public string? Out { get; init; }

    /// <summary>Whether stdout is one JSON document.</summary>
    public bool Json { get; init; }

    /// <summary>Whether nothing is told while the run goes on.</summary>
    public bool Quiet { get; init; }
}
