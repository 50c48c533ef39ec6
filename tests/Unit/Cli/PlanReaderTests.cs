using System.Text.Json;
using Headroom.Cli.Plans;
using Headroom.Load.Scenarios;
using Headroom.Model.Findings;
using Headroom.Model.Json;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Headroom.Tests.Unit.Experiments.Journal;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli;

public sealed class PlanReaderTests
{
    private const string Least = """
        services:
          shop: { url: "http://127.0.0.1:5080" }

        """;

    private const string Load = """
        name: one
        executor: constant-vus
        vus: 1
        duration: 10s
        requests:
          - get: /
        """;

    private const string Clips = "load: { name: one, executor: constant-vus, vus: 3, duration: 10s, "
        + "requests: [{ get: /clips }, { get: /clips/1, endpoint: \"GET /clips/{id}\" }] }\n";

    [Fact]
    public void The_least_plan_has_the_documented_defaults()
    {
        var plan = Plan(Least);

        (plan.Service.Name, plan.Service.Url, plan.Service.Health).ShouldBe(("shop", new Uri("http://127.0.0.1:5080"), "/health"));
        (plan.Service.Start, plan.Service.Test, plan.Service.Postgres, plan.Service.PostgresTemplate, plan.Service.PostgresCloneAllowed).ShouldBe((null, null, null, null, false));
        plan.Service.Environment.ShouldBeEmpty();
        plan.AllowedTargets.ShouldBeEmpty();
        plan.Slo.Default.ShouldBe(new SloTargets());
        plan.Slo.Endpoints.ShouldBeEmpty();
        plan.Load.ShouldBeNull();
        plan.Gate.Require.ShouldBeEmpty();
        plan.Gate.FailOn.ShouldBe(Severity.Critical);
        plan.Waivers.ShouldBeEmpty();
        plan.Scope.ShouldBe(new ScopePlan { Schema = true, Dependencies = true, Api = true, Config = true, Code = true });
        plan.Probes.Limit.ShouldBeFalse();
        (plan.Probes.Idempotency, plan.Probes.RepeatedReads, plan.Probes.Stampede.Count).ShouldBe((null, null, 0));
        plan.Seed.ShouldBe(1UL);
    }

    [Fact]
    public void Every_documented_key_is_read()
    {
        var plan = Plan("""
            services:
              shop:
                url: https://shop.test:8443
                start: ./run
                test: make test
                health: /ready
                environment: { LEVEL: high, TOKEN: sekret }
                postgres: "Host=127.0.0.1;Database=shop;Username=shop"
                postgres_template: shop_template
                postgres_clone: true
            allowed_targets: [shop.test, "other.test:81"]
            slo:
              p95: 300ms
              p99: 1s
              errors: 1%
              endpoints:
                "GET /clips/{id}": { p95: 50ms, errors: 0.02 }
            load: { name: one, executor: constant-vus, vus: 3, duration: 10s, requests: [{ get: /, endpoint: "GET /clips/{id}" }] }
            gate: { require: [slo, n-plus-one-query], fail_on: high }
            waivers:
              - { fingerprint: "unindexed-sort:clips", owner: feed team, reason: soon, until: 2027-01-31 }
            scope: { schema: false, dependencies: false, api: false, config: false, code: false }
            cost: { engineer_hour: 90, outage_minute: 400.5, currency: EUR }
            seed: 42
            """);

        plan.Cost.ShouldBe(new CostPlan(90, 400.5, "EUR"));

        (plan.Service.Start, plan.Service.Health, plan.Service.PostgresTemplate, plan.Service.PostgresCloneAllowed).ShouldBe(("./run", "/ready", "shop_template", true));
        (plan.Service.Postgres, plan.Service.Test).ShouldBe(("Host=127.0.0.1;Database=shop;Username=shop", "make test"));
        plan.Service.Environment.ShouldBe([new("LEVEL", "high"), new("TOKEN", "sekret")]);
        plan.AllowedTargets.ShouldBe(["shop.test", "other.test:81"]);
        plan.Slo.Default.ShouldBe(new SloTargets { P95 = TimeSpan.FromMilliseconds(300), P99 = TimeSpan.FromSeconds(1), Errors = new Ratio(0.01) });
        plan.Slo.Endpoints.ShouldHaveSingleItem().ShouldBe(new("GET /clips/{id}", new SloTargets { P95 = TimeSpan.FromMilliseconds(50), Errors = new Ratio(0.02) }));
        plan.Load!.Scenarios[0].Executor.ShouldBe(new Executor.ConstantVus(3, TimeSpan.FromSeconds(10)));
        plan.Gate.Require.ShouldBe(["slo", "n-plus-one-query"]);
        plan.Gate.FailOn.ShouldBe(Severity.High);
        plan.Waivers.ShouldHaveSingleItem().ShouldBe(
            new Waiver { Fingerprint = "unindexed-sort:clips", Owner = "feed team", Reason = "soon", Until = new DateOnly(2027, 1, 31) });
        plan.Scope.ShouldBe(new ScopePlan { Schema = false, Dependencies = false, Api = false, Config = false, Code = false });
        plan.Seed.ShouldBe(42UL);
    }

