using Headroom.Load.Scenarios;
using Headroom.Model.Plans;

namespace Headroom.Cli.Plans;

/// <summary>Reads which probes a plan asks for.</summary>
internal static class ProbeReader
{
    /// <summary>An entry that lives longer is dropped by a request: nobody waits for it.</summary>
    private static readonly TimeSpan LongestTtl = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestKept = TimeSpan.FromHours(1);

    /// <summary>A shorter patience calls every slow answer none; a longer one is a caller's that nobody has.</summary>
    private static readonly (TimeSpan Least, TimeSpan Most) Patience = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

    /// <summary>A shorter outage has no whole second of its own; a longer one adds nothing but time.</summary>
    private static readonly (TimeSpan Least, TimeSpan Most) Gone = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));

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
            Stampede = [.. (map.Map("stampede")?.Entries() ?? []).Select(entry => StampedeOf(entry.Key, entry.Value, load)).OfType<StampedePlan>()],
            Hang = Fault(map.Value("hang"), "patience", Patience, dependencies) is { } hang
                ? new HangPlan { Patience = hang.Duration ?? new HangPlan().Patience, Dependencies = hang.Dependencies }
                : null,
            Outage = Fault(map.Value("outage"), "duration", Gone, dependencies) is { } outage
                ? new OutagePlan { Duration = outage.Duration ?? new OutagePlan().Duration, Dependencies = outage.Dependencies }
                : null,
            Growth = map.Boolean("growth") ?? false,
        };
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

    // true: all dependencies, as long as by default; a mapping: these. What is known is null when the service has mistakes itself.
    private static (TimeSpan? Duration, IReadOnlyList<string> Dependencies)? Fault(
        YamlValue? value, string key, (TimeSpan Least, TimeSpan Most) bounds, IReadOnlyList<string>? known)
    {
        if (value is not { IsMap: true })
        {
            return value?.Boolean() == true ? (null, []) : null;
        }

        var map = value.Map()!;
        var duration = map.Value(key)?.Duration(bounds.Least, bounds.Most);
        List<string> named = [];
        foreach (var item in map.List("dependencies") ?? [])
        {
            if (item.Text() is not { } name)
            {
                continue;
            }

            if (known?.Contains(name, StringComparer.Ordinal) == false)
            {
                item.Fail($"'{name}' is no dependency of the service; expected one of {(known.Count == 0 ? "services.NAME.dependencies, which has none" : string.Join(", ", known))}");
            }

            named.Add(name);
        }

        map.NoOtherKeys();
        return (duration, named);
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
        if (!endpoint.StartsWith("GET ", StringComparison.Ordinal))
        {
            value.Fail($"'{endpoint}'; expected a GET of the load, such as GET /popular");
        }
        else
        {
            MustBeOf(load, value, endpoint);
        }

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

    private static void MustBeOf(LoadPlan? load, YamlValue value, string endpoint)
    {
        if (load is not null && load.Requests().All(request => request.Endpoint != endpoint))
        {
            value.Fail($"'{endpoint}' is no endpoint of the load; expected one of {string.Join(", ", load.Requests().Select(request => request.Endpoint).Distinct())}");
        }
    }
}
