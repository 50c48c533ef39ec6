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

    /// <summary>The cached GETs that are asked for at once after their entry was dropped.</summary>
    public IReadOnlyList<StampedePlan> Stampede { get; init; } = [];

    /// <summary>Whether the statements of the load are executed on a clone with a tenth, three tenths and all rows of its large tables.</summary>
    public bool Growth { get; init; }
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
