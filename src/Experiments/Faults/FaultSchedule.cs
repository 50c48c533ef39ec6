namespace Headroom.Experiments.Faults;

/// <summary>A fault from one time to another.</summary>
/// <param name="Name">Unique in its schedule.</param>
/// <param name="From">When it begins, from the schedule's origin.</param>
/// <param name="To">When it ends; later than <paramref name="From"/>.</param>
/// <param name="Toxic">What is put on the proxy; null: the proxy is down. Its name is replaced by the fault's.</param>
public sealed record ScheduledFault(string Name, TimeSpan From, TimeSpan To, PlacedToxic? Toxic);

/// <summary>One change that a schedule asks for.</summary>
/// <param name="At">When, from the origin.</param>
/// <param name="Fault">Whose.</param>
/// <param name="IsOn">Whether the fault begins; else it ends.</param>
public sealed record FaultEvent(TimeSpan At, ScheduledFault Fault, bool IsOn);

/// <summary>What is to go wrong when, on the clock of a load. Pure.</summary>
public sealed record FaultSchedule
{
    /// <summary>Makes a schedule.</summary>
    /// <exception cref="ArgumentException">A fault is wrong; the message says each mistake.</exception>
    public FaultSchedule(IReadOnlyList<ScheduledFault> faults)
    {
        var mistakes = Mistakes(faults).ToList();
        if (mistakes.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", mistakes), nameof(faults));
        }

        Faults = faults;
    }

    /// <summary>The faults, as given.</summary>
    public IReadOnlyList<ScheduledFault> Faults { get; }

    /// <summary>When the last fault ends; zero without any.</summary>
    public TimeSpan End => Faults.Select(static fault => fault.To).DefaultIfEmpty(TimeSpan.Zero).Max();

    /// <summary>
    /// The changes in the order of time; at the same moment ends come before beginnings, else the order of the faults holds.
    /// </summary>
    public IReadOnlyList<FaultEvent> Events =>
    [
        .. Faults.Select(static fault => new FaultEvent(fault.From, fault, IsOn: true))
            .Concat(Faults.Select(static fault => new FaultEvent(fault.To, fault, IsOn: false)))
            .OrderBy(static change => change.At).ThenBy(static change => change.IsOn),
    ];

    /// <summary>The faults that are on at a time: from their beginning to just before their end.</summary>
    public IReadOnlyList<ScheduledFault> At(TimeSpan time) => [.. Faults.Where(fault => fault.From <= time && time < fault.To)];

    private static IEnumerable<string> Mistakes(IReadOnlyList<ScheduledFault> faults)
    {
        foreach (var fault in faults)
        {
            if (fault.Name.Length == 0)
            {
                yield return "a fault has no name";
            }

            if (fault.From < TimeSpan.Zero || fault.To <= fault.From)
            {
                yield return $"{fault.Name}: {fault.From} to {fault.To} is no span of time after the start";
            }

            if (fault.Toxic?.Mistake is { } mistake)
            {
                yield return $"{fault.Name}: {mistake}";
            }
        }

        foreach (var same in faults.GroupBy(static fault => fault.Name).Where(static same => same.Count() > 1))
        {
            yield return $"{same.Key} is the name of {same.Count()} faults";
        }

        var downs = faults.Where(static fault => fault.Toxic is null).OrderBy(static fault => fault.From).ToList();
        for (var i = 1; i < downs.Count; i++)
        {
            if (downs[i].From < downs[i - 1].To)
            {
                yield return $"{downs[i].Name}: the proxy is down for {downs[i - 1].Name} already";
            }
        }
    }
}