    [Fact]
    public void Profiles_are_addresses_that_may_be_asked_or_files_beside_the_plan()
    {
        var plan = Plan("""
            services:
              shop:
                url: http://127.0.0.1:5080
                profiles: { cpu: "http://[::1]:6060/debug/pprof/profile?seconds=20", other: "http://profiler.test/x", node: ./out/a.cpuprofile }
            allowed_targets: [profiler.test]
            """);

        plan.Service.Profiles.Keys.ShouldBe(["cpu", "node", "other"]);
        plan.Service.Profiles["cpu"].ShouldBe("http://[::1]:6060/debug/pprof/profile?seconds=20");
        Path.IsPathFullyQualified(plan.Service.Profiles["node"]).ShouldBeTrue();
        Path.GetFileName(plan.Service.Profiles["node"]).ShouldBe("a.cpuprofile");
    }

    [Theory]
    [InlineData("{ cpu: \"http://profiler.test/x\" }", "'profiler.test' is not loopback")]
    [InlineData("{ cpu: \"http://u:secret@127.0.0.1/x\" }", "no such address")]
    [InlineData("{ cpu: \"ftp://127.0.0.1/x\" }", "no such address")]
    [InlineData("{ \"../cpu\": \"http://127.0.0.1/x\" }", "expected a name of letters")]
    public void A_profile_from_elsewhere_is_refused(string profiles, string reason)
    {
        var mistake = Mistakes($"services:\n  shop:\n    url: http://127.0.0.1:5080\n    profiles: {profiles}\n").ShouldHaveSingleItem();

        mistake.ShouldContain(reason);
        mistake.ShouldNotContain("secret");
    }

    [Fact]
    public void Probes_are_read_with_the_endpoints_that_they_ask()
    {
        var probes = Plan(Least + """
            load: { name: one, executor: constant-vus, vus: 3, duration: 10s, requests: [{ get: /a }, { get: "/b?x=1" }, { post: /c }] }
            probes:
              limit: true
              idempotency: ["POST /c"]
              repeated_reads: 10s
              caching: true
              stampede: { "GET /a": { ttl: 2s }, "GET /b": { drop: POST /flush } }
              expiry: { "GET /b": { ttl: 5s } }
            """).Probes;

        probes.Limit.ShouldBeTrue();
        probes.Idempotency.ShouldBe(["POST /c"]);
        probes.RepeatedReads.ShouldBe(TimeSpan.FromSeconds(10));
        probes.Caching.ShouldBeTrue();
        probes.Stampede.ShouldBe(
            [new StampedePlan { Endpoint = "GET /a", Ttl = TimeSpan.FromSeconds(2) }, new StampedePlan { Endpoint = "GET /b", Drop = "POST /flush" }]);
        probes.Expiry.ShouldBe([new ExpiryPlan { Endpoint = "GET /b", Ttl = TimeSpan.FromSeconds(5) }]);
        Plan(Least + "load: { name: one, executor: constant-vus, vus: 3, duration: 10s, requests: [{ get: / }] }\nprobes: { idempotency: true }").Probes.Idempotency.ShouldBe([]);
    }

