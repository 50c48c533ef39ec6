using Headroom.Analyze;
using Headroom.Analyze.Derive;
using Headroom.Cli.Databases;
using Headroom.Load.Scenarios;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Cli.Plans;

/// <summary>Reads a plan from YAML; every mistake is recorded with its place and what was expected.</summary>
internal static class PlanReader
{
    private static readonly string[] Severities = ["low", "medium", "high", "critical"];

    /// <summary>The plan, or null when it has mistakes.</summary>
    /// <param name="root">The document.</param>
    /// <param name="folder">What relative paths start from.</param>
    /// <param name="errors">Where the mistakes go.</param>
    public static Plan? Read(YamlMap root, string folder, PlanErrors errors)
    {
        var allowed = root.List("allowed_targets")?.Select(item => item.Text()).OfType<string>().ToList() ?? [];
        var service = ServiceOf(root, folder, allowed);
        var scenario = root.Map("load") is { } load ? LoadOf(load, service?.Name, folder, errors) : null;
        var slo = root.Map("slo") is { } objectives ? SloOf(objectives, scenario) : new SloPlan();
        var probes = root.Map("probes") is { } asked ? ProbeReader.Read(asked, scenario, root.Has("load"), service) : new ProbePlan();
        var gate = root.Map("gate") is { } rules ? GateOf(rules) : new GatePlan();
        var waivers = root.List("waivers")?.Select(item => item.Map())
            .OfType<YamlMap>()
            .Select(map => WaiverReader.Read(map, "fingerprint"))
            .OfType<Waiver>()
            .ToList() ?? [];
        var scope = root.Map("scope") is { } limits ? ScopeOf(limits) : new ScopePlan();
        var cost = root.Map("cost") is { } prices ? CostOf(prices) : null;
        var seed = root.Integer("seed", 0, long.MaxValue) ?? 1;
        root.NoOtherKeys();
        return errors.Any || service is null ? null : new Plan
        {
            Service = service,
            Slo = slo,
            Load = scenario,
            Probes = probes,
            Gate = gate,
            Waivers = waivers,
            Scope = scope,
            Cost = cost,
            AllowedTargets = allowed,
            Seed = (ulong)seed,
        };
    }

    private static ServicePlan? ServiceOf(YamlMap root, string folder, IReadOnlyList<string> allowed)
    {
        if (root.Map("services", required: true) is not { } services)
        {
            return null;
        }

        var entries = services.Entries().ToList();
        if (entries.Count != 1)
        {
            services.Self.Fail(entries.Count == 0
                ? "no service; expected one"
                : "several services; expected one: audit them one by one, each with a plan of its own");
            return null;
        }

        var (name, value) = entries[0];
        if (value.Map() is not { } map)
        {
            return null;
        }

        if (name.Contains('/'))
        {
            value.Fail($"'{name}'; expected a name without slashes: the run's folder and the service's output are called by it");
        }

        var url = UrlOf(map);
        var service = url is null ? null : new ServicePlan { Name = name, Url = url };
        var health = map.Value("health");
        if (health?.Text() is { } path && !path.StartsWith('/'))
        {
            health.Fail($"'{path}'; expected a path that starts with /");
        }

        var (environment, dependencies) = (map.Map("environment"), map.Map("dependencies"));
        DependencyReader.CheckUse(dependencies, environment, map.Value("start"));
        var (start, test, texts) = (map.Text("start"), map.Text("test"), TextsOf(environment));
        var (wires, profiles) = (DependencyReader.Read(dependencies, allowed), ProfileReader.Read(map.Map("profiles"), folder, allowed));
        var (postgres, template, clone) = (ConnectionOf(map), map.Text("postgres_template"), map.Boolean("postgres_clone"));
        map.NoOtherKeys();
        return service is null ? null : service with
        {
            Start = start,
            Test = test,
            Health = health?.Text() ?? service.Health,
            Environment = texts,
            Dependencies = wires,
            Profiles = profiles,
            Postgres = postgres,
            PostgresTemplate = template,
            PostgresCloneAllowed = clone ?? false,
        };
    }

    private static Uri? UrlOf(YamlMap map)
    {
        const string expected = "an http or https address such as http://127.0.0.1:5080";
        if (map.Value("url", expected) is not { } value || value.Text() is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length > 0)
        {
            value.Fail("an address with a user; expected one without, and an Authorization header under load.headers");
            return null;
        }

        if (url is not null && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.Host.Length > 0)
        {
            return url;
        }

        value.Fail($"'{text}'; expected {expected}");
        return null;
    }

