using System.Text.Json.Serialization;
using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Model.Plans;

/// <summary>What to audit, how, within which limits, and what must hold. A plan that exists is valid as a whole.</summary>
public sealed record Plan
{
    /// <summary>The service under audit.</summary>
    public required ServicePlan Service { get; init; }

    /// <summary>Hosts besides loopback that load may go to.</summary>
    public IReadOnlyList<string> AllowedTargets { get; init; } = [];

    /// <summary>What the service promises.</summary>
    public SloPlan Slo { get; init; } = new();

    /// <summary>The load; null when the plan names none, and then nothing is sent.</summary>
    public LoadPlan? Load { get; init; }

    /// <summary>The probes of the service's HTTP interface that are asked for.</summary>
    public ProbePlan Probes { get; init => field = value ?? new(); } = new(); // null in plans that were recorded before

    /// <summary>What is asked of a database that is audited by itself, without its service; null for the audit of a service.</summary>
    public DatabasePlan? Database { get; init; }

    /// <summary>What decides pass or fail beyond the SLOs.</summary>
    public GatePlan Gate { get; init; } = new();

    /// <summary>Findings that are accepted for a time.</summary>
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>Which kinds of change a remedy may ask for.</summary>
    public ScopePlan Scope { get; init; } = new();

    /// <summary>What work and outages cost; null when the plan does not say.</summary>
    public CostPlan? Cost { get; init; }

    /// <summary>The seed of everything that is drawn by chance.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>How a database is audited by itself.</summary>
public sealed record DatabasePlan
{
    /// <summary>The workload file, or null: then the statements are those that the database executes in <see cref="Window"/>.</summary>
    public string? Workload { get; init; }

    /// <summary>How long the database is watched.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>
    /// Where remedies are tried: "auto" (clones on the same server, if it is loopback), "never", or "given" (copies of a clone that
    /// somebody made).
    /// </summary>
    public required string Clones { get; init; }
}

/// <summary>One service: where it listens, how to start it, what it stands on.</summary>
public sealed record ServicePlan
{
    /// <summary>What stands in a recorded plan in place of a secret, or of a command that may hold one.</summary>
    public const string Redacted = "[redacted]";

    /// <summary>Its name in findings.</summary>
    public required string Name { get; init; }

    /// <summary>Its base address.</summary>
    public required Uri Url { get; init; }

    /// <summary>The command that starts it, or null when it runs already.</summary>
    public string? Start { get; init; }

    /// <summary>Environment of <see cref="Start"/>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// What it depends on, by name; where their addresses stand in <see cref="Start"/> and <see cref="Environment"/>,
    /// <see cref="WireText"/> puts them.
    /// </summary>
    public IReadOnlyDictionary<string, DependencyPlan> Dependencies
    {
        get;
        init => field = value ?? new SortedDictionary<string, DependencyPlan>(StringComparer.Ordinal);
    } = new SortedDictionary<string, DependencyPlan>(StringComparer.Ordinal); // null in plans that were recorded before

    /// <summary>The path that answers 2xx when the service is ready, from the root of its host.</summary>
    public string Health { get; init; } = "/health";

    /// <summary>Where <see cref="Health"/> is asked for: on the host of <see cref="Url"/>, whose path is left out.</summary>
    public Uri HealthAddress() => HealthAddressOf(Url, Health);

    /// <summary>The address of a health path on the host of a service.</summary>
    /// <param name="service">The service's address; a path of its own is left out.</param>
    /// <param name="health">The path, with a leading slash.</param>
    public static Uri HealthAddressOf(Uri service, string health) => new(service.GetLeftPart(UriPartial.Authority) + health);

    /// <summary>The project's own test command, which an arm must pass when the base does; null when it has none.</summary>
    public string? Test { get; init; }

    /// <summary>Where profiles of its code come from while the load runs, by name: an address, or the full path of a file.</summary>
    public IReadOnlyDictionary<string, string> Profiles
    {
        get;
        init => field = value ?? new SortedDictionary<string, string>(StringComparer.Ordinal);
    } = new SortedDictionary<string, string>(StringComparer.Ordinal); // null in plans that were recorded before

    /// <summary>Connection string that evidence and clones are taken with, or null when the service has no PostgreSQL to look at.</summary>
    public string? Postgres { get; init; }

