using Headroom.Experiments.Probes;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;

namespace Headroom.Cli.Plans;

/// <summary>Reads which probes a plan asks for.</summary>
internal static class ProbeReader
{
    /// <summary>An entry that lives longer is dropped by a request: nobody waits for it.</summary>
    private static readonly TimeSpan LongestTtl = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Entries that live shorter are gone again between two requests of the probe; three rounds of those that live longer take more than
    /// its four minutes.
    /// </summary>
    private static readonly (TimeSpan Least, TimeSpan Most) Lifetime = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));

    private static readonly TimeSpan LongestKept = TimeSpan.FromHours(1);

    /// <summary>A shorter patience calls every slow answer none; a longer one is a caller's that nobody has.</summary>
    private static readonly (TimeSpan Least, TimeSpan Most) Patience = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

    /// <summary>A shorter outage has no whole second of its own; a longer one adds nothing but time.</summary>
    private static readonly (TimeSpan Least, TimeSpan Most) Gone = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));

    /// <summary>A shorter rung has too few looks at the sessions; of a longer one the most do not fit the time of a probe.</summary>
    private static readonly (TimeSpan Least, TimeSpan Most) Held = (TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(30));

    /// <summary>One rung shows nothing that changes with the load; more than these do not fit the time of a probe.</summary>
    private const int FewestRungs = 2, MostRungs = 6;

    /// <summary>The multiples that a plan may ask for: far beyond its own rate it is a plan for another load.</summary>
    private static readonly (double Least, double Most) Factor = (0.05, 10);

    private const int MostInstances = 1000;

    /// <summary>A shorter throttling has no request that is late within it; a longer one adds nothing but time.</summary>
    private static readonly (TimeSpan Least, TimeSpan Most) Throttled =
        (ThrottlePlan.Patience + TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(60));

    /// <summary>A shorter delay is not felt; from the patience on each call is late by itself, and the dependency hangs.</summary>
    private static readonly (TimeSpan Least, TimeSpan Most) Late = (TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(5));

    /// <summary>The probes; mistakes are recorded with their place.</summary>
    /// <param name="map">The mapping below <c>probes</c>.</param>
    /// <param name="load">The load whose requests they send; null when it has mistakes itself, or when there is none.</param>
    /// <param name="hasLoad">Whether there is one, with mistakes or without.</param>
    /// <param name="service">The service; null when it has mistakes itself.</param>
    public static ProbePlan Read(YamlMap map, LoadPlan? load, bool hasLoad, ServicePlan? service)
    {
        if (!hasLoad)
        {
            map.Self.Fail("probes without a load; expected a load whose requests they send");
        }

        var dependencies = service?.Dependencies.Keys.ToList();
        var plan = new ProbePlan
        {
            Limit = map.Boolean("limit") ?? false,
            Idempotency = map.Value("idempotency") is { } value ? IdempotencyOf(value, load) : null,
            RepeatedReads = map.Value("repeated_reads")?.Duration(TimeSpan.FromMilliseconds(1), LongestKept),
            Caching = map.Boolean("caching") ?? false,
            Stampede =
            [
                .. (map.Map("stampede")?.Entries() ?? [])
                    .Select(entry => StampedeOf(entry.Key, entry.Value, load))
                    .OfType<StampedePlan>(),
            ],
            Expiry = [.. (map.Map("expiry")?.Entries() ?? []).Select(entry => ExpiryOf(entry.Key, entry.Value, load)).OfType<ExpiryPlan>()],
            Hang = Fault(map.Value("hang"), dependencies, ("patience", Patience)) is { } hang
                ? new HangPlan { Patience = hang.Durations[0] ?? new HangPlan().Patience, Dependencies = hang.Dependencies }
                : null,
            Outage = Fault(map.Value("outage"), dependencies, ("duration", Gone)) is { } outage
                ? new OutagePlan { Duration = outage.Durations[0] ?? new OutagePlan().Duration, Dependencies = outage.Dependencies }
                : null,
            Throttle = Fault(map.Value("throttle"), dependencies, ("duration", Throttled), ("delay", Late)) is { } throttle
                ? new ThrottlePlan
                {
                    Duration = throttle.Durations[0] ?? new ThrottlePlan().Duration,
                    Delay = throttle.Durations[1] ?? new ThrottlePlan().Delay,
                    Dependencies = throttle.Dependencies,
                }
                : null,
            Kill = map.Boolean("kill") ?? false,
            Growth = map.Boolean("growth") ?? false,
            Load = map.Value("load") is { } rungs ? RungsOf(rungs, load) : null,
        };
        if (plan.Kill && service is { Start: null })
        {
            map.Value("kill")!.Fail("true, and the service has no start; "
                + "expected the command that starts it: only what Headroom started is killed");
        }

        if (plan.Growth && service is { Postgres: null })
        {
            map.Value("growth")!.Fail("true, and the service has no postgres; expected the database whose tables are thinned on a clone");
        }

        if (plan.Caching && !map.Has("repeated_reads"))
        {
            map.Value("caching")!.Fail("true, and no repeats are looked for; expected repeated_reads with the time that an answer is kept");
        }

        map.NoOtherKeys();
        return plan;
    }

    // true: all dependencies, as long as by default; a mapping: these. What is known is null when the service has mistakes itself. The
    // durations are in the order of their keys, null where the plan does not say.
    private static (IReadOnlyList<TimeSpan?> Durations, IReadOnlyList<string> Dependencies)? Fault(
        YamlValue? value, IReadOnlyList<string>? known, params IReadOnlyList<(string Key, (TimeSpan Least, TimeSpan Most) Bounds)> keys)
    {
        if (value is not { IsMap: true })
        {
            return value?.Boolean() == true ? ([.. keys.Select(_ => (TimeSpan?)null)], []) : null;
        }

        var map = value.Map()!;
        List<TimeSpan?> durations = [.. keys.Select(key => map.Value(key.Key)?.Duration(key.Bounds.Least, key.Bounds.Most))];
        List<string> named = [];
        foreach (var item in map.List("dependencies") ?? [])
        {
            if (item.Text() is not { } name)
            {
                continue;
            }

            if (known?.Contains(name, StringComparer.Ordinal) == false)
            {
                item.Fail(
                    $"'{name}' is no dependency of the service; expected one of "
                        + (known.Count == 0 ? "services.NAME.dependencies, which has none" : string.Join(", ", known)));
            }

            named.Add(name);
        }

        map.NoOtherKeys();
        return (durations, named);
    }

    // true: the usual rungs; a mapping: these, so long, of a service with so many instances.
    private static RungPlan? RungsOf(YamlValue value, LoadPlan? load)
    {
        var plan = new RungPlan();
        if (!value.IsMap)
        {
            return value.Boolean() == true ? Fit(plan) : null;
        }

        var map = value.Map()!;
        plan = plan with
        {
            Factors = map.Value("rungs") is { } rungs ? FactorsOf(rungs) ?? plan.Factors : plan.Factors,
            Hold = map.Value("hold")?.Duration(Held.Least, Held.Most) ?? plan.Hold,
            Instances = (int)(map.Integer("instances", 1, MostInstances) ?? plan.Instances),
        };
        map.NoOtherKeys();
        return Fit(plan);

        RungPlan Fit(RungPlan asked)
        {
            if (load is not null && LoadProbeRun.Refusal(load, asked) is { } refusal)
            {
                value.Fail(refusal);
            }

            return asked;
        }
    }

    private static IReadOnlyList<double>? FactorsOf(YamlValue value)
    {
        if (value.List() is not { } items)
        {
            return null;
        }

        double?[] factors = [.. items.Select(item => item.Number(Factor.Least, Factor.Most))];
        if (factors.Length is < FewestRungs or > MostRungs || factors.Zip(factors.Skip(1)).Any(pair => pair.Second <= pair.First))
        {
            value.Fail(
                $"expected {FewestRungs} to {MostRungs} multiples of the load's rate, each above the one before, such as [0.5, 1, 2]");
            return null;
        }

        return factors.All(factor => factor is not null) ? [.. factors.Select(factor => factor!.Value)] : null;
    }

    // true: those with a key; a list: these, too.
    private static List<string>? IdempotencyOf(YamlValue value, LoadPlan? load)
    {
        if (!value.IsList)
        {
            return value.Boolean() == true ? [] : null;
        }

        var endpoints = (value.List() ?? []).Select(item => (Item: item, Text: item.Text())).Where(item => item.Text is not null).ToList();
        foreach (var (item, text) in endpoints)
        {
            if (text!.StartsWith("GET ", StringComparison.Ordinal) || text.StartsWith("HEAD ", StringComparison.Ordinal))
            {
                item.Fail($"'{text}'; expected a write: reads are safe to repeat");
            }
            else
            {
                MustBeOf(load, item, text);
            }
        }

        return [.. endpoints.Select(item => item.Text!)];
    }

    private static StampedePlan? StampedeOf(string endpoint, YamlValue value, LoadPlan? load)
    {
        MustBeGetOf(load, value, endpoint);
        if (value.Map() is not { } map)
        {
            return null;
        }

        var ttl = map.Value("ttl")?.Duration(TimeSpan.FromMilliseconds(1), LongestTtl);
        var drop = map.Text("drop");
        if (map.Has("ttl") == map.Has("drop"))
        {
            map.Self.Fail("expected one of ttl (how long an entry lives) and drop (the request that drops it)");
        }

        if (drop is not null && drop.Split(' ') is not [{ Length: > 0 }, ['/', ..]])
        {
            map.Value("drop")!.Fail($"'{drop}'; expected METHOD /path");
        }

        map.NoOtherKeys();
        return new StampedePlan { Endpoint = endpoint, Ttl = ttl, Drop = drop };
    }

    private static ExpiryPlan? ExpiryOf(string endpoint, YamlValue value, LoadPlan? load)
    {
        MustBeGetOf(load, value, endpoint);
        if (value.Map() is not { } map)
        {
            return null;
        }

        var ttl = map.Value("ttl", "how long an entry lives, such as 5s")?.Duration(Lifetime.Least, Lifetime.Most);
        map.NoOtherKeys();
        return ttl is { } known ? new ExpiryPlan { Endpoint = endpoint, Ttl = known } : null;
    }

    private static void MustBeGetOf(LoadPlan? load, YamlValue value, string endpoint)
    {
        if (!endpoint.StartsWith("GET ", StringComparison.Ordinal))
        {
            value.Fail($"'{endpoint}'; expected a GET of the load, such as GET /popular");
        }
        else
        {
            MustBeOf(load, value, endpoint);
        }
    }

    private static void MustBeOf(LoadPlan? load, YamlValue value, string endpoint)
    {
        if (load is not null && load.Requests().All(request => request.Endpoint != endpoint))
        {
            value.Fail(
                $"'{endpoint}' is no endpoint of the load; "
                    + $"expected one of {string.Join(", ", load.Requests().Select(request => request.Endpoint).Distinct())}");
        }
    }
}
