using Headroom.Experiments.Faults;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>What goes wrong with a dependency under load.</summary>
/// <param name="Name">Its name: "gone", "throttled".</param>
/// <param name="Toxics">What is put on its wire, on the answers.</param>
/// <param name="Duration">For how long.</param>
/// <param name="Patience">How long an answer of the service is waited for; null: as long as the load does.</param>
public sealed record WireFault(string Name, IReadOnlyList<Toxic> Toxics, TimeSpan Duration, TimeSpan? Patience)
{
    /// <summary>
    /// The rate of each connection's answers while a dependency is throttled: a page of rows or a document takes a second.
    /// </summary>
    public const long ThrottledKilobytesPerSecond = 32;

    /// <summary>
    /// Every connection is reset. Resets rather than refusals: the kernel tells nobody of those that it refuses,
    /// and each try is to be counted.
    /// </summary>
    public static WireFault Gone(TimeSpan duration) => new("gone", [new Toxic.Rst()], duration, Patience: null);

    /// <summary>Each answer is late, and slow besides.</summary>
    public static WireFault Throttled(ThrottlePlan plan) => new(
        "throttled",
        [new Toxic.Bandwidth(ThrottledKilobytesPerSecond), new Toxic.Latency(plan.Delay, TimeSpan.Zero)],
        plan.Duration,
        ThrottlePlan.Patience);

    /// <summary>When it comes and goes.</summary>
    internal FaultSchedule Schedule(TimeSpan from) => new(
    [
        .. Toxics.Select(toxic =>
            new ScheduledFault($"{Name}-{toxic.Type}", from, from + Duration, PlacedToxic.On(WireStream.Downstream, toxic))),
    ]);
}