    [Fact]
    public void Faults_are_asked_for_on_all_dependencies_or_on_some()
    {
        const string service = """
            services:
              shop:
                url: http://127.0.0.1:5080
                start: ./run ${cache.address} ${db.address}
                dependencies: { cache: { address: "127.0.0.1:6379" }, db: { address: "127.0.0.1:5432" } }
            load: { name: one, executor: constant-vus, vus: 3, duration: 10s, requests: [{ get: / }] }

            """;

        var all = Plan(service + "probes: { hang: true, outage: true }").Probes;
        var some = Plan(service + "probes: { hang: { patience: 5s, dependencies: [cache] }, outage: { duration: 20s, dependencies: [db] } }").Probes;
        var none = Plan(service + "probes: { hang: false }").Probes;

        (all.Hang!.Patience, all.Outage!.Duration).ShouldBe((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)));
        all.Hang.Dependencies.ShouldBeEmpty();
        some.Hang!.Patience.ShouldBe(TimeSpan.FromSeconds(5));
        some.Hang.Dependencies.ShouldBe(["cache"]);
        some.Outage!.Duration.ShouldBe(TimeSpan.FromSeconds(20));
        some.Outage.Dependencies.ShouldBe(["db"]);
        (none.Hang, none.Outage).ShouldBe((null, null));
    }

    [Fact]
    public void A_throttling_and_a_kill_are_asked_for()
    {
        const string service = """
            services: { shop: { url: http://127.0.0.1:5080, start: "./run ${db.address}", dependencies: { db: { address: "127.0.0.1:5432" } } } }
            load: { name: one, executor: constant-vus, vus: 3, duration: 10s, requests: [{ get: / }] }

            """;

        var all = Plan(service + "probes: { throttle: true, kill: true }").Probes;
        var some = Plan(service + "probes: { throttle: { duration: 20s, delay: 500ms, dependencies: [db] } }").Probes;

        (all.Throttle!.Duration, all.Throttle.Delay, all.Kill).ShouldBe((TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(1), true));
        (some.Throttle!.Duration, some.Throttle.Delay, some.Kill).ShouldBe((TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(500), false));
        some.Throttle.Dependencies.ShouldBe(["db"]);
    }

    [Fact]
    public void Only_what_Headroom_starts_is_killed() =>
        Mistake(Least + "load: { scenario: load.yaml }\nprobes: { kill: true }").ShouldContain("probes.kill: true, and the service has no start");

    [Theory]
    [InlineData("{ throttle: { duration: 12s } }", "probes.throttle.duration: 12 s; expected a duration from 13 s to 60 s")]
    [InlineData("{ throttle: { delay: 6s } }", "probes.throttle.delay: 6 s; expected a duration from 0.01 s to 5 s")]
    [InlineData("{ throttle: { dependencies: [cache] } }", "probes.throttle.dependencies[0]: 'cache' is no dependency of the service")]
    [InlineData("{ kill: often }", "probes.kill: 'often'; expected true or false")]
    [InlineData("{ limit: often }", "probes.limit: 'often'; expected true or false")]
    [InlineData("{ limits: true }", "probes.limits: unknown key 'limits'")]
    [InlineData("{ idempotency: [GET /] }", "probes.idempotency[0]: 'GET /'; expected a write")]
    [InlineData("{ idempotency: [POST /x] }", "probes.idempotency[0]: 'POST /x' is no endpoint of the load; expected one of GET /")]
    [InlineData("{ repeated_reads: 10 }", "probes.repeated_reads: '10'; expected a duration with its unit")]
    [InlineData("{ caching: 10s, repeated_reads: 10s }", "probes.caching: '10s'; expected true or false")]
    [InlineData("{ caching: true }", "probes.caching: true, and no repeats are looked for; expected repeated_reads")]
    [InlineData("{ stampede: { GET /x: { ttl: 1s } } }", "'GET /x' is no endpoint of the load")]
    [InlineData("{ stampede: { POST /: { ttl: 1s } } }", "'POST /'; expected a GET of the load")]
    [InlineData("{ stampede: { GET /: {} } }", "expected one of ttl (how long an entry lives) and drop")]
    [InlineData("{ stampede: { GET /: { ttl: 1s, drop: POST /x } } }", "expected one of ttl (how long an entry lives) and drop")]
    [InlineData("{ stampede: { GET /: { ttl: 5m } } }", "ttl: ")]
    [InlineData("{ stampede: { GET /: { drop: everything } } }", "'everything'; expected METHOD /path")]
    [InlineData("{ expiry: { GET /x: { ttl: 5s } } }", "'GET /x' is no endpoint of the load")]
    [InlineData("{ expiry: { POST /: { ttl: 5s } } }", "'POST /'; expected a GET of the load")]
    [InlineData("{ expiry: { GET /: {} } }", "'ttl' is missing; expected how long an entry lives, such as 5s")]
    [InlineData("{ expiry: { GET /: { ttl: 30s } } }", "ttl: 30 s; expected a duration from 1 s to 20 s")]
    [InlineData("{ expiry: { GET /: { ttl: 5s, drop: POST /x } } }", "unknown key 'drop'")]
    [InlineData("{ hang: often }", "probes.hang: 'often'; expected true or false")]
    [InlineData("{ hang: { patience: 100ms } }", "probes.hang.patience: 0.1 s; expected a duration from 1 s to 60 s")]
    [InlineData("{ hang: { dependencies: [cache] } }", "probes.hang.dependencies[0]: 'cache' is no dependency of the service")]
    [InlineData("{ outage: { duration: 4s } }", "probes.outage.duration: 4 s; expected a duration from 5 s to 60 s")]
    [InlineData("{ outage: { patience: 5s } }", "probes.outage.patience: unknown key 'patience'")]
    public void A_mistake_in_the_probes_is_told_with_its_place(string probes, string message) =>
        Mistake($"{Least}load: {{ scenario: load.yaml }}\nprobes: {probes}").ShouldContain(message);

    [Fact]
    public void The_growth_probe_is_asked_for_where_there_is_a_database()
    {
        const string load = "load: { name: one, executor: constant-vus, vus: 3, duration: 10s, requests: [{ get: / }] }\n";

        Plan("services: { shop: { url: 'http://127.0.0.1:1', postgres: 'Host=127.0.0.1;Database=shop;Username=shop' } }\n" + load + "probes: { growth: true }").Probes.Growth.ShouldBeTrue();
        Plan(Least + load + "probes: { limit: true }").Probes.Growth.ShouldBeFalse();
        Mistake(Least + load + "probes: { growth: true }").ShouldContain("probes.growth: true, and the service has no postgres");
    }

    [Fact]
    public void The_load_is_offered_at_the_usual_multiples_or_at_those_that_the_plan_names()
    {
        const string load = "load: { name: one, executor: constant-arrival-rate, rate: 20/s, duration: 10s, max_vus: 8, requests: [{ get: / }] }\n";

        var usual = Plan(Least + load + "probes: { load: true }").Probes.Load!;
        var own = Plan(Least + load + "probes: { load: { rungs: [1, 2.5], hold: 20s, instances: 4 } }").Probes.Load!;

        usual.Factors.ShouldBe([0.5, 1, 1.5, 2]);
        (usual.Hold, usual.Instances).ShouldBe((TimeSpan.FromSeconds(12), 1));
        own.Factors.ShouldBe([1, 2.5]);
        (own.Hold, own.Instances).ShouldBe((TimeSpan.FromSeconds(20), 4));
        Plan(Least + load + "probes: { load: false }").Probes.Load.ShouldBeNull();
    }

    [Theory]
    [InlineData("often", "probes.load: 'often'; expected true or false")]
    [InlineData("{ rungs: [1] }", "probes.load.rungs: expected 2 to 6 multiples of the load's rate")]
    [InlineData("{ rungs: [2, 1] }", "probes.load.rungs: expected 2 to 6 multiples of the load's rate")]
    [InlineData("{ rungs: [1, 100] }", "probes.load.rungs[1]: '100'; expected a number from 0.05 to 10")]
    [InlineData("{ hold: 5s }", "probes.load.hold: 5 s; expected a duration from 6 s to 30 s")]
    [InlineData("{ instances: 0 }", "probes.load.instances: '0'; expected a whole number from 1 to 1000")]
    [InlineData("{ hops: 3 }", "probes.load.hops: unknown key 'hops'")]
    public void A_mistake_in_the_rungs_is_told_with_its_place(string rungs, string message) => Mistake(
        $"{Least}load: {{ name: one, executor: constant-arrival-rate, rate: 20/s, duration: 10s, max_vus: 8, requests: [{{ get: / }}] }}\nprobes: {{ load: {rungs} }}")
        .ShouldContain(message);

    [Fact]
    public void A_load_without_a_rate_or_beyond_what_a_plan_may_ask_for_has_no_rungs()
    {
        Mistake(Least + "load: { name: one, executor: constant-vus, vus: 3, duration: 10s, requests: [{ get: / }] }\nprobes: { load: true }")
            .ShouldContain("probes.load: scenario 'one' has no rate to multiply");
        Mistake(Least + "load: { name: one, executor: constant-arrival-rate, rate: 60000/s, duration: 10s, max_vus: 8, requests: [{ get: / }] }\nprobes: { load: true }")
            .ShouldContain("probes.load: a rate of 120000/s in scenario 'one'; expected at most 100000/s");
    }

    [Theory]
    [InlineData("postgres://shop@127.0.0.1/store")]
    [InlineData("host=127.0.0.1 dbname=store user=shop")]
    [InlineData("Host=127.0.0.1;Database=store;Username=shop")]
    public void A_database_is_named_in_any_form_that_the_commands_take(string text)
    {
        var read = new NpgsqlConnectionStringBuilder(Plan($"services: {{ a: {{ url: \"http://localhost\", postgres: \"{text}\" }} }}").Service.Postgres);

        (read.Host, read.Database, read.Username).ShouldBe(("127.0.0.1", "store", "shop"));
    }

    [Theory]
    [InlineData("GET /clip", "slo.endpoints.GET /clip: 'GET /clip' is no endpoint of the load (did you mean GET /clips?); expected one of GET /clips, GET /clips/{id}")]
    [InlineData("POST /orders/all", "'POST /orders/all' is no endpoint of the load; expected one of GET /clips, GET /clips/{id}")]
    public void Objectives_of_an_endpoint_that_the_load_never_asks_are_a_mistake(string endpoint, string message) =>
        Mistake(Least + Clips + $"slo: {{ endpoints: {{ \"{endpoint}\": {{ p95: 1s }} }} }}").ShouldContain(message);

    [Fact]
    public void Objectives_name_an_endpoint_whatever_its_placeholders_are_called_and_any_where_no_load_is_known()
    {
        const string slo = "slo: { endpoints: { \"GET /clips/{key}\": { p95: 1s } } }";

        Plan(Least + Clips + slo).Slo.Endpoints.ShouldHaveSingleItem();
        Plan(Least + slo).Slo.Endpoints.ShouldHaveSingleItem();
        Mistakes(Least + Clips.Replace("vus: 3", "vus: 0") + slo).ShouldHaveSingleItem().ShouldContain("load.vus");
    }

    [Fact]
    public void Probes_want_a_load() => Mistake(Least + "probes: { limit: true }").ShouldContain("probes: probes without a load");

    [Theory]
    [InlineData("seed: 1", "1:1: 'services' is missing; expected a mapping")]
    [InlineData("services: {}", "1:11: services: no service; expected one")]
    [InlineData("services: { a: { url: \"http://localhost\" }, b: { url: \"http://localhost\" } }", "several services; expected one")]
    [InlineData("services: { a/b: { url: \"http://localhost\" } }", "'a/b'; expected a name without slashes")]
    [InlineData("services: { a: {} }", "services.a: 'url' is missing; expected an http or https address")]
    [InlineData("services: { a: { url: \"localhost:80\" } }", "services.a.url: 'localhost:80'; expected an http or https address")]
    [InlineData("services: { a: { url: \"ftp://localhost\" } }", "services.a.url: 'ftp://localhost'; expected an http or https address")]
    [InlineData("services: { a: { url: \"http://me:sekret@localhost\" } }", "services.a.url: an address with a user; expected one without, and an Authorization header under load.headers")]
    [InlineData("services: { a: { url: \"http://localhost\", health: ready } }", "services.a.health: 'ready'; expected a path that starts with /")]
    [InlineData("services: { a: { url: \"http://localhost\", postgres: \"Database=shop\" } }", "services.a.postgres: a connection string without Host or Database")]
    [InlineData("services: { a: { url: \"http://localhost\", postgres: \"postgres://me@host\" } }", "services.a.postgres: a connection string without Host or Database")]
    [InlineData("services: { a: { url: \"http://localhost\", postgres: shop } }", "services.a.postgres: no connection string; expected one such as")]
    [InlineData("services: { a: { url: \"http://localhost\", postgres: \"Host=h;Databse=shop\" } }", "is no keyword of a connection string (did you mean Database?); expected one such as Host=")]
    [InlineData("services: { a: { url: \"http://localhost\", postgres: \"Host=h;Port=abc;Database=shop\" } }", "services.a.postgres: the value of port cannot be used; expected one such as")]
    [InlineData("services: { a: { url: \"http://localhost\", postgres_clone: maybe } }", "services.a.postgres_clone: 'maybe'; expected true or false")]
    [InlineData("services: { a: { url: \"http://localhost\", redis: x } }", "services.a.redis: unknown key 'redis'")]
    public void A_mistake_in_the_service_is_told_with_its_place(string yaml, string message) => Mistake(yaml).ShouldContain(message);

    [Theory]
    [InlineData("slo: { p95: 300 }", "slo.p95: '300'; expected a duration with its unit")]
    [InlineData("slo: { p90: 300ms }", "slo.p90: unknown key 'p90' (did you mean p95?); expected one of")]
    [InlineData("slo: { errors: 200% }", "slo.errors: ")]
    [InlineData("slo: { endpoints: { \"/clips\": { p95: 1s } } }", "'/clips'; expected METHOD /route/{template}")]
    [InlineData("slo: { endpoints: { \"GET /clips\": { p95: 1s, p96: 1s } } }", "unknown key 'p96'")]
    [InlineData("gate: { require: [n-plus-one] }", "gate.require[0]: 'n-plus-one'")]
    [InlineData("gate: { fail_on: severe }", "gate.fail_on: 'severe'; expected one of low, medium, high, critical")]
    [InlineData("gate: { fail: high }", "gate.fail: unknown key 'fail'")]
    [InlineData("waivers: [ { owner: a, reason: b, until: 2027-01-31 } ]", "waivers[0]: 'fingerprint' is missing")]
    [InlineData("waivers: [ { fingerprint: f, owner: a, reason: b } ]", "waivers[0]: 'until' is missing; expected the last day")]
    [InlineData("waivers: [ { fingerprint: f, owner: a, reason: b, until: 31.1.2027 } ]", "waivers[0].until: no day; expected one such as 2027-01-31")]
    [InlineData("scope: { schema: perhaps }", "scope.schema: 'perhaps'; expected true or false")]
    [InlineData("scope: { tests: true }", "scope.tests: unknown key 'tests'")]
    [InlineData("seed: -1", "seed: '-1'; expected a whole number from 0")]
    [InlineData("load: { scenario: absent.yaml }", "load.scenario: ")]
    [InlineData("load: { scenario: load.yaml, vus: 3 }", "load.vus: unknown key 'vus'")]
    [InlineData("targets: []", "3:1: targets: unknown key 'targets'")]
    public void A_mistake_elsewhere_is_told_with_its_place(string yaml, string message) => Mistake(Least + yaml).ShouldContain(message);

    [Fact]
    public void A_plan_names_no_cost_or_one_of_either_kind()
    {
        Plan(Least).Cost.ShouldBeNull();
        Plan(Least + "cost: { engineer_hour: 90, currency: EUR }").Cost.ShouldBe(new CostPlan(90, null, "EUR"));
        Plan(Least + "cost: { outage_minute: 0, currency: USD }").Cost.ShouldBe(new CostPlan(null, 0, "USD"));
    }

    [Theory]
    [InlineData("cost: { engineer_hour: 90 }", "cost: 'currency' is missing; expected a currency such as EUR")]
    [InlineData("cost: { engineer_hour: -1, currency: EUR }", "cost.engineer_hour: '-1'; expected a number from 0 to 1000000000")]
    [InlineData("cost: { engineer_hour: much, currency: EUR }", "cost.engineer_hour: 'much'; expected a number from 0 to 1000000000")]
    [InlineData("cost: { currency: EUR }", "cost: no cost; expected engineer_hour, outage_minute or both")]
    [InlineData("cost: { engineer_hour: 90, outage_hour: 1, currency: EUR }", "cost.outage_hour: unknown key 'outage_hour'")]
    public void A_mistake_in_the_cost_is_told_with_its_place(string yaml, string message) => Mistake(Least + yaml).ShouldContain(message);

    [Fact]
    public void A_plan_with_its_cost_and_scope_is_read_back_from_its_JSON()
    {
        var plan = Plan(Least + "cost: { engineer_hour: 90, outage_minute: 400.5, currency: EUR }\nscope: { api: false }");
        var json = JsonSerializer.Serialize(plan, ModelJson.Plan);

        var read = JsonSerializer.Deserialize(json, ModelJson.Plan).ShouldNotBeNull();

        read.Cost.ShouldBe(plan.Cost);
        read.Scope.ShouldBe(plan.Scope);
        json.ShouldContain("\"engineer_hour\": 90");
    }

    [Fact]
    public void All_mistakes_are_told_in_the_order_of_their_places()
    {
        var mistakes = Mistakes("""
            services:
              shop: { url: nowhere, helth: /x }
            slo: { p95: fast }
            gate: { fail_on: never }
            sed: 1
            """);

        mistakes.Select(mistake => mistake.Split(": ")[1]).ShouldBe(["services.shop.url", "services.shop.helth", "slo.p95", "gate.fail_on", "sed"]);
        mistakes.ShouldAllBe(mistake => mistake.Contains("expected") && mistake.StartsWith("headroom.yaml:"));
    }

    [Fact]
    public void A_bad_address_makes_no_mistake_of_the_other_keys_and_hides_none_of_theirs()
    {
        const string rest = "start: ./run, test: make test, health: /up, profiles: { cpu: cpu.pprof }, environment: { A: b }";

        Mistakes($"services: {{ a: {{ url: \"127.0.0.1:1\", {rest} }} }}").ShouldHaveSingleItem().ShouldContain("services.a.url: '127.0.0.1:1'");
        Mistake("services: { a: { url: \"127.0.0.1:1\", test: [], profiles: { \"a b\": cpu.pprof } } }")
            .Split('\n').Select(mistake => mistake.Split(": ")[1]).ShouldBe(["services.a.url", "services.a.test", "services.a.profiles.a b"]);
    }

    [Theory]
    [InlineData("services: { a: { url: \"http://localhost\", postgres: \"Password=sekret;Nonsense=1\" } }")]
    [InlineData("services: { a: { url: \"http://localhost\", postgres: \"Password=sekret\" } }")]
    [InlineData("services: { a: { url: \"http://me:sekret@localhost\" } }")]
    [InlineData("services: { a: { url: \"http://localhost\", environment: { PASSWORD: [sekret] } } }")]
    public void A_secret_is_never_repeated_in_a_message(string yaml) => Mistake(yaml).ShouldNotContain("sekret");

    [Fact]
    public void A_scenario_of_its_own_file_is_read_from_the_folder_of_the_plan()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Sub("load.yaml"), Load);

        Read(Least + "load: { scenario: load.yaml }", folder.Path).Plan!.Load!.Name.ShouldBe("one");
    }

    [Fact]
    public void A_load_within_the_plan_that_has_no_name_is_called_as_the_service_whatever_the_file_is_called()
    {
        var load = Plan(Least + "load: { executor: constant-vus, vus: 1, duration: 10s, requests: [{ get: / }] }").Load!;

        (load.Name, load.Scenarios[0].Name).ShouldBe(("shop", "shop"));
        Plan(Least + Clips).Load!.Name.ShouldBe("one");
    }

    [Fact]
    public void A_mistake_in_the_file_of_a_scenario_is_told_with_that_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Sub("load.yaml"), Load.Replace("vus: 1", "vus: 0"));

        Read(Least + "load: { scenario: load.yaml }", folder.Path).Errors.ShouldHaveSingleItem()
            .ShouldBe($"{folder.Sub("load.yaml")}:3:6: vus: '0'; expected a whole number from 1 to 10000");
    }

    private static Plan Plan(string yaml)
    {
        var (plan, errors) = Read(yaml, Path.GetTempPath());
        errors.ShouldBeEmpty();
        return plan.ShouldNotBeNull();
    }

    private static string Mistake(string yaml) => string.Join('\n', Mistakes(yaml));

    private static IReadOnlyList<string> Mistakes(string yaml)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Sub("load.yaml"), Load);
        var (plan, errors) = Read(yaml, folder.Path);
        plan.ShouldBeNull();
        return errors;
    }

    private static (Plan? Plan, IReadOnlyList<string> Errors) Read(string yaml, string folder)
    {
        var errors = new PlanErrors();
        var root = YamlReader.Parse(yaml, "headroom.yaml", errors);
        return (root is null ? null : PlanReader.Read(root, folder, errors), [.. errors.All.Select(error => error.ToString())]);
    }
}
