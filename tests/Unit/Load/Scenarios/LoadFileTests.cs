using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Scenarios;

public sealed class LoadFileTests : IDisposable
{
    private const string Basis = """
        name: basis
        url: http://127.0.0.1:5080
        executor: constant-arrival-rate
        rate: 5/s
        duration: 10s
        max_vus: 3
        warm_up: 1s
        feeds: { user: { csv: users.csv, column: id } }
        requests: [ { get: "/${user}" } ]
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("headroom-load-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Reads_several_scenarios_with_their_flows_start_and_labels()
    {
        var plan = Yaml.Plan("""
            name: shop
            tags: { suite: nightly }
            scenarios:
              buyers: { executor: constant-vus, vus: 3, duration: 30s, flows: [buy], tags: { who: buyer } }
              readers: { executor: constant-arrival-rate, rate: 5/s, duration: 20s, start_time: 15s }
            flows:
              buy: { requests: [ { post: / } ] }
              read: { requests: [ { get: / } ] }
            """);
        plan.Scenarios.Select(static scenario => (scenario.Name, scenario.StartTime.TotalSeconds, string.Join('+', scenario.Flows.Select(static flow => flow.Name))))
            .ShouldBe([("buyers", 0, "buy"), ("readers", 15, "buy+read")]);
        (plan.Scenarios[0].Tags["who"], plan.Tags["suite"], plan.TotalDuration().TotalSeconds).ShouldBe(("buyer", "nightly", 35));
        plan.Scenarios[0].Flows[0].ShouldBeSameAs(plan.Scenarios[1].Flows[0]);
    }

    [Fact]
    public void Reads_the_settings_of_the_whole_run()
    {
        var file = Yaml.File($$"""
            {{Yaml.Head}}
            url: https://shop.example/api
            allowed_targets: [shop.example, "10.0.0.1:8080"]
            http: 2
            verify_certificate: false
            follow_redirects: true
            warm_up: 1s
            timeout: 2s
            graceful_stop: 3s
            requests: [ { get: / } ]
            """);
        (file.Url, file.Load.Protocol, file.Load.VerifyCertificate, file.Load.FollowRedirects)
            .ShouldBe((new Uri("https://shop.example/api"), HttpProtocol.Http2, false, true));
        file.AllowedTargets.ShouldBe(["shop.example", "10.0.0.1:8080"]);
        (file.Load.WarmUp.TotalSeconds, file.Load.Timeout.TotalSeconds, file.Load.GracefulStop.TotalSeconds).ShouldBe((1, 2, 3));
    }

    [Fact]
    public void Reads_thresholds_short_and_long()
    {
        var thresholds = Yaml.Plan($$"""
            {{Yaml.Head}}
            requests: [ { get: / } ]
            thresholds:
              http_req_failed: rate<0.01
              'http_req_duration{name:GET /}': [p(95)<300, { threshold: p(99)<500, abort_on_fail: true, delay_abort_eval: 10s, window: 30s }]
            """).Thresholds;
        thresholds.Select(static threshold => $"{threshold.Source} {threshold.Expression}")
            .ShouldBe(["http_req_failed rate<0.01", "http_req_duration{name:GET /} p(95)<300", "http_req_duration{name:GET /} p(99)<500"]);
        (thresholds[1].AbortOnFail, thresholds[1].DelayAbortEval, thresholds[1].Window).ShouldBe((false, TimeSpan.Zero, null));
        (thresholds[2].AbortOnFail, thresholds[2].DelayAbortEval, thresholds[2].Window).ShouldBe((true, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData("url: ftp://a", "'ftp://a'; expected an http or https address")]
    [InlineData("url: http://me:secret@a", "an address with a user; expected one without, and the user under 'auth'")]
    [InlineData("url: http://a/?b=c", "an address with a query")]
    [InlineData("allowed_targets: ['http://a']", "expected a host or host:port")]
    [InlineData("http: 4", "expected a whole number from 1 to 3")]
    [InlineData("thresholds: { http_req_failed: [] }", "an empty list; expected an expression such as p(95)<300")]
    [InlineData("thresholds: { http_req_failed: { abort_on_fail: true } }", "'threshold' is missing")]
    [InlineData("thresholds: { http_req_failed: fast }", "'fast'")]
    [InlineData("thresholds: { latency: { threshold: p(95)<1, window: 10ms } }", "expected a duration from 1 s")]
    [InlineData("thresholds: { 'latency{name:GET /x}': p(95)<1 }", "no request has name:GET /x (did you mean GET /?); expected one of GET /")]
    [InlineData("thresholds: { 'latency{team:a}': p(95)<1 }", "no request has team:a; expected a label that stands under 'tags'")]
    [InlineData("thresholds: { 'latency{team:b}': p(95)<1 }\ntags: { team: a }", "no request has team:b")]
    [InlineData("setup: []", "nothing; expected at least a request")]
    [InlineData("setup: [ { get: /, weight: 2 } ]", "'weight' belongs to a flow")]
    [InlineData("scenarios: { a: { executor: constant-vus, vus: 1, duration: 1s } }", "'executor' stands beside 'scenarios'", 3)]
    public void Says_what_it_expected(string line, string expected, int mistakes = 1)
    {
        var found = Yaml.Mistakes($"{Yaml.Head}{line}\nrequests: [ {{ get: / }} ]");
        found.Length.ShouldBe(mistakes, string.Join('\n', found));
        found[0].ShouldContain(expected);
    }

    [Theory]
    [InlineData("scenarios: {}", "nothing; expected at least a scenario")]
    [InlineData("scenarios: { a: { executor: constant-vus, vus: 1, duration: 1s, flows: [buyy] } }", "'buyy' (did you mean buy?); expected one of buy")]
    [InlineData("scenarios: { a: { executor: constant-vus, vus: 1, duration: 1s, flows: [buy, buy] } }", "'buy' stands twice")]
    [InlineData("scenarios: { a: { executor: constant-vus, vus: 1, duration: 1s, flows: [] } }", "no flow; expected at least one")]
    [InlineData("scenarios: { a: { executor: constant-vus, vus: 1, duration: 13h, start_time: 12h } }", "an end at 90000 s; expected at most 86400 s")]
    [InlineData("scenarios: { a: { executor: constant-vus, vus: 1, duration: 1s, stat_time: 12h } }", "unknown key 'stat_time' (did you mean start_time?); expected one of duration, executor, flows, start_time, tags, vus")]
    public void Says_what_it_expected_of_a_scenario(string scenarios, string expected) =>
        Yaml.Mistakes($"{scenarios}\nflows: {{ buy: {{ requests: [ {{ get: / }} ] }} }}").ShouldHaveSingleItem().ShouldContain(expected);

    [Fact]
    public void Within_the_plan_of_an_audit_it_does_not_say_where_its_load_goes()
    {
        var errors = new PlanErrors();
        var map = YamlReader.Parse($"{Yaml.Head}url: http://127.0.0.1\nallowed_targets: [a]\nrequests: [ {{ get: / }} ]", "headroom.yaml", errors)!;
        LoadPlanReader.Read(map, ".", errors).ShouldBeNull();
        errors.All.Select(static error => error.ToString()).ShouldBe([
            "headroom.yaml:4:1: url: 'url' belongs to a file of its own; the load of an audit goes to the service's url",
            "headroom.yaml:5:1: allowed_targets: 'allowed_targets' belongs to a file of its own; in a plan it stands at the top",
        ]);
    }

    [Fact]
    public void What_a_file_extends_gives_the_keys_that_it_does_not_have()
    {
        Write("basis/load.yaml", Basis);
        Write("basis/users.csv", "id\n7\n");
        var (file, errors) = Open("own.yaml", "extends: basis/load.yaml\nwarm_up: 2s\n");
        errors.ShouldBeEmpty();
        file!.Url.ShouldBe(new Uri("http://127.0.0.1:5080"));
        (file.Load.Name, file.Load.WarmUp.TotalSeconds).ShouldBe(("own", 2));
        file.Load.Scenarios[0].Executor.ShouldBeOfType<Executor.ConstantArrivalRate>().MaxVus.ShouldBe(3);
        file.Load.Feeds[0].Values.At(0).ShouldBe("7");
    }

    [Theory]
    [InlineData("executor: constant-vus\nvus: 3\nduration: 20s", "constant-vus of 20 s, 1 flow: GET /{user}")]
    [InlineData("scenarios: { a: { executor: constant-vus, vus: 3, duration: 30s } }", "a of 30 s, 1 flow: GET /{user}")]
    [InlineData("flows: { f: { requests: [ { get: / } ] } }", "constant-vus of 10 s, 1 flow: f")]
    public void An_executor_and_flows_of_its_own_replace_those_as_a_whole(string own, string expected)
    {
        Write("basis/load.yaml", Basis);
        Write("basis/users.csv", "id\n7\n");
        var (file, errors) = Open("constant-vus.yaml", $"extends: basis/load.yaml\n{own}\n");
        errors.ShouldBeEmpty();
        var scenario = file!.Load.Scenarios.ShouldHaveSingleItem();
        $"{scenario.Name} of {scenario.Executor.TotalDuration.TotalSeconds} s, {scenario.Flows.Count} flow: {scenario.Flows[0].Name}".ShouldBe(expected);
    }

    [Fact]
    public void A_mistake_is_told_of_the_file_in_which_it_stands()
    {
        Write("basis/users.csv", "id\n7\n");
        Write("basis/load.yaml", Basis.Replace("warm_up: 1s", "warm_up: soon\nwarmup: 1s"));
        var (_, errors) = Open("own.yaml", "extends: basis/load.yaml\ntimeout: later\n");
        errors.Select(Path.GetFileName).Select(static error => error!.Split(';')[0]).ShouldBe([
            "load.yaml:7:10: warm_up: 'soon'", "load.yaml:8:1: warmup: unknown key 'warmup' (did you mean warm_up?)",
            "own.yaml:2:10: timeout: 'later'",
        ], ignoreOrder: true);
    }

    [Fact]
    public void What_is_extended_exists_and_stands_by_itself()
    {
        Write("basis/load.yaml", $"extends: other.yaml\n{Basis}");
        Write("basis/users.csv", "id\n7\n");
        Open("own.yaml", "extends: basis/load.yaml\n").Errors.ShouldHaveSingleItem().ShouldContain("load.yaml:1:10: extends: 'basis/load.yaml' is extended itself");
        Open("own.yaml", $"extends: absent.yaml\n{Yaml.Head}requests: [ {{ get: / }} ]").Errors.ShouldHaveSingleItem().ShouldContain("own.yaml:1:10: extends: ");
        LoadPlanReader.Open(Path.Combine(_folder.FullName, "none.yaml"), static _ => null, new PlanErrors()).ShouldBeNull();
    }

    private (LoadFile? File, string[] Errors) Open(string name, string text)
    {
        var errors = new PlanErrors();
        var file = LoadPlanReader.Open(Write(name, text), static _ => null, errors);
        return (file, [.. errors.All.Select(static error => error.ToString())]);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
