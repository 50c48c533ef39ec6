using Headroom.Cli;
using Headroom.Cli.Prove;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Blocks;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Prove;

/// <summary>What is asked for, read from a copy of a recorded run of the sample.</summary>
public sealed class ProveRequestReaderTests : IDisposable
{
    private const string Index = "unindexed-filter:votes(user_id,clip_id)";
    private const string Loop = "n-plus-one-query:GET /clips:2e63b20e97e8";

    private readonly string _folder = Directory.CreateTempSubdirectory("prove-").FullName;

    public ProveRequestReaderTests()
    {
        var source = RunGoldenTests.FolderOf("clipper-all-defects");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_index_is_tried_on_clones_of_the_recorded_database_with_the_recorded_values()
    {
        WriteValues();

        var request = ProveRequestReader.Read(Asked(Index));

        var way = request.Way.ShouldBeOfType<ProveWay.Index>();
        way.Wanted.Statements.ShouldContain("2e63b20e97e8");
        way.Input.Statements.ShouldContain(statement => statement.StatementId == "2e63b20e97e8" && statement.Sets.Count > 0);
        (way.Input.Proofs.Pairs, way.Input.Proofs.Total).ShouldBe((40, TimeSpan.FromMinutes(10)));
        way.Source.ConnectionString.ShouldContain("Port=36485");
        (way.Source.Template, way.Source.Allowed, way.Source.MayBlockSource).ShouldBe(("clipper_template", false, false));
        request.Seed.ShouldBe(1UL);
    }

    [Fact]
    public void Options_reach_the_experiment()
    {
        WriteValues();

        var request = ProveRequestReader.Read(Asked(Index) with { Pairs = "100", Budget = "3m", Seed = "7", Postgres = "Host=127.0.0.1;Database=other" });

        var way = request.Way.ShouldBeOfType<ProveWay.Index>();
        (way.Input.Proofs.Pairs, way.Input.Proofs.Total, request.Seed).ShouldBe((100, TimeSpan.FromMinutes(3), 7UL));
        way.Input.Proofs.StatementBudget.ShouldBe(TimeSpan.FromSeconds(125));
        way.Source.ConnectionString.ShouldContain("other");
        way.Source.Template.ShouldBeNull();
    }

    [Fact]
    public void A_clone_that_is_given_may_be_anywhere()
    {
        WriteValues();

        var way = ProveRequestReader.Read(Asked(Index) with { CloneMode = "Host=db.example;Database=copy" }).Way.ShouldBeOfType<ProveWay.Index>();

        (way.Source.Allowed, way.Source.MayBlockSource).ShouldBe((true, true));
    }

    [Fact]
    public void A_database_that_ended_with_its_run_is_told_as_gone_before_anything_is_tried()
    {
        WriteValues();
        WriteTemporary();

        Mistakes(Asked(Index)).ShouldHaveSingleItem().ShouldStartWith("the database of this run was Headroom's own and ended with it: ");
        Mistakes(Asked(Loop)).ShouldHaveSingleItem().ShouldStartWith("the service and the database of this run were Headroom's own and ended with it: ");
    }

    [Fact]
    public void What_a_run_on_a_database_of_its_own_found_is_tried_where_somebody_says()
    {
        WriteValues();
        WriteTemporary();

        ProveRequestReader.Read(Asked(Index) with { Postgres = "Host=127.0.0.1;Database=other" }).Way.ShouldBeOfType<ProveWay.Index>();
        ProveRequestReader.Read(Asked(Index) with { CloneMode = "Host=db.example;Database=copy" }).Way.ShouldBeOfType<ProveWay.Index>();
        ProveRequestReader.Read(Asked(Loop) with { Config = Plan() }).Way.ShouldBeOfType<ProveWay.Probe>();
    }

    [Fact]
    public void A_run_without_its_values_cannot_be_proven() => Mistakes(Asked(Index)).ShouldHaveSingleItem().ShouldContain("evidence/parameters.json is missing");

    [Fact]
    public void A_server_that_nobody_marked_is_not_cloned_on()
    {
        WriteValues();

        var line = Mistakes(Asked(Index) with { Postgres = "Host=db.example;Database=shop;Username=u;Password=hidden" }).ShouldHaveSingleItem();

        line.ShouldContain("db.example is not on loopback");
        line.ShouldNotContain("hidden");
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        WriteValues();

        var lines = Mistakes(Asked(Index) with { Pairs = "3", Budget = "1s", Seed = "-1", RemedyEnvironment = ["A=1"], Rate = "5" });

        lines.ShouldContain(line => line.StartsWith("--pairs 3", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("--budget 1s", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("--seed -1", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("--remedy-command", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("--scenario, --rate", StringComparison.Ordinal));
    }

    [Fact]
    public void A_probe_runs_again_with_the_plan_that_has_the_secrets()
    {
        var way = ProveRequestReader.Read(Asked(Loop) with { Config = Plan() }).Way.ShouldBeOfType<ProveWay.Probe>();

        way.Kinds.ShouldBe([ScalingProbe.Kind]);
        way.Audit.ShouldNotBeNull().Plan.Service.Start.ShouldBe("exec ./service --urls http://127.0.0.1:5080");
    }

    [Fact]
    public void What_a_probe_has_no_use_for_is_told()
    {
        var lines = Mistakes(Asked(Loop) with { Config = Plan(), Budget = "3m", Postgres = "Host=127.0.0.1;Database=other" });

        lines.ShouldHaveSingleItem().ShouldStartWith("--scenario, --rate, --pairs, --budget, --clone, --postgres: the probes of the finding run again");
    }

    [Fact]
    public void Without_the_plan_s_file_neither_probes_nor_remedies_run()
    {
        Mistakes(Asked(Loop) with { Config = Path.Combine(_folder, "absent.yaml") }).ShouldHaveSingleItem().ShouldContain("absent.yaml");
        Mistakes(Asked(Loop) with { Config = Plan(service: "other") }).ShouldHaveSingleItem().ShouldContain("the plan of other; expected that of clipper");
    }

    [Fact]
    public void Answers_that_repeat_are_tried_behind_a_cache_whether_or_not_the_plan_asks_for_it()
    {
        WriteRepeats("GET /clips");

        var way = ProveRequestReader.Read(Asked("repeated-read") with { Config = Plan(), Seed = "7" }).Way.ShouldBeOfType<ProveWay.Cache>();

        (way.Endpoint, way.KeptFor, way.Audit.Plan.Seed).ShouldBe(("GET /clips", TimeSpan.FromSeconds(10), 7UL));
        way.Audit.Plan.Service.Start.ShouldNotBeNull();
        way.Audit.Plan.Probes.Caching.ShouldBeFalse();
        BlockLoad.Rate(way.Load).Value.ShouldBe(200);
    }

    [Fact]
    public void A_cache_is_tried_under_a_closed_load_at_the_rate_that_it_had()
    {
        WriteRepeats("GET /clips");

        var asked = Asked("repeated-read") with { Config = Plan(executor: "executor: constant-vus\n  vus: 2") };

        ProveRequestReader.Read(asked).Way.ShouldBeOfType<ProveWay.Cache>()
            .Load.Scenarios.ShouldHaveSingleItem().Executor.ShouldBeOfType<Executor.ConstantArrivalRate>();
    }

    [Fact]
    public void A_cache_takes_the_load_of_the_plan_and_wants_its_endpoint_there()
    {
        WriteRepeats("GET /gone");

        var lines = Mistakes(Asked("repeated-read") with { Config = Plan(), Rate = "5" });

        lines.ShouldContain(line => line.StartsWith("--scenario, --rate, --pairs", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains("its load has no GET /gone", StringComparison.Ordinal));
    }

    [Fact]
    public void A_remedy_of_one_s_own_goes_before_the_cache()
    {
        WriteRepeats("GET /clips");

        var asked = Asked("repeated-read") with { Config = Plan(), RemedyEnvironment = ["POOL=1"] };

        ProveRequestReader.Read(asked).Way.ShouldBeOfType<ProveWay.Arms>();
    }

    [Fact]
    public void A_finding_without_index_and_probe_asks_for_a_remedy() =>
        Mistakes(Asked("unbounded-statement:clipper")).ShouldHaveSingleItem().ShouldContain("expected --remedy-command, --remedy-env or --remedy-revision");

    [Fact]
    public void A_remedy_is_the_service_with_it_on_a_port_of_its_own_beside_the_service_as_it_is()
    {
        var way = ProveRequestReader.Read(Asked(Loop) with { Config = Plan(), RemedyEnvironment = ["POOL=s3cret", "PORT=1"], RemedyRevision = "abc" })
            .Way.ShouldBeOfType<ProveWay.Arms>();

        way.Base.Url.ShouldBe(new Uri("http://127.0.0.1:5080"));
        way.Base.Start.ShouldNotBeNull().Environment["POOL"].ShouldBe("5");
        way.Remedy.Url.Port.ShouldNotBe(5080);
        var start = way.Remedy.Start.ShouldNotBeNull();
        start.Command.ShouldBe($"exec ./service --urls http://127.0.0.1:{way.Remedy.Url.Port}");
        (start.Environment["POOL"], start.Environment["PORT"], start.Environment["URL"]).ShouldBe(("s3cret", "1", way.Remedy.Url.GetLeftPart(UriPartial.Authority)));
        start.Health.ShouldBe(new Uri(way.Remedy.Url, "/health"));
        way.What.ShouldBe("environment POOL, PORT, git abc");
        var probe = way.Probes.ShouldNotBeNull();
        probe.Kinds.ShouldBe([ScalingProbe.Kind]);
        probe.Audit.ShouldNotBeNull().Plan.Service.Url.ShouldBe(way.Remedy.Url);
        probe.Audit.Plan.Service.Environment.ShouldBe(start.Environment, ignoreOrder: true);
        way.Test.ShouldBeNull();
    }

    [Theory]
    [InlineData("127.0.0.1", "--urls http://127.0.0.1:5080/ -b127.0.0.1:5080", "--urls http://HERE/ -bHERE")]
    [InlineData("127.0.0.1", "--feed 127.0.0.1:50801 --gate 10.127.0.0.1:5080", "--feed 127.0.0.1:50801 --gate 10.127.0.0.1:5080")]
    [InlineData("localhost", "--urls http://LocalHost:5080", "--urls http://HERE")]
    [InlineData("localhost", "--feed my-localhost:5080 --gate feed.localhost:5080", "--feed my-localhost:5080 --gate feed.localhost:5080")]
    public void A_remedy_gets_its_own_address_where_the_command_names_the_whole_of_the_service_s(string host, string command, string moved)
    {
        var asked = Asked(Loop) with { Config = Plan(start: $"    start: ./service {command}\n", host: host), RemedyEnvironment = ["POOL=1"] };

        var way = ProveRequestReader.Read(asked).Way.ShouldBeOfType<ProveWay.Arms>();

        var start = way.Remedy.Start.ShouldNotBeNull();
        start.Command.ShouldBe($"./service {moved.Replace("HERE", way.Remedy.Url.Authority, StringComparison.Ordinal)}");
        start.Name.ShouldBe("services.clipper.start, environment POOL");
    }

    [Fact]
    public void The_project_s_own_tests_guard_a_remedy()
    {
        var way = ProveRequestReader.Read(Asked(Loop) with { Config = Plan(start: "    start: ./service\n    test: make test TOKEN=x\n"), RemedyEnvironment = ["POOL=1"] })
            .Way.ShouldBeOfType<ProveWay.Arms>();

        var test = way.Test.ShouldNotBeNull();
        (test.Command, test.Name, test.WorkingDirectory).ShouldBe(("make test TOKEN=x", "services.clipper.test", _folder));
    }

    [Fact]
    public void A_load_without_a_constant_rate_offers_the_arms_different_things() =>
        Mistakes(Asked(Loop) with { Config = Plan(executor: "executor: constant-vus\n  vus: 2"), RemedyEnvironment = ["POOL=1"] })
            .ShouldHaveSingleItem().ShouldContain("constant arrival rate");

    [Fact]
    public void A_remedy_that_cannot_be_started_is_told_with_what_else_is_wrong()
    {
        var lines = Mistakes(Asked(Loop) with { Config = Plan(start: ""), RemedyEnvironment = ["nonsense"], CloneMode = "auto" });

        lines.ShouldContain(line => line.StartsWith("--remedy-env nonsense", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains("expected --remedy-command", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("--clone, --pairs, --postgres", StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_run_is_told_as_the_option_that_is_empty() =>
        Mistakes(Asked(Loop) with { Run = "" }).ShouldHaveSingleItem().ShouldStartWith("--run is empty (a variable that is not set?); expected --run DIR");

    private ProveArguments Asked(string finding) => new() { Finding = finding, Run = _folder };

    private static IReadOnlyList<string> Mistakes(ProveArguments arguments) => Should.Throw<BadInputException>(() => ProveRequestReader.Read(arguments)).Lines;

    private void WriteRepeats(string endpoint)
    {
        var folder = RunFolder.Open(_folder)!;
        folder.Write(RepeatedReads.Kind, new Collected.Present(new RepeatedReads
        {
            Window = folder.ReadEvidence().Find<RunMetrics>()!.Window,
            Provenance = "test",
            KeptFor = TimeSpan.FromSeconds(10),
            TotalTime = TimeSpan.FromSeconds(100),
            Endpoints =
            [
                new EndpointRepeats
                {
                    Endpoint = endpoint, Reads = 1000, Different = 3, Equal = 900, Stale = 0, EqualTime = TimeSpan.FromSeconds(50),
                },
            ],
        }));
    }

    private void WriteTemporary()
    {
        var folder = RunFolder.Open(_folder)!;
        var plan = folder.ReadPlan();
        folder.Write(plan with { Load = null, Service = plan.Service with { IsTemporary = true } });
    }

    private void WriteValues()
    {
        var folder = RunFolder.Open(_folder)!;
        var plans = folder.ReadEvidence().Find<StatementPlans>()!;
        folder.Write(StatementParameters.Kind, new Collected.Present(new StatementParameters
        {
            Window = plans.Window,
            Provenance = "test",
            Statements =
            [
                .. plans.Statements.Select(plan => new ParameterSets(
                    plan.StatementId, plan.Query, ParameterSource.Load, [[.. Enumerable.Repeat("1", SqlParameters.CountOf(plan.Query))]])),
            ],
        }));
    }

    private string Plan(
        string service = "clipper",
        string start = "    start: exec ./service --urls http://127.0.0.1:5080\n",
        string executor = "executor: constant-arrival-rate\n  rate: 200/s",
        string host = "127.0.0.1")
    {
        var path = Path.Combine(_folder, $"{service}.yaml");
        File.WriteAllText(path, $$"""
            services:
              {{service}}:
                url: http://{{host}}:5080
            {{start}}    environment: { POOL: "5" }
            load:
              name: short
              {{executor}}
              duration: 30s
              requests: [{ get: /clips }]

            """);
        return path;
    }
}
