using System.Runtime.Versioning;
using Headroom.Collect.Postgres;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

[SupportedOSPlatform("linux")]
public sealed class ParameterLogTests(Server server) : IClassFixture<Server>
{
    /// <summary>What the files of the configuration say, whether the server has read them again or not.</summary>
    private const string Lines = "SELECT count(*) FROM pg_file_settings WHERE name = 'log_min_duration_statement'";

    [Fact]
    public async Task A_log_that_nobody_stopped_is_off_when_it_ends()
    {
        var database = await server.DatabaseAsync("logged", "SELECT 1");

        await using (await ParameterLog.StartAsync(database.Admin, "/nowhere", TimeProvider.System, TestContext.Current.CancellationToken))
        {
            (await database.ScalarAsync(Lines)).ShouldBe("1");
        }

        (await database.ScalarAsync(Lines)).ShouldBe("0");
    }
}
