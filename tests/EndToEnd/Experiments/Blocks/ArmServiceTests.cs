using System.Runtime.Versioning;
using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Tests.EndToEnd.Collect;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Blocks;

[SupportedOSPlatform("linux")]
public sealed class ArmServiceTests(Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task A_database_that_refuses_its_statistics_is_a_cause_that_names_the_arm()
    {
        using var place = new Place();
        var database = await server.DatabaseAsync(
            "withheld", "CREATE ROLE withheld LOGIN PASSWORD 'x'; REVOKE SELECT ON pg_stat_statements FROM PUBLIC");
        var request = new ArmRequest { Name = "A", Url = new Uri("http://127.0.0.1:9"), Postgres = database.As("withheld") };

        var refused = await Should.ThrowAsync<CollectorException>(
            () => ArmService.OpenAsync(request, place.Journal, TimeProvider.System, TestContext.Current.CancellationToken));

        refused.Message.ShouldStartWith("arm A: ");
        refused.Message.ShouldEndWith("(42501)");
    }

    [Fact]
    public async Task A_database_that_nobody_serves_is_a_cause_that_names_the_arm()
    {
        using var place = new Place();
        var request = new ArmRequest { Name = "B", Url = new Uri("http://127.0.0.1:9"), Postgres = "Host=127.0.0.1;Port=9;Database=shop;Username=shop" };

        (await Should.ThrowAsync<CollectorException>(
            () => ArmService.OpenAsync(request, place.Journal, TimeProvider.System, TestContext.Current.CancellationToken)))
            .Message.ShouldStartWith("arm B: ");
    }
}
