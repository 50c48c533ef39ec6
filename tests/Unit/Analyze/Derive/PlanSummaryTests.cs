using Headroom.Analyze.Derive;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class PlanSummaryTests
{
    private static readonly Plan Least = new() { Service = new ServicePlan { Name = "shop", Url = new Uri("http://127.0.0.1:5080") } };

    [Fact]
    public void A_plan_without_a_load_has_no_sentence_about_one()
    {
        var facts = PlanSummary.Of(Least);

        facts.Load.ShouldBeEmpty();
        facts.Dependencies.ShouldBeEmpty();
        (facts.Test, facts.Cost).ShouldBe((null, null));
        facts.FailOn.ShouldBe(Severity.Critical);
    }

    [Theory]
    [InlineData(null, "auto", "--window 60", "--clone auto")]
    [InlineData("db/workload.sql", "given", "--workload db/workload.sql", "--clone CONN")]
    public void The_options_of_a_database_by_itself_are_told_without_its_connection(string? workload, string clones, string first, string second)
    {
        var database = new DatabasePlan { Workload = workload, Window = TimeSpan.FromSeconds(60), Clones = clones };

        PlanSummary.Of(Least with { Database = database }).Options.ShouldBe([first, second]);
        PlanSummary.Of(Least).Options.ShouldBeNull();
    }

    [Fact]
    public void A_service_that_ends_with_the_run_is_told_as_one()
    {
        PlanSummary.Of(Least with { Service = Least.Service with { IsTemporary = true } }).IsTemporary.ShouldBeTrue();
        PlanSummary.Of(Least).IsTemporary.ShouldBeFalse();
    }

    [Fact]
    public void Each_scenario_is_a_sentence()
    {
        var load = new LoadPlan
        {
            Name = "all",
            WarmUp = TimeSpan.FromSeconds(5),
            Scenarios =
            [
                Scenario("steady", new Executor.ConstantArrivalRate(new PerSecond(200), TimeSpan.FromSeconds(35), 64)),
                Scenario("ramp", new Executor.RampingVus(1, [new Stage(TimeSpan.FromSeconds(10), 20), new Stage(TimeSpan.FromSeconds(10), 0)])) with { StartTime = TimeSpan.FromSeconds(2.5) },
            ],
        };

        PlanSummary.Of(Least with { Load = load }).Load.ShouldBe(
        [
            "steady: 200 iterations a second (open model, at most 64 VUs) for 35 s; the first 5 s of the run are a warm-up and not recorded",
            "ramp: 1 to 20 to 0 VUs (closed model) for 20 s, from 2.5 s on; the first 5 s of the run are a warm-up and not recorded",
        ]);
    }

    [Fact]
    public void Dependencies_are_told_by_name_and_kind_without_their_addresses()
    {
        var service = Least.Service with
        {
            Dependencies = new SortedDictionary<string, DependencyPlan>(StringComparer.Ordinal)
            {
                ["queue"] = new() { Host = "10.0.0.7", Port = 6379, Kind = DependencyKind.Redis },
                ["database"] = new() { Host = "10.0.0.8", Port = 5432, Kind = DependencyKind.Postgres },
            },
        };

        PlanSummary.Of(Least with { Service = service }).Dependencies.ShouldBe(["database (postgres)", "queue (redis)"]);
    }

    [Theory]
    [InlineData("dotnet test", "dotnet test")]
    [InlineData("[redacted]", "services.shop.test")]
    public void A_test_command_that_was_left_out_is_told_by_its_place(string recorded, string told) =>
        PlanSummary.Of(Least with { Service = Least.Service with { Test = recorded } }).Test.ShouldBe(told);

    [Theory]
    [InlineData(null, false)]
    [InlineData("dotnet run", true)]
    [InlineData("[redacted]", true)]
    public void Whether_the_plan_starts_the_service_is_told_without_the_command(string? start, bool told) =>
        PlanSummary.Of(Least with { Service = Least.Service with { Start = start } }).HasStart.ShouldBe(told);

    private static Scenario Scenario(string name, Executor executor) => new() { Name = name, Executor = executor, Flows = [] };
}
