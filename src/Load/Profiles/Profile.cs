using Headroom.Model.Plans;

namespace Headroom.Load.Profiles;

/// <summary>A load that is known by its name: a shape in time, or a mix of reads and writes, laid over any load plan.</summary>
/// <remarks>
/// Shapes change how iterations start and keep scenarios, flows and requests; mixes change which requests are sent and keep when. A shape
/// and a mix can be applied one after the other.
/// <para><b>Source:</b> Grafana k6 documentation, "Load test types": smoke, average-load, stress, spike and soak tests.</para>
/// </remarks>
public sealed class Profile
{
    private readonly Func<LoadPlan, Change> _change;

    private Profile(string name, string purpose, Func<LoadPlan, Change> change) => (Name, Purpose, _change) = (name, purpose, change);

    /// <summary>All of them: shapes, then mixes.</summary>
    public static IReadOnlyList<Profile> All { get; } =
    [
        new("smoke", "does every flow work at all: one VU, a few iterations", Shapes.Smoke),
        new("low", "a quarter of the plan's load", static load => Shapes.Scaled(load, 0.25)),
        new("medium", "the plan's load", static load => Shapes.Scaled(load, 1)),
        new("high", "double the plan's load", static load => Shapes.Scaled(load, 2)),
        new("spike", "a sudden rise to four times the load, and back", Shapes.Spike),
        new("stress", "up to four times the load in stairs", Shapes.Stress),
        new("soak", "the plan's load for an hour", Shapes.Soak),
        new("read-heavy", "95 % of the requests read", static load => Mixes.Apply(load, writes: 0.05)),
        new("write-heavy", "80 % write, each with an idempotency key", static load => Mixes.Apply(Mixes.WithKeys(load), writes: 0.8)),
        new("mixed-80-20", "80 % of the requests read, 20 % write", static load => Mixes.Apply(load, writes: 0.2)),
    ];

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it is, in a line.</summary>
    public string Purpose { get; }

    /// <summary>The profile of a name, or null when there is none.</summary>
    public static Profile? Named(string name) => All.FirstOrDefault(profile => profile.Name == name);

    /// <summary>Why the profile cannot be laid over a plan, or null when it can.</summary>
    public string? Mistake(LoadPlan load) => Changed(load).Mistake;

    /// <summary>The plan with this profile; thresholds are added only when it has none.</summary>
    /// <exception cref="ArgumentException">There is a <see cref="Mistake"/>.</exception>
    public LoadPlan Apply(LoadPlan load) =>
        Changed(load) is { Load: { } changed } ? changed : throw new ArgumentException(Changed(load).Mistake, nameof(load));

    private Change Changed(LoadPlan load)
    {
        var change = _change(load);
        var mistake = change.Mistake ?? Limits.Mistake(change.Load!);
        if (mistake is not null)
        {
            return new Change(null, $"{Name}: {mistake}");
        }

        var thresholds = load.Thresholds is [] ? Defaults() : load.Thresholds;
        return new Change(change.Load! with { Name = $"{load.Name}-{Name}", Thresholds = thresholds }, null);
    }

    // A smoke test fails with its first request that fails; stress and spikes are meant to make requests fail.
    private IReadOnlyList<Threshold> Defaults() => Name switch
    {
        "smoke" => [Failed(Comparison.AtMost, 0)],
        "stress" or "spike" => [],
        _ => [Failed(Comparison.Below, 0.01)],
    };

    private static Threshold Failed(Comparison comparison, double bound) =>
        new() { Metric = "http_req_failed", Aggregate = new Aggregate.Rate(), Comparison = comparison, Bound = bound };
}

/// <summary>A plan that a profile changed, or why it could not.</summary>
internal readonly record struct Change(LoadPlan? Load, string? Mistake);
