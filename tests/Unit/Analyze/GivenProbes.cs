using Headroom.Model.Plans;

namespace Headroom.Tests.Unit.Analyze;

/// <summary>Plans of probes, for tests.</summary>
internal static class GivenProbes
{
    /// <summary>Every probe of a plan; the trials of caches are none.</summary>
    public static ProbePlan All { get; } = new()
    {
        Limit = true,
        Idempotency = [],
        RepeatedReads = TimeSpan.FromSeconds(1),
        Stampede = [new StampedePlan { Endpoint = "GET /a" }],
        Expiry = [new ExpiryPlan { Endpoint = "GET /a", Ttl = TimeSpan.FromSeconds(1) }],
        Hang = new HangPlan(),
        Outage = new OutagePlan(),
        Throttle = new ThrottlePlan(),
        Kill = true,
        Load = new RungPlan(),
        Growth = true,
    };
}
