using Headroom.Cli;
using Headroom.Cli.Databases;
using Headroom.Model.Guards;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Databases;

public sealed class GuardOptionsTests : IDisposable
{
    private const string Baseline = """{"format": "headroom.guard-baseline/1", "server_version": 150018, "schema": "aa", "measured_on": "clone", "statements": []}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("guard-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Defaults_are_the_documented_ones()
    {
        var options = GuardOptions.Read(Said());

        options.Limits.ShouldBe(new GuardLimits { Factor = 1.5, LeastBuffers = 100, LargeRows = null });
        (options.Request.OnDatabase, options.Json, options.Annotates, options.Junit).ShouldBe((false, false, false, null));
        options.Waivers.ShouldBeEmpty();
    }

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_its_place()
    {
        var said = Said() with
        {
            Workload = Written("w.sql", "-- name: a\n-- calls: many\nSELECT 1;\n"),
            Baseline = Path.Combine(_folder, "absent.json"),
            Waivers = Written("waivers.yaml", "waivers:\n  - { statement: a, owner: x, reason: y, until: soon }\n  - { statment: b, owner: x, reason: y, until: 2027-01-31 }\n"),
            Factor = "0.9",
            LeastBuffers = "-1",
            LargeRows = "many",
            Format = "gitlab",
        };

        var lines = Should.Throw<BadInputException>(() => GuardOptions.Read(said)).Lines;

        string[] expected =
        [
            "--factor 0.9:", "--least-buffers -1:", "--large-rows many:", "w.sql: line 2, column 1: -- calls: many", "waivers.yaml:2:49: waivers[0].until: no day", "waivers.yaml:3:5: waivers[1]: 'statement' is missing",
            "waivers.yaml:3:7: waivers[1].statment: unknown key 'statment' (did you mean statement?)", "absent.json: there is no such file; make it once with --update", "--format gitlab: expected text or github",
        ];
        foreach (var part in expected)
        {
            lines.ShouldContain(line => line.Contains(part), string.Join('\n', lines));
        }

        lines.Count.ShouldBe(expected.Length, string.Join('\n', lines));
    }

    [Theory]
    [InlineData("{", "baseline.json:1:")]
    [InlineData("{", "baseline.json is no baseline of headroom db guard (line 1)")]
    [InlineData("null", "expected a baseline")]
    [InlineData("{}", "server_version")]
    [InlineData("""{"format": "x/2", "server_version": 1, "schema": "a", "measured_on": "clone", "statements": []}""", "format: x/2; expected headroom.guard-baseline/1")]
    [InlineData("""{"server_version": 1, "schema": "a", "measured_on": "moon", "statements": []}""", "measured_on")]
    [InlineData("""{"server_version": 1, "schema": "a", "measured_on": "clone", "statements": [null]}""", "statements[0]: expected name")]
    [InlineData("""{"server_version": 1, "schema": "a", "measured_on": "clone", "statements": null}""", "$.statements is null; expected a baseline")]
    public void A_baseline_that_is_none_is_refused_with_what_is_wrong(string text, string said) =>
        string.Join('\n', Should.Throw<BadInputException>(() => GuardOptions.Read(Said() with { Baseline = Written("baseline.json", text) })).Lines).ShouldContain(said);

    [Fact]
    public void A_clone_that_is_none_is_told_what_it_may_be() =>
        Should.Throw<BadInputException>(() => GuardOptions.Read(Said() with { CloneMode = "maybe" })).Lines
            .ShouldContain(line => line.StartsWith("--clone: expected auto, never or a connection string: Host=", StringComparison.Ordinal));

    [Fact]
    public void Two_waivers_of_one_statement_are_a_mistake() =>
        Should.Throw<BadInputException>(() => GuardOptions.Read(Said() with
        {
            Waivers = Written("waivers.yaml", "waivers:\n" + string.Concat(Enumerable.Repeat("  - { statement: a, owner: x, reason: y, until: 2027-01-31 }\n", 2))),
        })).Lines.ShouldHaveSingleItem().ShouldContain("waivers.yaml:3:5: waivers[1]: a second waiver of a, the first is on line 2");

    [Fact]
    public void A_statement_with_parameters_and_no_values_is_a_mistake() =>
        Should.Throw<BadInputException>(() => GuardOptions.Read(Said() with { Workload = Written("w.sql", "\n-- name: a\nSELECT $1::int;\n") }))
            .Lines.ShouldHaveSingleItem().ShouldContain("w.sql: line 3: the statement a has parameters and no values");

    [Fact]
    public void With_update_the_baseline_need_not_exist()
    {
        var options = GuardOptions.Read(Said() with { Update = true, Baseline = Path.Combine(_folder, "absent.json") });

        options.Baseline.ShouldBeNull();
    }

    [Fact]
    public void Nothing_of_a_connection_is_ever_said()
    {
        var said = Said() with { Postgres = "Hsot=sekret;Password=sekret", CloneMode = "nonsense sekret" };

        Should.Throw<BadInputException>(() => GuardOptions.Read(said)).Lines.ShouldAllBe(line => !line.Contains("sekret"));
        said.ToString().ShouldNotContain("sekret");
    }

    private GuardArguments Said() => new()
    {
        Postgres = "Host=127.0.0.1;Database=shop;Username=shop",
        Workload = Written("workload.sql", "-- name: one\nSELECT 1;\n"),
        Baseline = Written("good.json", Baseline),
    };

    private string Written(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
