namespace Headroom.Model.Plans;

/// <summary>
/// The probes that the plan asks for: of the service's HTTP interface, on requests of the load alone or with more and less of it, and of
/// its database, on a clone.
/// </summary>
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

    /// <summary>
    /// Whether each endpoint whose answers repeat is tried behind a proxy that keeps them for <see cref="RepeatedReads"/>.
    /// </summary>
    public bool Caching { get; init; }

    /// <summary>The cached GETs that are asked for at once after their entry was dropped.</summary>
    public IReadOnlyList<StampedePlan> Stampede { get; init => field = value ?? []; } = [];

    /// <summary>The cached GETs whose entries are filled together, to see whether they expire together.</summary>
    public IReadOnlyList<ExpiryPlan> Expiry { get; init => field = value ?? []; } = [];

    /// <summary>The dependencies that hang for a while; null: none does.</summary>
    public HangPlan? Hang { get; init; }

    /// <summary>The dependencies that are gone for a while under load; null: none is.</summary>
    public OutagePlan? Outage { get; init; }

    /// <summary>The multiples of the load's rate that are offered one after the other; null: none is.</summary>
    public RungPlan? Load { get; init; }

    /// <summary>The dependencies that answer late and slowly for a while under load; null: none does.</summary>
    public ThrottlePlan? Throttle { get; init; }

    /// <summary>Whether the service itself is killed under load and started again.</summary>
    public bool Kill { get; init; }

    /// <summary>
    /// Whether the statements of the load are executed on a clone with a tenth, three tenths and all rows of its large tables.
    /// </summary>
    public bool Growth { get; init; }
}

/// <summary>The load at multiples of its rate, each held for a while; it ends at the first that the service does not bear.</summary>
public sealed record RungPlan
{
    /// <summary>From below the load, where a pool shows what it holds for nothing, to double: a peak that most services meet.</summary>
    private static readonly IReadOnlyList<double> Usual = [0.5, 1, 1.5, 2];

    /// <summary>The multiples, at least two, each greater than the one before.</summary>
    public IReadOnlyList<double> Factors { get; init => field = value ?? Usual; } = Usual;

    /// <summary>How long each is held: 120 looks at the sessions.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How many instances like the one that is loaded share the database's server where the service runs for its users.</summary>
    public int Instances { get; init; } = 1;
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

/// <summary>Dependencies that answer late and slowly for a while, one after the other, while load goes on.</summary>
public sealed record ThrottlePlan
{
    /// <summary>
    /// How long an answer of the service is waited for. <b>Source:</b> Nielsen, "Usability Engineering" (1993), section 5.5: after ten
    /// seconds people turn to something else.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long each is throttled: longer than the patience, so that some requests are late within it.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// By how much each of its answers is late: a second is noticed, and within the time limits that calls have as a rule.
    /// </summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

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

/// <summary>A cached GET of the load with an entry for each of its different requests.</summary>
public sealed record ExpiryPlan
{
    /// <summary>"GET /route/{template}", as the load has it.</summary>
    public required string Endpoint { get; init; }

    /// <summary>How long an entry lives.</summary>
    public required TimeSpan Ttl { get; init; }
}
