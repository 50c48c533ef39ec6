using Headroom.Cli;
using Headroom.Cli.Audits;
using Headroom.Model.Plans;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Audits;

public sealed class DatabaseReachTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_is_not_there_is_a_mistake_of_the_plan_told_without_the_password()
    {
        var service = ServiceWith("Host=127.0.0.1;Port=1;Username=shop;Password=hidden;Database=shop");

        var error = await Should.ThrowAsync<BadInputException>(() => DatabaseReach.RequireAsync(service, Cancellation));

        var line = error.Lines.ShouldHaveSingleItem();
        line.ShouldStartWith("services.shop.postgres: the database cannot be reached: ");
        line.ShouldContain("127.0.0.1:1");
        line.ShouldNotContain("hidden");
    }

    [Fact]
    public async Task A_plan_without_a_database_has_none_to_reach() =>
        await DatabaseReach.RequireAsync(ServiceWith(postgres: null), Cancellation);

    [Theory]
    [InlineData("3D000", true)] // no such database
    [InlineData("28000", true)] // no such role
    [InlineData("28P01", true)] // wrong password
    [InlineData("42501", true)] // it may not connect
    [InlineData("57P03", false)] // the server is starting
    [InlineData("53300", false)] // too many connections
    public void What_the_server_refuses_for_good_is_the_plans_and_its_own_state_is_not(string state, bool isOfPlan)
    {
        var error = new PostgresException("no such thing", "FATAL", "FATAL", state);

        var told = DatabaseReach.Refusal(ServiceWith("Host=127.0.0.1;Database=shop"), error);

        (told is not null).ShouldBe(isOfPlan);
        (told ?? $"no such thing ({state})").ShouldContain($"no such thing ({state})");
    }

    private static ServicePlan ServiceWith(string? postgres) =>
        new() { Name = "shop", Url = new Uri("http://127.0.0.1:1"), Postgres = postgres };
}
