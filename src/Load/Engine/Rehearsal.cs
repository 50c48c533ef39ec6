using System.Net;
using System.Net.Sockets;
using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Load.Engine;

/// <summary>
/// A fraction of a second of load on a socket of this process, so that the first requests of the run that follows do not pay for the
/// start of the engine: code that is compiled, types that are loaded.
/// </summary>
internal static class Rehearsal
{
    private static readonly LoadPlan s_load = new()
    {
        Name = "rehearsal",
        Scenarios =
        [
            new Scenario
            {
                Name = "rehearsal",
                Executor = new Executor.ConstantArrivalRate(new PerSecond(400), TimeSpan.FromMilliseconds(250), 8),
                Flows =
                [
                    new Flow
                    {
                        Name = "rehearsal",
                        Requests =
                        [
                            new RequestTemplate
                            {
                                Method = "GET",
                                Path = "/",
                                Endpoint = "GET /",
                                Checks = [new Check.StatusIs([200])],
                            },
                        ],
                    },
                ],
            },
        ],
    };

    /// <summary>Sends it; where no socket is to be had, nothing is.</summary>
    public static async Task RunAsync(TimeProvider time, CancellationToken stop)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        try
        {
            listener.Start();
        }
        catch (SocketException)
        {
            return;
        }

        var serving = ServeAsync(listener);
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        await new Run(time, address, s_load, new LoadOptions()).ExecuteAsync(stop);
        listener.Stop();
        await serving;
    }

    private static async Task ServeAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.AcceptSocketAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The rehearsal is over.
        }
    }

    private static async Task AnswerAsync(Socket socket)
    {
        var response = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();
        var request = new byte[1024];
        using (socket)
        {
            try
            {
                while (await socket.ReceiveAsync(request) > 0)
                {
                    await socket.SendAsync(response);
                }
            }
            catch (SocketException)
            {
                // The rehearsal is over.
            }
        }
    }
}
