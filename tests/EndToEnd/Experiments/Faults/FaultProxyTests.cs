using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Headroom.Experiments.Faults;
using Headroom.Statistics;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Faults;

public sealed class FaultProxyTests : IAsyncDisposable
{
    private readonly ProxyRig _rig = new();

    private FaultProxy Proxy => _rig.Proxy;

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Forwards_bytes_and_the_end_of_each_direction_by_itself()
    {
        using var client = await _rig.ConnectAsync();
        var bytes = Bytes(3_000_000);
        var reading = ProxyRig.ReadAllAsync(client);

        await ProxyRig.SendAsync(client, bytes);
        client.Shutdown(SocketShutdown.Send); // the answers still come

        (await reading).ShouldBe(bytes);
        await ProxyRig.UntilAsync(() => Proxy.Totals().Open == 0, "the connection is over");
        Proxy.Connections().Single().End.ShouldBe(WireEnd.Closed);
    }

    [Fact]
    public async Task Counts_what_the_wire_shows()
    {
        _rig.Server.Delay = () => TimeSpan.FromMilliseconds(20);
        using (var client = await _rig.ConnectAsync())
        {
            for (var i = 0; i < 5; i++)
            {
                await ProxyRig.RoundTripAsync(client, 100);
            }

            var live = Proxy.Totals();
            (live.Accepted, live.Open, live.HeldByClient, live.RoundTrips).ShouldBe((1, 1, 1, 5));
        }

        await ProxyRig.UntilAsync(() => Proxy.Totals().Open == 0, "the connection is over");
        var connection = Proxy.Connections().Single();
        (connection.BytesUp, connection.BytesDown, connection.RoundTrips).ShouldBe((500, 500, 5));
        connection.Waiting.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(95));
        connection.Waiting.ShouldBeLessThan(connection.ClosedAt!.Value - connection.OpenedAt);
        connection.ClientEndedAt.ShouldNotBeNull();
        Proxy.Totals().Waiting.ShouldBe(connection.Waiting);
    }

    [Theory]
    [InlineData(WireStream.Downstream)]
    [InlineData(WireStream.Upstream)]
    public async Task Latency_is_added_to_a_live_connection_and_taken_off_again(WireStream stream)
    {
        using var client = await _rig.ConnectAsync();
        var before = await FastestAsync(client);

        _rig.Put(new Toxic.Latency(TimeSpan.FromMilliseconds(60), TimeSpan.Zero), stream);
        var slow = await FastestAsync(client);
        var totals = Proxy.Totals();
        Proxy.Clear();
        var after = await FastestAsync(client);

        slow.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(60));
        (totals.Held > 0).ShouldBe(stream == WireStream.Downstream, "what is held on the way up delays no answer");
        totals.Holding.ShouldBeGreaterThanOrEqualTo(totals.Held * TimeSpan.FromMilliseconds(60));
        before.ShouldBeLessThan(TimeSpan.FromMilliseconds(60));
        after.ShouldBeLessThan(TimeSpan.FromMilliseconds(60));
    }

    [Fact]
    public async Task Data_that_is_held_goes_on_at_once_when_the_latency_is_taken_off()
    {
        using var client = await _rig.ConnectAsync();
        _rig.Put(new Toxic.Latency(TimeSpan.FromMinutes(30), TimeSpan.Zero));

        var answer = ProxyRig.RoundTripAsync(client);
        await Task.Delay(100);
        answer.IsCompleted.ShouldBeFalse();
        Proxy.Clear();

        await answer;
    }

    [Fact]
    public async Task Bandwidth_slows_a_stream_down()
    {
        using var client = await _rig.ConnectAsync();
        _rig.Put(new Toxic.Bandwidth(200));

        (await ProxyRig.RoundTripAsync(client, 100_000)).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(490));
    }

    [Fact]
    public async Task Down_closes_what_is_open_and_refuses_what_is_new_on_a_port_that_stays()
    {
        using var client = await _rig.ConnectAsync();
        await ProxyRig.RoundTripAsync(client);

        Proxy.SetEnabled(false);
        (await ProxyRig.ReadAllAsync(client)).ShouldBeEmpty();
        (await RefusalAsync()).ShouldBe(SocketError.ConnectionRefused);

        Proxy.SetEnabled(true);
        using var again = await _rig.ConnectAsync();
        await ProxyRig.RoundTripAsync(again);
        Proxy.Connections()[0].End.ShouldBe(WireEnd.ProxyDown);
    }

    [Fact]
    public async Task Refuse_keeps_the_old_and_refuses_the_new()
    {
        using var client = await _rig.ConnectAsync();
        await ProxyRig.RoundTripAsync(client);
        _rig.Put(new Toxic.Refuse());

        (await RefusalAsync()).ShouldBe(SocketError.ConnectionRefused);
        await ProxyRig.RoundTripAsync(client);

        Proxy.Clear();
        using var again = await _rig.ConnectAsync();
        await ProxyRig.RoundTripAsync(again);
    }

    [Fact]
    public async Task Hang_takes_connections_and_never_answers_until_it_is_taken_off()
    {
        using var old = await _rig.ConnectAsync();
        await ProxyRig.RoundTripAsync(old);
        _rig.Put(new Toxic.Hang());

        using var fresh = await _rig.ConnectAsync();
        Task<TimeSpan>[] answers = [ProxyRig.RoundTripAsync(old), ProxyRig.RoundTripAsync(fresh)];
        await Task.Delay(300);
        answers.ShouldAllBe(answer => !answer.IsCompleted);
        _rig.Server.Accepted.ShouldBe(1, "nobody is dialled for a connection that hangs");

        Proxy.Clear();
        await Task.WhenAll(answers);
    }

    [Fact]
    public async Task Rst_resets_what_is_open_and_what_is_new()
    {
        using var old = await _rig.ConnectAsync();
        await ProxyRig.RoundTripAsync(old);
        _rig.Put(new Toxic.Rst());

        (await ErrorAsync(() => ProxyRig.ReadAllAsync(old))).ShouldBe(SocketError.ConnectionReset);
        (await ErrorAsync(() => ReadFreshAsync(Proxy))).ShouldBe(SocketError.ConnectionReset);
        await ProxyRig.UntilAsync(() => Proxy.Totals() is { Open: 0, Accepted: 2 }, "both are over");
        Proxy.Connections().Select(one => one.End).ShouldBe([WireEnd.Toxic, WireEnd.TurnedAway]);
        Proxy.Totals().TurnedAway.ShouldBe(1);
    }

    [Fact]
    public async Task Reset_peer_resets_once_there_is_data()
    {
        _rig.Put(new Toxic.ResetPeer(TimeSpan.Zero));
        using var client = await _rig.ConnectAsync();
        await ProxyRig.UntilAsync(() => _rig.Server.Accepted == 1, "the server is dialled");

        (await ErrorAsync(() => ProxyRig.RoundTripAsync(client))).ShouldBe(SocketError.ConnectionReset);
    }

    [Fact]
    public async Task A_timeout_drops_the_answer_and_closes()
    {
        _rig.Put(new Toxic.Timeout(TimeSpan.FromSeconds(1)));
        var clock = Stopwatch.StartNew();
        using var client = await _rig.ConnectAsync();

        await Should.ThrowAsync<EndOfStreamException>(() => ProxyRig.RoundTripAsync(client));
        clock.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(995));
    }

    [Fact]
    public async Task A_timeout_without_end_closes_when_it_is_taken_off()
    {
        _rig.Put(new Toxic.Timeout(TimeSpan.Zero));
        using var client = await _rig.ConnectAsync();
        var answer = ProxyRig.RoundTripAsync(client);
        await Task.Delay(200);
        answer.IsCompleted.ShouldBeFalse();

        Proxy.Clear();
        await Should.ThrowAsync<EndOfStreamException>(() => answer);
    }

    [Fact]
    public async Task A_limit_lets_so_many_bytes_arrive_and_closes()
    {
        _rig.Put(new Toxic.LimitData(1234));
        using var client = await _rig.ConnectAsync();
        await ProxyRig.SendAsync(client, Bytes(5000));

        (await ProxyRig.ReadAllAsync(client)).ShouldBe(Bytes(5000)[..1234]);
    }

    [Fact]
    public async Task Slow_close_holds_the_end_back()
    {
        _rig.Put(new Toxic.SlowClose(TimeSpan.FromMilliseconds(200)));
        using var client = await _rig.ConnectAsync();
        await ProxyRig.RoundTripAsync(client);
        var clock = Stopwatch.StartNew();
        client.Shutdown(SocketShutdown.Send);

        await ProxyRig.ReadAllAsync(client);
        clock.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(190));
    }

    [Fact]
    public async Task Toxicity_chooses_the_same_connections_for_the_same_seed()
    {
        await using var other = new ProxyRig(seed: 1);
        await using var third = new ProxyRig(seed: 2);

        var first = await LimitedAsync(_rig);
        (await LimitedAsync(other)).ShouldBe(first);
        (await LimitedAsync(third)).ShouldNotBe(first);
        first.Count(limited => limited).ShouldBeInRange(8, 32);
    }

    [Fact]
    public async Task No_byte_is_lost_or_out_of_order_while_toxics_come_and_go()
    {
        var bytes = Bytes(2_000_000);
        using var stop = new CancellationTokenSource();
        var changing = ChangeAsync(stop.Token);

        var streams = Enumerable.Range(0, 8).Select(async _ =>
        {
            using var client = await _rig.ConnectAsync();
            var reading = ProxyRig.ReadAllAsync(client);
            await ProxyRig.SendAsync(client, bytes);
            client.Shutdown(SocketShutdown.Send);
            (await reading).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        });
        await Task.WhenAll(streams);

        await stop.CancelAsync();
        (await changing).ShouldBeGreaterThan(10, "toxics were changed meanwhile");
    }

    [Fact]
    public async Task A_dependency_that_is_not_there_resets_the_client_and_is_counted()
    {
        await using var proxy = FaultProxy.Start(new ProxySettings { Name = "nobody", Host = "127.0.0.1", Port = 1 }, TimeProvider.System);
        (await ErrorAsync(() => ReadFreshAsync(proxy))).ShouldBe(SocketError.ConnectionReset);
        await ProxyRig.UntilAsync(() => proxy.Totals() is { Open: 0, TurnedAway: 1 }, "it is counted");
    }

    [Fact]
    public async Task Nothing_is_left_when_it_is_disposed_of_in_the_middle_of_everything()
    {
        var clients = new List<Socket>();
        Toxic[] toxics =
        [
            new Toxic.Latency(TimeSpan.FromMinutes(1), TimeSpan.Zero), new Toxic.Bandwidth(1), new Toxic.Timeout(TimeSpan.FromMinutes(1)),
            new Toxic.Hang(), new Toxic.SlowClose(TimeSpan.FromMinutes(1)), new Toxic.ResetPeer(TimeSpan.FromMinutes(1)),
        ];
        foreach (var toxic in toxics)
        {
            Proxy.Clear();
            _rig.Put(toxic);
            for (var i = 0; i < 5; i++)
            {
                clients.Add(await _rig.ConnectAsync());
                await ProxyRig.SendAsync(clients[^1], Bytes(200));
            }
        }

        await Proxy.DisposeAsync();

        SocketsOn(Proxy.Address.Port).ShouldBeEmpty();
        Proxy.Totals().Open.ShouldBe(0);
        using var taker = new TcpListener(Proxy.Address);
        Should.NotThrow(taker.Start);
        clients.ForEach(static client => client.Dispose());
    }

    [Fact]
    public void A_proxy_listens_on_loopback_and_goes_elsewhere_only_when_allowed()
    {
        var settings = new ProxySettings { Name = "db", Host = "db.example.com", Port = 5432 };

        Should.Throw<ArgumentException>(() => FaultProxy.Start(settings, TimeProvider.System)).Message.ShouldContain("allowed_targets");
        Should.Throw<ArgumentException>(() => FaultProxy.Start(settings with { Host = "127.0.0.1", Listen = new IPEndPoint(IPAddress.Any, 0) }, TimeProvider.System))
            .Message.ShouldContain("not on loopback");
        (settings with { AllowedHosts = ["db.example.com:5432"] }).Mistake.ShouldBeNull();
    }

    [Fact]
    public async Task A_schedule_is_kept_within_fifty_milliseconds_and_tells_when_it_was_carried_out()
    {
        var worst = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 100 && worst > TimeSpan.FromMilliseconds(50); attempt++)
        {
            var schedule = new FaultSchedule(
            [
                new ScheduledFault("slow", TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400), PlacedToxic.On(WireStream.Upstream, new Toxic.Hang())),
                new ScheduledFault("down", TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(300), null),
            ]);
            var applied = await ScheduledFaults.RunAsync(Proxy, schedule, TimeProvider.System.GetTimestamp(), TimeProvider.System, ProxyRig.Limit);

            applied.Select(one => one.Fault.Name).ShouldBe(["slow", "down"]);
            applied.ShouldAllBe(one => one.On >= one.Fault.From && one.Off >= one.Fault.To && !one.Interrupted);
            worst = applied.Max(one => one.On - one.Fault.From > one.Off - one.Fault.To ? one.On - one.Fault.From : one.Off - one.Fault.To);
        }

        worst.ShouldBeLessThan(TimeSpan.FromMilliseconds(50));
        Proxy.Toxics.ShouldBeEmpty();
        Proxy.Enabled.ShouldBeTrue();
    }

    [Fact]
    public async Task A_schedule_that_is_stopped_leaves_no_fault_behind()
    {
        var schedule = new FaultSchedule([new ScheduledFault("down", TimeSpan.Zero, TimeSpan.FromHours(1), null)]);
        using var stop = new CancellationTokenSource();
        var running = ScheduledFaults.RunAsync(Proxy, schedule, TimeProvider.System.GetTimestamp(), TimeProvider.System, stop.Token);
        await ProxyRig.UntilAsync(() => !Proxy.Enabled, "the fault is on");

        await stop.CancelAsync();

        (await running).Single().Interrupted.ShouldBeTrue();
        Proxy.Enabled.ShouldBeTrue();
    }

    private static byte[] Bytes(int count)
    {
        var random = new SeededRandom(7);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.NextBits())];
    }

    private static async Task<TimeSpan> FastestAsync(Socket client)
    {
        var fastest = TimeSpan.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var one = await ProxyRig.RoundTripAsync(client);
            fastest = one < fastest ? one : fastest;
        }

        return fastest;
    }

    private static async Task<SocketError> ErrorAsync(Func<Task> work) => (await Should.ThrowAsync<SocketException>(work)).SocketErrorCode;

    /// <summary>A reset may come before the client knows that it is connected.</summary>
    private static async Task ReadFreshAsync(FaultProxy proxy)
    {
        using var client = await ProxyRig.ConnectAsync(proxy.Address);
        await ProxyRig.ReadAllAsync(client);
    }

    private Task<SocketError> RefusalAsync() => ErrorAsync(async () => (await _rig.ConnectAsync()).Dispose());

    private static async Task<List<bool>> LimitedAsync(ProxyRig rig)
    {
        rig.Proxy.Add(new PlacedToxic("some", WireStream.Downstream, 0.5, new Toxic.LimitData(0)));
        var limited = new List<bool>();
        for (var i = 0; i < 40; i++)
        {
            using var client = await rig.ConnectAsync();
            await ProxyRig.SendAsync(client, [1]);
            limited.Add(await client.ReceiveAsync(new byte[1], ProxyRig.Limit) == 0);
        }

        return limited;
    }

    private async Task<int> ChangeAsync(CancellationToken stop)
    {
        var random = new SeededRandom(11);
        var changes = 0;
        while (!stop.IsCancellationRequested)
        {
            Toxic[] gentle =
            [
                new Toxic.Latency(TimeSpan.FromMilliseconds(random.Next(20)), TimeSpan.FromMilliseconds(5)), new Toxic.Hang(),
                new Toxic.Slicer(1 + (int)random.Next(5000), 0, TimeSpan.FromMicroseconds(random.Next(50))), new Toxic.Bandwidth(5000 + random.Next(50_000)),
            ];
            var placed = PlacedToxic.On(random.NextCoin() ? WireStream.Upstream : WireStream.Downstream, gentle[random.Next(gentle.Length)]);
            if (!Proxy.Remove(placed.Name))
            {
                Proxy.Add(placed);
            }

            changes++;
            await Task.Delay((int)random.Next(15), CancellationToken.None);
        }

        Proxy.Clear();
        return changes;
    }

    /// <summary>The states of the sockets with this local port that a process still owns; 06 is TIME_WAIT, which nobody owns.</summary>
    private static List<string> SocketsOn(int port) =>
    [
        .. File.ReadLines("/proc/net/tcp").Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(row => int.Parse(row[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) == port && row[9] != "0")
            .Select(row => row[3]),
    ];
}
