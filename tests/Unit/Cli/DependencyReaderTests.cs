using Headroom.Cli.Plans;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli;

public sealed class DependencyReaderTests
{
    [Fact]
    public void Dependencies_are_read_with_their_addresses_and_kinds()
    {
        var (plan, errors) = Read("""
            services:
              shop:
                url: http://localhost:1
                start: "./run --cache ${cache.address}"
                environment: { DB: "Host=${db.host};Port=${db.port}" }
                dependencies:
                  db: { address: "127.0.0.1:5432", kind: postgres }
                  cache: { address: "[::1]:6379" }
            """);

        errors.ShouldBeEmpty();
        plan!.Service.Dependencies.ShouldBe(new Dictionary<string, DependencyPlan>
        {
            ["cache"] = new() { Host = "::1", Port = 6379, Kind = DependencyKind.Tcp },
            ["db"] = new() { Host = "127.0.0.1", Port = 5432, Kind = DependencyKind.Postgres },
        });
    }

    [Fact]
    public void A_host_that_the_plan_allows_may_be_at_the_other_end() =>
        Read("""
            services: { shop: { url: "http://localhost:1", dependencies: { api: { address: "api.test:8080", kind: http } } } }
            allowed_targets: [api.test]
            """).Errors.ShouldBeEmpty();

    [Theory]
    [InlineData("api: { address: \"api.test:8080\" }", "dependencies.api.address: 'api.test:8080' is not loopback; expected a loopback address, or its host under allowed_targets")]
    [InlineData("db: { kind: postgres }", "dependencies.db: 'address' is missing; expected a host and a port such as 127.0.0.1:5432")]
    [InlineData("db: { address: \"127.0.0.1\" }", "dependencies.db.address: no address; expected a host and a port")]
    [InlineData("db: { address: \"127.0.0.1:0\" }", "dependencies.db.address: no address; expected a host and a port")]
    [InlineData("db: { address: \"127.0.0.1:5432/shop\" }", "dependencies.db.address: no address; expected a host and a port")]
    [InlineData("db: { address: \"127.0.0.1:1\", kind: mysql }", "dependencies.db.kind: 'mysql'; expected one of tcp, postgres, redis, http")]
    [InlineData("db: { address: \"127.0.0.1:1\", port: 3 }", "dependencies.db.port: unknown key 'port'")]
    [InlineData("my db: { address: \"127.0.0.1:1\" }", "'my db'; expected a name of letters, digits, - and _")]
    public void A_mistake_is_told_with_its_place(string dependency, string message)
    {
        var (plan, errors) = Read($$"""
            services:
              shop:
                url: http://localhost:1
                dependencies:
                  {{dependency}}
            """);

        plan.ShouldBeNull();
        errors.ShouldContain(error => error.StartsWith("headroom.yaml:5:", StringComparison.Ordinal) && error.Contains(message));
    }

    [Fact]
    public void A_placeholder_without_its_dependency_is_told_where_it_stands()
    {
        var error = Read("""
            services:
              shop:
                url: http://localhost:1
                environment: { DB: "${db.address}", OLD: "Password=sekret;Host=${bd.host}" }
                dependencies: { db: { address: "127.0.0.1:5432" } }
            """).Errors.ShouldHaveSingleItem();

        error.ShouldStartWith("headroom.yaml:4:");
        error.ShouldContain("environment.OLD: '${bd.host}' names no dependency of the service; expected one of db");
        error.ShouldNotContain("sekret");
    }

    [Theory]
    [InlineData("start: ./run", true)]
    [InlineData("start: \"./run ${db.port}\"", false)]
    [InlineData("health: /health", false)]
    public void A_started_service_must_take_the_address_of_each_dependency(string key, bool fails)
    {
        var errors = Read($$"""
            services: { shop: { url: "http://localhost:1", {{key}}, dependencies: { db: { address: "127.0.0.1:5432" } } } }
            """).Errors;

        errors.Any(error => error.Contains("services.shop.dependencies.db: nothing that starts the service takes its address; expected ${db.address}")).ShouldBe(fails);
        errors.Count.ShouldBe(fails ? 1 : 0);
    }

    [Fact]
    public void Without_dependencies_such_a_text_is_the_services_own() =>
        Read("""
            services: { shop: { url: "http://localhost:1", start: ./run, environment: { SPRING: "${server.port}" } } }
            """).Errors.ShouldBeEmpty();

    private static (Plan? Plan, IReadOnlyList<string> Errors) Read(string yaml)
    {
        var errors = new PlanErrors();
        var root = YamlReader.Parse(yaml, "headroom.yaml", errors);
        return (root is null ? null : PlanReader.Read(root, Path.GetTempPath(), errors), [.. errors.All.Select(error => error.ToString())]);
    }
}
