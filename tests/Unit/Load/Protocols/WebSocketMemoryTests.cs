using Headroom.Load;
using Shouldly;
using Xunit;
using static Headroom.Model.Plans.WebSocketStep;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>What the process holds is only telling while no other test allocates: this class runs alone.</summary>
[Collection(Alone)]
[CollectionDefinition(Alone, DisableParallelization = true)]
public class WebSocketMemoryTests
{
    private const string Alone = "memory of the process";

    [Fact]
    public async Task A_peer_that_pings_and_reads_nothing_fills_no_memory()
    {
        var isDone = new TaskCompletionSource();
        using var server = new WebSocketServer(async peer =>
        {
            await peer.AcceptAsync();
            byte[] pings = [.. Enumerable.Repeat(WebSocketPeer.Frame(0x89, new byte[125]), 500).SelectMany(static frame => frame)];
            for (var i = 0; i < 400; i++)
            {
                await peer.WriteAsync(pings);
            }

            isDone.SetResult();
            await peer.TextAsync("a");
            await peer.HangAsync();
        });
        using var bench = new ConnectionBench(server.Url);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        (await bench.SendAsync(WebSocketTests.Socket(new Send("a"), new Expect("a")))).Error.ShouldBe(ErrorKind.None);
        await isDone.Task;
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(8 * 1024 * 1024);
    }
}