    private static string? ConnectionOf(YamlMap map)
    {
        if (map.Value("postgres") is not { } value || value.Text() is not { } text)
        {
            return null;
        }

        const string example = "such as Host=127.0.0.1;Database=shop;Username=shop or postgres://shop@127.0.0.1/shop";
        var (connection, mistake) = ConnectionText.Of(text);
        if (connection is null)
        {
            value.Fail($"{mistake ?? "no connection string"}; expected one {example}");
            return null;
        }

        var parts = new NpgsqlConnectionStringBuilder(connection);
        if (string.IsNullOrEmpty(parts.Host) || string.IsNullOrEmpty(parts.Database))
        {
            value.Fail($"a connection string without Host or Database; expected both, {example}");
        }

        return connection;
    }

    private static SortedDictionary<string, string> TextsOf(YamlMap? map) =>
        new(
            (map?.Entries() ?? []).ToDictionary(entry => entry.Key, entry => entry.Value.Text() ?? "", StringComparer.Ordinal),
            StringComparer.Ordinal);

    // The load is null when there is none, or when it has mistakes itself: then its endpoints are not known.
    private static SloPlan SloOf(YamlMap map, LoadPlan? load)
    {
        string[]? known = load is null ? null : [.. load.Requests().Select(request => request.Endpoint).Distinct(StringComparer.Ordinal)];
        var common = TargetsOf(map);
        var endpoints = new SortedDictionary<string, SloTargets>(StringComparer.Ordinal);
        foreach (var (endpoint, value) in map.Map("endpoints")?.Entries() ?? [])
        {
            if (endpoint.Split(' ') is not [{ Length: > 0 }, ['/', ..]])
            {
                value.Fail($"'{endpoint}'; expected METHOD /route/{{template}}");
            }
            else if (known?.Any(sent => SloTable.IsSame(sent, endpoint)) == false)
            {
                var guess = Spelling.Nearest(endpoint, known) is { } nearest ? $" (did you mean {nearest}?)" : "";
                value.Fail($"'{endpoint}' is no endpoint of the load{guess}; expected one of {string.Join(", ", known)}");
            }

            if (value.Map() is { } own)
            {
                endpoints[endpoint] = TargetsOf(own);
                own.NoOtherKeys();
            }
        }

        map.NoOtherKeys();
        return new SloPlan { Default = common, Endpoints = endpoints };
    }

    private static SloTargets TargetsOf(YamlMap map) =>
        new() { P95 = map.Duration("p95"), P99 = map.Duration("p99"), Errors = map.Share("errors") };

    // A file of its own, or the scenario itself, which is called as the service: the plan's file may have any name.
    private static LoadPlan? LoadOf(YamlMap map, string? service, string folder, PlanErrors errors)
    {
        if (map.Value("scenario") is not { } file)
        {
            return LoadPlanReader.Read(map, folder, errors, service);
        }

        map.NoOtherKeys();
        if (file.Text() is not { } name)
        {
            return null;
        }

        var path = Path.Combine(folder, name);
        try
        {
            return YamlReader.Parse(File.ReadAllText(path), path, errors) is { } root
                ? LoadPlanReader.ReadFile(root, Path.GetDirectoryName(path)!, Environment.GetEnvironmentVariable, errors)?.Load
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Fail($"{e.Message.TrimEnd('.')}; expected the file of a load plan");
            return null;
        }
    }

    private static GatePlan GateOf(YamlMap map)
    {
        IReadOnlyList<string> known = ["slo", .. Catalogue.Detectors.Select(detector => detector.Info.Id)];
        var require = map.List("require")?.Select(item => item.OneOf(known)).OfType<string>().ToList() ?? [];
        var failOn = map.Value("fail_on")?.OneOf(Severities);
        map.NoOtherKeys();
        return new GatePlan
        {
            Require = require,
            FailOn = failOn is null ? Severity.Critical : Enum.Parse<Severity>(failOn, ignoreCase: true),
        };
    }

    private static ScopePlan ScopeOf(YamlMap map)
    {
        var scope = new ScopePlan
        {
            Schema = map.Boolean("schema") ?? true,
            Dependencies = map.Boolean("dependencies") ?? true,
            Api = map.Boolean("api") ?? true,
            Config = map.Boolean("config") ?? true,
            Code = map.Boolean("code") ?? true,
        };
        map.NoOtherKeys();
        return scope;
    }

    private static CostPlan? CostOf(YamlMap map)
    {
        const double dearest = 1e9;
        var (hour, minute) = (map.Number("engineer_hour", 0, dearest), map.Number("outage_minute", 0, dearest));
        var currency = map.Value("currency", "a currency such as EUR")?.Text();
        if (!map.Has("engineer_hour") && !map.Has("outage_minute"))
        {
            map.Self.Fail("no cost; expected engineer_hour, outage_minute or both");
        }

        map.NoOtherKeys();
        return currency is null ? null : new CostPlan(hour, minute, currency);
    }
}
