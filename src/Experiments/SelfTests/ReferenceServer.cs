using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Headroom.Experiments.SelfTests;

/// <summary>
/// A server whose latency is known, because it keeps a processor busy for as long as it is told: what the experiments are tested on.
/// </summary>
/// <remarks>
/// HTTP/1.1 with kept connections, GET alone, on loopback. It runs in a process of its own, so that the generator shares nothing with it
/// but the processors. All arms are in that one process.
/// </remarks>
public static class ReferenceServer
{
    private const int LongestHead = 8192;

    /// <summary>Connections that come within this of each other belong to one block.</summary>
    private static readonly TimeSpan s_sameBlock = TimeSpan.FromMilliseconds(200);

    private static readonly byte[] s_whole = Response("200 OK", """{"id":1,"name":"reference"}""");
    private static readonly byte[] s_short = Response("200 OK", """{"id":1}""");
    private static readonly byte[] s_refusal = Response("503 Service Unavailable", """{"error":"refused"}""");

    /// <summary>Serves until it is stopped.</summary>
    /// <param name="arms">The ports, and how it answers there.</param>
    /// <param name="busyLoops">Threads that keep processors busy meanwhile, a count.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(IReadOnlyList<ReferenceArm> arms, int busyLoops, CancellationToken stop)
    {
        for (var i = 0; i < busyLoops; i++)
        {
            new Thread(() => Spin(TimeSpan.MaxValue, stop)) { IsBackground = true, Name = "busy loop" }.Start();
        }

        var blocks = new BlockCount();
        await Task.WhenAll(arms.Select(arm => ServeAsync(arm, blocks, Stopwatch.GetTimestamp(), stop)));
    }

    private static async Task ServeAsync(ReferenceArm arm, BlockCount blocks, long started, CancellationToken stop)
    {
        using var listener = new TcpListener(IPAddress.Loopback, arm.Port);
        listener.Start(512);
        var answers = new Answers(arm, blocks, started);
        try
        {
            while (true)
            {
                var peer = await listener.AcceptSocketAsync(stop);
                blocks.OnConnection();
                _ = AnswerAsync(peer, answers, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // It was stopped.
        }
    }

    private static async Task AnswerAsync(Socket peer, Answers answers, CancellationToken stop)
    {
        using (peer)
        {
            peer.NoDelay = true;
            var head = new byte[LongestHead];
            var filled = 0;
            try
            {
                while (await peer.ReceiveAsync(head.AsMemory(filled), stop) is > 0 and var read)
                {
                    filled += read;
                    if (head.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) < 0)
                    {
                        if (filled == LongestHead)
                        {
                            return;
                        }

                        continue;
                    }

                    filled = 0;
                    var isHealth = head.AsSpan().StartsWith("GET /health "u8);
                    await peer.SendAsync(isHealth ? s_whole : answers.Next(stop), stop);
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The client went, or the server was stopped.
            }
        }
    }

    private static void Spin(TimeSpan duration, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < duration && !stop.IsCancellationRequested)
        {
            Thread.SpinWait(20);
        }
    }

    private static byte[] Response(string status, string body) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>How one arm answers.</summary>
    private sealed class Answers(ReferenceArm arm, BlockCount blocks, long started)
    {
        private long _requests;

        public byte[] Next(CancellationToken stop)
        {
            var number = Interlocked.Increment(ref _requests);
            if (Math.Floor(number * arm.FailShare) > Math.Floor((number - 1) * arm.FailShare))
            {
                return s_refusal;
            }

            var more = (blocks.IsFirstOfPair ? arm.ColdShare : 0)
                + (Stopwatch.GetElapsedTime(started) >= arm.StepAfter ? arm.StepShare : 0);
            Spin(arm.Spin * (1 + more), stop);
            return arm.DropsField ? s_short : s_whole;
        }
    }

    /// <summary>Tells blocks apart: each begins with connections of its own.</summary>
    private sealed class BlockCount
    {
        private readonly Lock _lock = new();
        private long _last;
        private long _blocks;

        /// <summary>Whether the present block is the first one of its pair.</summary>
        public bool IsFirstOfPair
        {
            get
            {
                lock (_lock)
                {
                    return _blocks % 2 == 1;
                }
            }
        }

        public void OnConnection()
        {
            lock (_lock)
            {
                _blocks += _last == 0 || Stopwatch.GetElapsedTime(_last) > s_sameBlock ? 1 : 0;
                _last = Stopwatch.GetTimestamp();
            }
        }
    }
}
