using Headroom.Cli;
using Headroom.Cli.Compare;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Compare;

public sealed class CompareRequestReaderTests : IDisposable
{
    private const string Shop = "postgres://me:secret@127.0.0.1/shop";

    private readonly string _folder = Directory.CreateTempSubdirectory("compare-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_remedy_needs_no_other_difference_between_the_arms()
    {
        var request = CompareRequestReader.Read(OnClones());

        request.A.Start!.Command.ShouldBe(request.B.Start!.Command);
        var clones = request.Clones.ShouldNotBeNull();
        (clones.Variable, clones.Source.MayBlockSource, clones.Source.Allowed).ShouldBe(("HEADROOM_TEST_DATABASE", false, false));
        (clones.Up!.Name, clones.Down).ShouldBe((Path.Combine(_folder, "up.sql"), null));
        request.A.Start.Environment["HEADROOM_TEST_DATABASE"].ShouldBe(Shop);
        clones.ToString().ShouldNotContain("secret");
        OnClones().ToString().ShouldBe("CompareArguments");
        (Arm("A") with { Postgres = Shop }).ToString().ShouldBe("ArmArguments A");
    }

    [Fact]
    public void The_variable_keeps_the_form_that_an_arm_gives_it()
    {
        var request = CompareRequestReader.Read(OnClones() with { B = Arm("B", "HEADROOM_TEST_DATABASE=shop") });

        request.B.Start!.Environment["HEADROOM_TEST_DATABASE"].ShouldBe("shop");
    }

    [Fact]
    public void Two_times_the_same_command_is_no_comparison_without_a_remedy() =>
        Mistakes(OnClones() with { Remedy = null }).ShouldHaveSingleItem().ShouldStartWith("A and B are both `./service` in the same environment");

    [Theory]
    [InlineData("./service", "./other", "each is started there")]
    [InlineData("./service", null, "A is started there")]
    [InlineData(null, "./service", "B is started there")]
    public void An_arm_that_is_started_has_a_port_of_its_own_else_it_would_be_held_against_itself(string? a, string? b, string told)
    {
        var arms = OnClones() with { Postgres = null, PostgresVariable = null, Remedy = null };

        var both = arms with { A = Arm("A") with { Start = a }, B = Arm("B") with { Start = b, Url = Arm("A").Url } };

        Mistakes(both).ShouldHaveSingleItem().ShouldContain($"both are at 127.0.0.1:5080, and {told}; expected two ports");
        CompareRequestReader.Read(both with { B = Arm("B") with { Start = b } }).B.Url.Port.ShouldBe(5081);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080/items")]
    [InlineData("http://localhost:5080/items")]
    [InlineData("http://LOCALHOST:5080/items")]
    [InlineData("http://[::1]:5080/items")]
    public void A_service_under_another_name_of_this_machine_is_no_second_arm(string b) =>
        Mistakes(Running("http://127.0.0.1:5080/items", b)).ShouldHaveSingleItem().ShouldStartWith("A and B are the same, http://127.0.0.1:5080/items");

    [Theory]
    [InlineData("http://localhost:5081/items")]
    [InlineData("http://127.0.0.2:5080/items")]
    public void Another_port_or_another_address_of_loopback_is_another_place(string b) =>
        CompareRequestReader.Read(Running("http://127.0.0.1:5080/items", b)).B.Url.Authority.ShouldBe(new Uri(b).Authority);

    [Fact]
    public void Arms_that_are_started_under_two_names_of_one_port_are_told() =>
        Mistakes(OnClones() with { B = Arm("B") with { Url = "http://localhost:5080/" } })
            .ShouldHaveSingleItem().ShouldContain("both are at 127.0.0.1:5080, and each is started there");

    [Fact]
    public void What_cannot_be_put_on_clones_is_told_at_once()
    {
        var mistakes = Mistakes(OnClones() with
        {
            A = Arm("A") with { Start = null },
            B = Arm("B", "HEADROOM_TEST_DATABASE=postgres://me@127.0.0.1/other") with { Postgres = "Host=127.0.0.1" },
            Postgres = "Host=db.test;Database=shop;Username=me;Password=secret",
            Remedy = Script("broken.sql", "ALTER SYSTEM SET jit = off;"),
            Down = Path.Combine(_folder, "absent.sql"),
        });

        string[] told =
        [
            "broken.sql:1: ALTER SYSTEM reaches beyond the clone", "--down: ", "--postgres-a and --postgres-b", "db.test is not on loopback",
            "A: it runs already", "it names the database other for B; expected shop",
        ];
        told.ShouldAllBe(text => mistakes.Any(mistake => mistake.Contains(text, StringComparison.Ordinal)), string.Join('\n', mistakes));
        mistakes.ShouldAllBe(mistake => !mistake.Contains("secret"));
    }

    [Fact]
    public void A_remedy_without_a_database_and_a_database_without_a_name_are_told()
    {
        Mistakes(OnClones() with { Postgres = null }).ShouldHaveSingleItem().ShouldStartWith("--remedy: there is no database to clone");
        Mistakes(OnClones() with { Postgres = "postgres://me@127.0.0.1" }).ShouldHaveSingleItem().ShouldStartWith("--postgres: it names no database");
    }

    [Fact]
    public void Options_of_clones_mean_nothing_without_them()
    {
        var mistakes = Mistakes(OnClones() with { B = Arm("B", "X=1"), Postgres = null, Remedy = null, Down = "down.sql" });

        mistakes.ShouldBe(["--down: there are no clones; expected it with --postgres or --remedy", "--postgres-env: there are no clones; expected it with --postgres or --remedy"]);
        Mistakes(OnClones() with { PostgresVariable = "1 X" }).ShouldHaveSingleItem().ShouldStartWith("--postgres-env 1 X: expected the name of a variable");
        Mistakes(OnClones() with { B = Arm("B", "X=1"), Remedy = null, Down = Script("down.sql", "ANALYZE") }).ShouldHaveSingleItem()
            .ShouldStartWith("--down: there is nothing to take back");
    }

    [Fact]
    public void A_plan_gives_what_no_option_says()
    {
        var request = CompareRequestReader.Read(OnClones() with
        {
            Config = Plan("constant-arrival-rate, rate: 50/s"),
            A = Arm("A") with { Start = null },
            B = Arm("B") with { Start = null },
            Postgres = null,
        });

        (request.A.Start!.Command, request.A.Described.Start, request.A.Start.WorkingDirectory).ShouldBe(("./run 127.0.0.1:6379", "services.shop.start", _folder));
        request.A.Start.Environment["LEVEL"].ShouldBe("high");
        (request.A.Start.Environment["PORT"], request.B.Start!.Environment["PORT"]).ShouldBe(("5080", "5081"));
        request.B.Start.Health.AbsolutePath.ShouldBe("/ready");
        (request.Test!.Command, request.Test.Name, request.Test.WorkingDirectory).ShouldBe(("make test TOKEN=x", "services.shop.test", _folder));
        request.Clones!.Source.ConnectionString.ShouldBe("Host=127.0.0.1;Database=shop;Username=me");
        request.Clones.Source.Template.ShouldBe("shop_template");
        request.Blocks.Load.Name.ShouldBe("one");
        request.Blocks.Seed.ShouldBe(7UL);
    }

    [Fact]
    public void Options_come_before_the_plan()
    {
        var request = CompareRequestReader.Read(OnClones() with { Config = Plan("constant-arrival-rate, rate: 50/s"), Test = "make check", Health = "/alive" });

        (request.A.Start!.Command, request.A.Described.Start, request.Test!.Name).ShouldBe(("./service", "./service", "make check"));
        request.A.Start.Health.AbsolutePath.ShouldBe("/alive");
        request.Clones!.Source.ConnectionString.ShouldContain("Username=me");
    }

    [Fact]
    public void What_a_plan_says_of_its_database_it_says_of_no_other()
    {
        var asked = OnClones() with { Config = Plan("constant-arrival-rate, rate: 50/s") };

        CompareRequestReader.Read(asked).Clones!.Source.Template.ShouldBe("shop_template");
        CompareRequestReader.Read(asked with { Postgres = "postgres://me@127.0.0.1/other" }).Clones!.Source.Template.ShouldBeNull();
    }

    [Fact]
    public void A_plan_whose_load_is_closed_has_no_blocks() =>
        Mistakes(OnClones() with { Config = Plan("constant-vus, vus: 2") }).ShouldHaveSingleItem().ShouldContain("headroom.yaml: load: scenario 'one' has no constant arrival rate");

    [Fact]
    public void A_budget_below_the_fewest_pairs_says_how_many_minutes_they_take_before_anything_starts() =>
        Mistakes(OnClones() with { Budget = "60s" }).ShouldHaveSingleItem().ShouldStartWith("--budget 1m: at this rate 24 pairs of blocks, the fewest that decide, take 2 min");

    private CompareArguments OnClones() => new()
    {
        A = Arm("A"),
        B = Arm("B"),
        Postgres = Shop,
        PostgresVariable = "HEADROOM_TEST_DATABASE",
        Remedy = Script("up.sql", "CREATE INDEX a ON t (x);"),
    };

    private static CompareArguments Running(string a, string b) => new()
    {
        A = new ArmArguments("A", a, null, [], null),
        B = new ArmArguments("B", b, null, [], null),
    };

    private static ArmArguments Arm(string name, params string[] environment) => new(name, $"http://127.0.0.1:{(name == "A" ? 5080 : 5081)}/", "./service", environment, null);

    private string Script(string name, string sql)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, sql);
        return path;
    }

    private string Plan(string executor) => Script("headroom.yaml", $$"""
        services:
          shop:
            url: http://127.0.0.1:5080
            start: ./run ${cache.address}
            test: make test TOKEN=x
            health: /ready
            environment: { LEVEL: high, PORT: "5080" }
            dependencies: { cache: { address: "127.0.0.1:6379" } }
            postgres: "Host=127.0.0.1;Database=shop;Username=me"
            postgres_template: shop_template
        load: { name: one, executor: {{executor}}, duration: 10s, requests: [{ get: / }] }
        seed: 7
        """);

    private static IReadOnlyList<string> Mistakes(CompareArguments arguments) => Should.Throw<BadInputException>(() => CompareRequestReader.Read(arguments)).Lines;
}
