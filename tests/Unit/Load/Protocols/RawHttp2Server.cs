using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>An HTTP/2 server of bare frames: it does what a test says with one request, and answers the others with 200 "ok".</summary>
internal sealed class RawHttp2Server : IDisposable
{
    private const byte Data = 0;
    private const byte Headers = 1;
    private const byte Reset = 3;
    private const byte Settings = 4;
    private const byte Ping = 6;
    private const byte GoAway = 7;
    private const byte EndStream = 1;
    private const byte EndHeaders = 4;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Peer, Task> _odd;
    private readonly int _oddNumber;
    private int _requests;

    public RawHttp2Server(Func<Peer, Task> odd, int oddNumber = 0)
    {
        (_odd, _oddNumber) = (odd, oddNumber);
        _listener.Start(128);
        _ = Task.Run(AcceptAsync);
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public int Requests => Volatile.Read(ref _requests);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(socket));
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            await stream.ReadExactlyAsync(new byte[24], _stop.Token);
            await new Peer(socket, stream, 0, _stop.Token).FrameAsync(Settings, 0, 0, []);
            while (true)
            {
                var head = new byte[9];
                await stream.ReadExactlyAsync(head, _stop.Token);
                var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
                await stream.ReadExactlyAsync(payload, _stop.Token);
                var peer = new Peer(socket, stream, BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), _stop.Token);
                if (head[3] == Settings && head[4] == 0)
                {
                    await peer.FrameAsync(Settings, 1, 0, []);
                }
                else if (head[3] == Ping && head[4] == 0)
                {
                    await peer.FrameAsync(Ping, 1, 0, payload);
                }
                else if (head[3] == Headers)
                {
                    var isOdd = Interlocked.Increment(ref _requests) - 1 == _oddNumber;
                    _ = AnswerAsync(isOdd ? _odd(peer) : peer.OkAsync());
                }
            }
        }
        catch (Exception error) when (IsEnd(error))
        {
        }
    }

    private static async Task AnswerAsync(Task answer)
    {
        try
        {
            await answer;
        }
        catch (Exception error) when (IsEnd(error))
        {
        }
    }

    private static bool IsEnd(Exception error) =>
        error is IOException or SocketException or OperationCanceledException or ObjectDisposedException;

    /// <summary>The server's end of one stream.</summary>
    internal sealed class Peer(Socket socket, NetworkStream stream, int id, CancellationToken stop)
    {
        public int Id => id;

        public async Task OkAsync()
        {
            await HeadersAsync([(":status", "200")]);
            await DataAsync("ok", isLast: true);
        }

        /// <summary>Sends a block of fields, each as a literal.</summary>
        public Task HeadersAsync((string Name, string Value)[] fields, bool isLast = false)
        {
            var block = new List<byte>();
            foreach (var (name, value) in fields)
            {
                block.Add(0);
                Add(name);
                Add(value);
            }

            return FrameAsync(Headers, (byte)(EndHeaders | (isLast ? EndStream : 0)), id, [.. block]);

            void Add(string text)
            {
                block.Add((byte)text.Length);
                block.AddRange(Encoding.ASCII.GetBytes(text));
            }
        }

        public Task DataAsync(string text, bool isLast = false) => DataAsync(Encoding.ASCII.GetBytes(text), isLast);

        public Task DataAsync(byte[] bytes, bool isLast = false) => FrameAsync(Data, isLast ? EndStream : (byte)0, id, bytes);

        public Task ResetStreamAsync(int code) => FrameAsync(Reset, 0, id, Number(code));

        public Task GoAwayAsync(int lastStream, int code) => FrameAsync(GoAway, 0, 0, [.. Number(lastStream), .. Number(code)]);

        public Task FrameAsync(byte type, byte flags, int streamId, byte[] payload) =>
            WriteAsync([.. Number(payload.Length)[1..], type, flags, .. Number(streamId), .. payload]);

        public async Task WriteAsync(byte[] bytes) => await stream.WriteAsync(bytes, stop);

        public Task HangAsync() => Task.Delay(Timeout.Infinite, stop);

        public Task CloseAsync()
        {
            socket.Shutdown(SocketShutdown.Both);
            return Task.CompletedTask;
        }

        public Task ResetConnectionAsync()
        {
            socket.LingerState = new LingerOption(enable: true, 0);
            socket.Close();
            return Task.CompletedTask;
        }

        private static byte[] Number(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
    }
}
