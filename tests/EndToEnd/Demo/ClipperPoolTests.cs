using System.Runtime.Versioning;
using Headroom.Cli.Demo;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Processes;
using Headroom.Tests.EndToEnd.Collect;
using Headroom.Tests.EndToEnd.Experiments;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Demo;

/// <summary>The sample's large pool where it may not be large.</summary>
[SupportedOSPlatform("linux")]
public sealed class ClipperPoolTests(Server server) : IClassFixture<Server>
{
    private readonly ClipperSample _sample = ClipperSample.Find(TimeProvider.System);

    private readonly Uri _url = new($"http://127.0.0.1:{FreePort.Next()}");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_string_that_allows_fewer_is_told_as_a_mistake_of_the_environment()
    {
        var database = await server.DatabaseAsync("small_pool", "SELECT 1");
        await _sample.CommandAsync("migrate up", database.Admin, "none", Stop);
        var small = With($"{database.Admin};Maximum Pool Size=50");
        var start = new ChildStart(_sample.Executable, ["serve", "--urls", Address]) { Environment = small };

        var (code, output) = await ShortCommand.RunAsync(start, TimeSpan.FromMinutes(1), TimeProvider.System, Stop);

        code.ShouldBe(2);
        output.ShouldContain("Maximum Pool Size is 50, fewer than the 200 connections that pool-of-200 keeps open");
    }

    [Fact]
    public async Task A_server_that_gives_fewer_is_told_and_the_sample_serves()
    {
        using var place = new Place();
        var database = await server.DatabaseAsync(
            "full_server", "CREATE ROLE modest LOGIN PASSWORD 'x' CONNECTION LIMIT 40; ALTER DATABASE full_server OWNER TO modest");
        await _sample.CommandAsync("migrate up", database.As("modest"), "none", Stop);

        await using var clipper = await ServiceProcess.StartAsync(
            new ServiceStart
            {
                Command = $"exec '{_sample.Executable}' serve --urls {Address}",
                Name = "services.clipper.start",
                Health = new Uri(_url, "/health"),
                WorkingDirectory = place.Folder,
                LogPath = Path.Combine(place.Folder, "clipper.log"),
                Environment = With(database.As("modest")),
            },
            place.Journal,
            TimeProvider.System,
            Stop);

        const string told = "of its 200 connections, the server gives no more: too many connections for role";
        await Eventually.HoldsAsync(() => clipper.LastLines(20).Contains(told, StringComparison.Ordinal), told);
    }

    private string Address => _url.GetLeftPart(UriPartial.Authority);

    private static Dictionary<string, string> With(string connection) =>
        new(StringComparer.Ordinal) { ["CLIPPER_POSTGRES"] = connection, ["CLIPPER_DEFECTS"] = "pool-of-200" };
}
