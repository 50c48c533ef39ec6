namespace Headroom.Model.Results;

/// <summary>What fixes and outages cost by the plan's own figures; no other source of money exists.</summary>
public sealed record CostBenefit
{
    /// <summary>The currency of every amount.</summary>
    public required string Currency { get; init; }

    /// <summary>One hour of an engineer; null when the plan does not say.</summary>
    public double? EngineerHour { get; init; }

    /// <summary>One minute in which the service does not answer; null when the plan does not say.</summary>
    public double? OutageMinute { get; init; }

    /// <summary>The fixes in the order of the findings; empty when the plan does not say what an hour costs.</summary>
    public required IReadOnlyList<FixCost> Fixes { get; init; }

    /// <summary>The faults under load that made requests fail; empty when the plan does not say what a minute costs.</summary>
    public required IReadOnlyList<OutageCost> Outages { get; init; }
}

/// <summary>What a fix costs: hours of the ranking's convention times the cost of an hour.</summary>
/// <param name="Fingerprint">The finding that it cures.</param>
/// <param name="Hours">Effort in hours, a convention by the kind of the remedy.</param>
/// <param name="Amount">What they cost.</param>
public sealed record FixCost(string Fingerprint, double Hours, double Amount);

/// <summary>
/// What one outage such as the measured fault costs. Least: its length times the share of requests that failed meanwhile. Most: its whole
/// length and the time to recover.
/// </summary>
public sealed record OutageCost
{
    /// <summary>What was at fault.</summary>
    public required string Subject { get; init; }

    /// <summary>"gone", "throttled" or "killed".</summary>
    public required string Fault { get; init; }

    /// <summary>The fewest minutes.</summary>
    public required double LeastMinutes { get; init; }

    /// <summary>The most minutes; null when the time to recover is not known.</summary>
    public double? MostMinutes { get; init; }

    /// <summary>What the fewest minutes cost.</summary>
    public required double LeastAmount { get; init; }

    /// <summary>What the most minutes cost; null when they are not known.</summary>
    public double? MostAmount { get; init; }
}
