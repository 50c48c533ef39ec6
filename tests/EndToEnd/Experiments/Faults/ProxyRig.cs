using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Headroom.Experiments.Faults;

namespace Headroom.Tests.EndToEnd.Experiments.Faults;

/// <summary>An echo server with a proxy before it.</summary>
internal sealed class ProxyRig : IAsyncDisposable
{
    public ProxyRig(ulong seed = 1)
    {
        Proxy = FaultProxy.Start(new ProxySettings { Name = "echo", Host = "127.0.0.1", Port = Server.Port, Seed = seed }, TimeProvider.System);
    }

    public EchoServer Server { get; } = new();

    public FaultProxy Proxy { get; }

    public static CancellationToken Limit => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    public Task<Socket> ConnectAsync() => ConnectAsync(Proxy.Address);

    public static async Task<Socket> ConnectAsync(EndPoint to)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to, Limit);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    public void Put(Toxic toxic, WireStream stream = WireStream.Downstream) => Proxy.Add(PlacedToxic.On(stream, toxic));

    /// <summary>Sends bytes and waits until as many came back.</summary>
    public static async Task<TimeSpan> RoundTripAsync(Socket socket, int bytes = 10)
    {
        var clock = Stopwatch.StartNew();
        await SendAsync(socket, new byte[bytes]);
        var room = new byte[bytes];
        for (var read = 0; read < bytes;)
        {
            var got = await socket.ReceiveAsync(room.AsMemory(read), Limit);
            read += got > 0 ? got : throw new EndOfStreamException($"the stream ended after {read} of {bytes} bytes");
        }

        return clock.Elapsed;
    }

    public static async Task SendAsync(Socket socket, byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await socket.SendAsync(bytes.AsMemory(sent), Limit);
        }
    }

    /// <summary>Reads to the end of the stream.</summary>
    public static async Task<byte[]> ReadAllAsync(Socket socket)
    {
        var all = new MemoryStream();
        var room = new byte[64 << 10];
        while (await socket.ReceiveAsync(room, Limit) is > 0 and var read)
        {
            all.Write(room, 0, read);
        }

        return all.ToArray();
    }

    public static Task UntilAsync(Func<bool> condition, string what) => Eventually.HoldsAsync(condition, what);

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
    }
}
