using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Headroom.Tests.EndToEnd.Experiments.Faults;

/// <summary>A dependency that sends back what it gets, after a delay that the test says; it ends a connection when the client does.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly Task _accepting;
    private int _accepted;

    public EchoServer()
    {
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Accepted => Volatile.Read(ref _accepted);

    public Func<TimeSpan> Delay { get; set; } = () => TimeSpan.Zero;

    /// <summary>Whether what it gets now ends the connection, unanswered.</summary>
    public Func<bool> Refuses { get; set; } = () => false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_serving);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                _serving.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using (client)
        {
            client.NoDelay = true;
            var buffer = new byte[64 << 10];
            try
            {
                while (await client.ReceiveAsync(buffer, _stop.Token) is > 0 and var read && !Refuses())
                {
                    if (Delay() is { Ticks: > 0 } delay)
                    {
                        await Task.Delay(delay, _stop.Token);
                    }

                    for (var sent = 0; sent < read;)
                    {
                        sent += await client.SendAsync(buffer.AsMemory(sent, read - sent), _stop.Token);
                    }
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The client or the test ended.
            }
        }
    }
}
