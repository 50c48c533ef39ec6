using System.Net;
using System.Net.Sockets;
using System.Text;
using Headroom.Report.Load;

namespace Headroom.Cli.Load;

/// <summary>
/// Answers scrapers on loopback while the run goes on: one at a time, each within two seconds, so that none disturbs the run.
/// </summary>
internal sealed class MetricsServer : IAsyncDisposable
{
    private const int LongestHead = 8192;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly TcpListener _listener;
    private readonly Func<string> _text;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    private MetricsServer(TcpListener listener, Func<string> text, TimeProvider time)
    {
        (_listener, _text, _time) = (listener, text, time);
        _serving = ServeAsync();
    }

    /// <summary>Where it answers.</summary>
    public Uri Address => new($"http://{(IPEndPoint)_listener.LocalEndpoint}/metrics");

    /// <summary>Listens on a port of loopback.</summary>
    /// <exception cref="BadInputException">The port is taken.</exception>
    public static MetricsServer Start(int port, Func<string> text, TimeProvider time)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start(8);
            return new MetricsServer(listener, text, time);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new BadInputException($"--openmetrics {port}: {e.Message.TrimEnd('.')}; expected a port of this machine that is free");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var limit = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, limit.Token);
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                limit.CancelAfter(s_limit);
                await AnswerAsync(client.GetStream(), both.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // A scraper that is slow or gone is its own fault; but when no socket is left, asking at once would disturb the run.
                await Task.Delay(s_pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream, CancellationToken cancel)
    {
        if (await HeadAsync(stream, cancel) is not { } head)
        {
            return;
        }

        var line = head.Split('\r', 2)[0].Split(' ');
        var (status, type, body) = line switch
        {
            ["GET" or "HEAD", var path, _] when path.Split('?')[0] is "/metrics" or "/" => ("200 OK", OpenMetricsText.ContentType, _text()),
            ["GET" or "HEAD", _, _] => ("404 Not Found", "text/plain", "the metrics are at /metrics\n"),
            [_, _, _] => ("405 Method Not Allowed", "text/plain", "GET /metrics\n"),
            _ => ("400 Bad Request", "text/plain", "GET /metrics\n"),
        };
        var bytes = Encoding.UTF8.GetBytes(body);
        var answer = $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancel);
        if (line[0] != "HEAD")
        {
            await stream.WriteAsync(bytes, cancel);
        }
    }

    private static async Task<string?> HeadAsync(NetworkStream stream, CancellationToken cancel)
    {
        var buffer = new byte[LongestHead];
        for (var length = 0; length < buffer.Length;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancel);
            if (read == 0)
            {
                return null;
            }

            length += read;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                return Encoding.ASCII.GetString(buffer, 0, length);
            }
        }

        return null;
    }
}
