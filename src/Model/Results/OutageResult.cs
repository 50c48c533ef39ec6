using Headroom.Model.Units;

namespace Headroom.Model.Results;

/// <summary>What a fault under load did to the service: a dependency that was gone or throttled, or the service itself killed.</summary>
public sealed record OutageResult
{
    /// <summary>What was at fault: the dependency's name, or the service's.</summary>
    public required string Subject { get; init; }

    /// <summary>"gone", "throttled" or "killed".</summary>
    public required string Fault { get; init; }

    /// <summary>How long it lasted; of a kill until the service was healthy again. Null: it did not start again.</summary>
    public TimeSpan? Lasted { get; init; }

    /// <summary>Requests that ended meanwhile, those that a rate limit refused left out.</summary>
    public required int Requests { get; init; }

    /// <summary>Of them, those that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>p95 of the slowest second before; null when nothing ended.</summary>
    public TimeSpan? SlowestBefore { get; init; }

    /// <summary>p95 of the slowest second meanwhile; null when nothing ended.</summary>
    public TimeSpan? SlowestDuring { get; init; }

    /// <summary>The most requests that were under way, from its beginning on.</summary>
    public required int MostInFlight { get; init; }

    /// <summary>From its end to the first of ten good seconds, by failures; null when there were none, or when it is not known.</summary>
    public TimeSpan? TimeToRecover { get; init; }

    /// <summary>What the service bears without the dependency; null when its requests were not answered then.</summary>
    public FallbackResult? Fallback { get; init; }

    /// <summary>What is to be known besides, in one sentence; null: nothing.</summary>
    public string? Remark { get; init; }
}

/// <summary>The rate that a service sustains without a dependency, its objectives kept.</summary>
public sealed record FallbackResult
{
    /// <summary>The endpoints that are answered without it.</summary>
    public required IReadOnlyList<string> Endpoints { get; init; }

    /// <summary>Their rate in the load of the audit.</summary>
    public required PerSecond Normal { get; init; }

    /// <summary>
    /// The greatest rate of those tried (a quarter, the half and the whole of the normal one) up to which all keep the objectives; null
    /// when it cannot be told.
    /// </summary>
    public PerSecond? Sustained { get; init; }

    /// <summary>The same, of the normal rate; 1: at least all of it.</summary>
    public Ratio? OfNormal { get; init; }

    /// <summary>What limits what is known of it, in one sentence; null: nothing.</summary>
    public string? Remark { get; init; }
}
