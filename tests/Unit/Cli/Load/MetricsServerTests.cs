using System.Net;
using System.Net.Sockets;
using Headroom.Cli;
using Headroom.Cli.Load;
using Headroom.Load;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Load;

public sealed class MetricsServerTests
{
    [Fact]
    public async Task A_scraper_gets_what_was_counted()
    {
        var live = new LiveMetrics();
        live.Begin(new SampleHeader(DateTimeOffset.UnixEpoch, ["GET /"], []));
        live.Write([Sample(0.4, 200), Sample(3, 200), Sample(3, 503), Sample(3, 200) with { WarmUp = true }]);
        await using var server = MetricsServer.Start(0, live.Text, TimeProvider.System);
        using var client = new HttpClient();

        using var response = await client.GetAsync(server.Address);
        var text = await response.Content.ReadAsStringAsync();

        response.Content.Headers.ContentType!.ToString().ShouldBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
        text.ShouldContain("headroom_requests_total{endpoint=\"GET /\",status=\"200\"} 2\n");
        text.ShouldContain("headroom_requests_total{endpoint=\"GET /\",status=\"503\"} 1\n");
        text.ShouldContain("headroom_latency_seconds_bucket{endpoint=\"GET /\",le=\"0.0005\"} 1\n");
        text.ShouldContain("headroom_latency_seconds_bucket{endpoint=\"GET /\",le=\"0.005\"} 3\n");
        text.ShouldEndWith("# EOF\n");
    }

    [Fact]
    public async Task Another_path_is_not_found_and_what_is_no_HTTP_does_no_harm()
    {
        await using var server = MetricsServer.Start(0, static () => "# EOF\n", TimeProvider.System);
        using (var raw = new TcpClient())
        {
            await raw.ConnectAsync(IPAddress.Loopback, server.Address.Port);
            await raw.GetStream().WriteAsync("nonsense\r\n\r\n"u8.ToArray());
        }

        using var client = new HttpClient();
        (await client.GetAsync(new Uri(server.Address, "/other"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.PostAsync(server.Address, new StringContent(""))).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await client.GetStringAsync(server.Address)).ShouldBe("# EOF\n");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_bad_input()
    {
        await using var first = MetricsServer.Start(0, static () => "", TimeProvider.System);

        Should.Throw<BadInputException>(() => MetricsServer.Start(first.Address.Port, static () => "", TimeProvider.System)).Message.ShouldContain("--openmetrics");
    }

    private static RequestSample Sample(double milliseconds, int status) => new()
    {
        Endpoint = 0,
        Iteration = 0,
        Vu = 0,
        IntendedNs = 0,
        BeganNs = 0,
        EndedNs = (long)(milliseconds * 1e6),
        Status = status,
        Error = ErrorKind.None,
        Failed = status >= 400,
        Received = 0,
        WarmUp = false,
    };
}