    /// <summary>A database on the same server that holds the same data and that nobody connects to: clones are copies of it.</summary>
    public string? PostgresTemplate { get; init; }

    /// <summary>Whether clones may be made on a server that is not on loopback.</summary>
    public bool PostgresCloneAllowed { get; init; }

    /// <summary>Whether the service and its database are Headroom's own and end with the run: nobody can ask them afterwards.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsTemporary { get; init; }

    /// <summary>A value's place in the plan, told and recorded instead of one that may hold secrets: "services.shop.start".</summary>
    /// <param name="key">The key below the service.</param>
    public string PlaceOf(string key) => $"services.{Name}.{key}";
}

/// <summary>Service level objectives: for every endpoint, and for named ones.</summary>
public sealed record SloPlan
{
    /// <summary>What holds for an endpoint that has no targets of its own.</summary>
    public SloTargets Default { get; init; } = new();

    /// <summary>Targets by endpoint ("GET /clips/{id}"); a target that is null falls back to <see cref="Default"/>.</summary>
    public IReadOnlyDictionary<string, SloTargets> Endpoints { get; init; } =
        new SortedDictionary<string, SloTargets>(StringComparer.Ordinal);
}

/// <summary>Targets of one endpoint; null means no target.</summary>
public sealed record SloTargets
{
    /// <summary>Highest p95 from the intended start.</summary>
    public TimeSpan? P95 { get; init; }

    /// <summary>Highest p99 from the intended start.</summary>
    public TimeSpan? P99 { get; init; }

    /// <summary>Highest share of requests that fail.</summary>
    public Ratio? Errors { get; init; }
}

/// <summary>What the gate insists on.</summary>
public sealed record GatePlan
{
    /// <summary>Assertions that must have run: "slo" or detector ids. What is required and did not run ends in CannotTell.</summary>
    public IReadOnlyList<string> Require { get; init; } = [];

    /// <summary>The least severity of an unwaived finding that blocks.</summary>
    public Severity FailOn { get; init; } = Severity.Critical;
}

/// <summary>A finding that is accepted until a date, by somebody, for a reason.</summary>
public sealed record Waiver
{
    /// <summary>The finding's fingerprint.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>Why it is accepted.</summary>
    public required string Reason { get; init; }

    /// <summary>The last day on which it holds.</summary>
    public required DateOnly Until { get; init; }
}

/// <summary>Which kinds of change are within reach of the team.</summary>
public sealed record ScopePlan
{
    /// <summary>Indexes, columns, constraints.</summary>
    public bool Schema { get; init; } = true;

    /// <summary>New or newer libraries and services.</summary>
    public bool Dependencies { get; init; } = true;

    /// <summary>Routes, parameters, response shapes.</summary>
    public bool Api { get; init; } = true;

    /// <summary>Settings of services, roles, servers.</summary>
    public bool Config { get; init; } = true;

    /// <summary>The service's own code.</summary>
    public bool Code { get; init; } = true;

    /// <summary>Whether a kind of change is within reach.</summary>
    public bool Allows(RemedyScope scope) => scope switch
    {
        RemedyScope.Schema => Schema,
        RemedyScope.Dependency => Dependencies,
        RemedyScope.Api => Api,
        RemedyScope.Config => Config,
        _ => Code,
    };

    /// <summary>Whether a remedy of a finding is within reach; what has no remedy yet is out of nobody's.</summary>
    public bool Allows(Finding finding) => finding.Remedies.Count == 0 || finding.Remedies.Any(remedy => Allows(remedy.Scope));

    /// <summary>The first remedy of a finding that is within reach, else the first of all; null when none is known.</summary>
    public Remedy? Best(Finding finding) =>
        finding.Remedies.FirstOrDefault(remedy => Allows(remedy.Scope)) ?? (finding.Remedies is [var first, ..] ? first : null);
}

/// <summary>What work and outages cost: the only source of money in any report.</summary>
/// <param name="EngineerHour">One hour of an engineer; null when it is not given.</param>
/// <param name="OutageMinute">One minute in which the service does not answer; null when it is not given.</param>
/// <param name="Currency">The currency of both: "EUR".</param>
public sealed record CostPlan(double? EngineerHour, double? OutageMinute, string Currency);
