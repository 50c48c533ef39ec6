namespace Headroom.Model.Plans;

/// <summary>The probes that the plan asks for: of the service's HTTP interface, on requests of the load alone, and of its database, on a clone.</summary>
public sealed record ProbePlan
{
    /// <summary>Whether every write of the load is sent in a short burst, to see whether anything limits it.</summary>
    public bool Limit { get; init; }

    /// <summary>
    /// The endpoints whose writes are sent twice besides those that carry an idempotency key; null: no write is sent twice.
    /// </summary>
    public IReadOnlyList<string>? Idempotency { get; init; }

    /// <summary>For how long a cache would keep an answer: repeats within it are counted while the load runs; null: they are not.</summary>
    public TimeSpan? RepeatedReads { get; init; }

    /// <summary>Whether each endpoint whose answers repeat is tried behind a proxy that keeps them for <see cref="RepeatedReads"/>.</summary>
    public bool Caching { get; init; }

    /// <summary>The cached GETs that are asked for at once after their entry was dropped.</summary>
    public IReadOnlyList<StampedePlan> Stampede { get; init; } = [];

    /// <summary>The dependencies that hang for a while; null: none does.</summary>
    public HangPlan? Hang { get; init; }

    /// <summary>The dependencies that are gone for a while under load; null: none is.</summary>
    public OutagePlan? Outage { get; init; }

    /// <summary>Whether the statements of the load are executed on a clone with a tenth, three tenths and all rows of its large tables.</summary>
    public bool Growth { get; init; }
}

/// <summary>Dependencies that take connections and never answer, one after the other.</summary>
public sealed record HangPlan
{
    /// <summary>
    /// How long an answer is waited for: ten seconds unless the plan says otherwise. <b>Source:</b> Nielsen, "Usability Engineering"
    /// (1993), section 5.5: after ten seconds people turn to something else.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Their names; empty: all.</summary>
    public IReadOnlyList<string> Dependencies { get; init => field = value ?? []; } = [];
}

/// <summary>Dependencies that are gone and come back, one after the other, while load goes on.</summary>
public sealed record OutagePlan
{
    /// <summary>How long each is gone.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Their names; empty: all.</summary>
    public IReadOnlyList<string> Dependencies { get; init => field = value ?? []; } = [];
}

/// <summary>A cached GET of the load, and how its entry is dropped: exactly one of the two.</summary>
public sealed record StampedePlan
{
    /// <summary>"GET /route/{template}", as the load has it.</summary>
    public required string Endpoint { get; init; }

    /// <summary>How long an entry lives: after it the entry is gone.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>The request that drops the entry, "METHOD /path"; it is sent with the headers of the GET and without a body.</summary>
    public string? Drop { get; init; }
}
