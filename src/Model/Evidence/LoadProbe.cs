using Headroom.Model.Units;

namespace Headroom.Model.Evidence;

/// <summary>The load probe: the load at multiples of its rate, one after the other, and the sessions of the database meanwhile.</summary>
public sealed record LoadProbe : IEvidence<LoadProbe>
{
    internal const string KindName = "load-probe";

    /// <inheritdoc/>
    public static string Kind => KindName;

    /// <inheritdoc/>
    public required Window Window { get; init; }

    /// <inheritdoc/>
    public required string Provenance { get; init; }

    /// <summary>Instances of the service that share the server where it runs for its users, as the plan says.</summary>
    public required int Instances { get; init; }

    /// <summary>The rungs, from the lowest rate up; none of those above the first that the service did not bear.</summary>
    public required IReadOnlyList<LoadRung> Rungs { get; init => field = value ?? []; }
}

/// <summary>One multiple of the load, held for a while (open model: requests start whatever the service does).</summary>
public sealed record LoadRung
{
    /// <summary>A ratio of the requests (0..1): more failures than this are no accident of a machine.</summary>
    private const double MostFailed = 0.01;

    /// <summary>A ratio of the arrivals (0..1): with more of them held up, the service does not take what it is offered.</summary>
    private const double MostHeldUp = 0.02;

    /// <summary>A ratio of the arrivals (0..1): with more of them lost, another rate was offered than the rung says.</summary>
    private const double MostLost = 0.01;

    /// <summary>The multiple of the plan's rate.</summary>
    public required double Factor { get; init; }

    /// <summary>Iterations that the schedule wanted a second.</summary>
    public required PerSecond Offered { get; init; }

    /// <summary>Iterations that it wanted while the rung was held.</summary>
    public required long Arrivals { get; init; }

    /// <summary>Of those, the ones that waited for a virtual user, or never had one, because all of them waited on the service.</summary>
    public required long HeldUp { get; init; }

    /// <summary>Of those, the ones that the generator lost though a virtual user was free: its own fault.</summary>
    public required long Lost { get; init; }

    /// <summary>How busy a sending thread of the generator was, a ratio; null where it is not known.</summary>
    public double? SenderBusy { get; init; }

    /// <summary>Requests that ended.</summary>
    public required long Requests { get; init; }

    /// <summary>Of those, the ones that were answered, whatever with.</summary>
    public required long Answered { get; init; }

    /// <summary>Of those that ended, the ones that failed; those that a rate limit refused are among them.</summary>
    public required long Failed { get; init; }

    /// <summary>Of those, the ones that a rate limit refused (429): they say nothing of what the service bears.</summary>
    public required long Refused { get; init; }

    /// <summary>Median from the intended start; null when nothing was timed.</summary>
    public TimeSpan? P50 { get; init; }

    /// <summary>p95 from the intended start.</summary>
    public TimeSpan? P95 { get; init; }

    /// <summary>The most iterations that were under way at once: each has one request at a time.</summary>
    public required int PeakUnderWay { get; init; }

    /// <summary>How often the sessions were looked at while the rung was held.</summary>
    public int Looks { get; init; }

    /// <summary>For how long they were looked at; null in older probes, each of whose looks saw as much, however rare they were.</summary>
    public TimeSpan? Watched { get; init; }

    /// <summary>Sessions by role and application.</summary>
    public IReadOnlyList<PoolSessions> Pools { get; init => field = value ?? []; } = [];

    /// <summary>Why the sessions were not seen, or not all of them; null when they were.</summary>
    public string? Missing { get; init; }

    /// <summary>Whether the service bore it: nearly every arrival was let in, and nearly every request answered well.</summary>
    public bool IsBorne() => Requests > Refused && Failed - Refused <= MostFailed * (Requests - Refused) && HeldUp <= MostHeldUp * Arrivals;

    /// <summary>
    /// Whether it was offered: a rung of which the generator lost a part, or for which it had no time left, tells nothing of the service.
    /// </summary>
    public bool IsOffered() => Lost <= MostLost * Arrivals && !SaturatedGenerator.IsIn(this);
}
