using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Headroom.Tests.Unit.Load;

/// <summary>A raw HTTP/1.1 server on loopback whose every answer, or lack of one, the test decides.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Request, Task> _answer;
    private readonly ConcurrentBag<TcpClient> _clients = [];
    private readonly ConcurrentQueue<Request> _requests = new();
    private readonly CancellationTokenSource _stop = new();

    public LoopbackServer(Func<Request, Task> answer)
    {
        _answer = answer;
        _listener.Start(1024);
        _ = Task.Run(AcceptAsync);
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public IReadOnlyList<Request> Requests => [.. _requests];

    /// <summary>An address where nobody listens.</summary>
    public static Uri Nobody()
    {
        using var server = new LoopbackServer(static _ => Task.CompletedTask);
        return server.Url;
    }

    public static LoopbackServer Ok() => new(static request => request.ReplyAsync(200, "ok"));

    public static LoopbackServer Hanging() => new(static request => request.HangAsync());

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        foreach (var client in _clients)
        {
            client.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                _clients.Add(client);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            var buffer = new List<byte>();
            for (var number = 0; ; number++)
            {
                if (await ReadHeadAsync(stream, buffer) is not { } head)
                {
                    return;
                }

                var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
                var headers = lines.Skip(1).Select(static line => line.Split(": ", 2)).ToDictionary(static h => h[0], static h => h[1], StringComparer.OrdinalIgnoreCase);
                var length = int.Parse(headers.GetValueOrDefault("Content-Length", "0"));
                while (buffer.Count < length && await ReadAsync(stream, buffer))
                {
                }

                var body = Encoding.UTF8.GetString([.. buffer.Take(length)]);
                buffer.RemoveRange(0, length);
                var request = new Request(client, number, lines[0], headers, body, Stopwatch.GetTimestamp(), _stop.Token);
                _requests.Enqueue(request);
                await _answer(request);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }

    private static async Task<string?> ReadHeadAsync(NetworkStream stream, List<byte> buffer)
    {
        while (true)
        {
            var text = Encoding.ASCII.GetString([.. buffer]);
            if (text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end)
            {
                buffer.RemoveRange(0, end + 4);
                return text[..end];
            }

            if (!await ReadAsync(stream, buffer))
            {
                return null;
            }
        }
    }

    private static async Task<bool> ReadAsync(NetworkStream stream, List<byte> buffer)
    {
        var chunk = new byte[16 * 1024];
        var read = await stream.ReadAsync(chunk);
        buffer.AddRange(chunk[..read]);
        return read > 0;
    }

    /// <summary>One request as it arrived, with the ways to answer it.</summary>
    internal sealed record Request(
        TcpClient Client, int NumberOnConnection, string Line, IReadOnlyDictionary<string, string> Headers, string Body, long At, CancellationToken Stop)
    {
        public string Path => Line.Split(' ')[1];

        public Task ReplyAsync(int status, string body, string headers = "") =>
            WriteAsync($"HTTP/1.1 {status} Status\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}\r\n{body}");

        public Task HangAsync() => Task.Delay(Timeout.Infinite, Stop);

        public Task PauseAsync(int milliseconds) => Task.Delay(milliseconds, Stop);

        public Task ResetAsync()
        {
            Client.LingerState = new LingerOption(enable: true, 0);
            Client.Close();
            return Task.CompletedTask;
        }

        public async Task WriteAsync(string text) => await Client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text), Stop);
    }
}
