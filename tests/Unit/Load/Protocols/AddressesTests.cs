using System.Net;
using System.Net.Sockets;
using Headroom.Load;
using Headroom.Load.Engine;
using Headroom.Load.Protocols;
using Headroom.Load.Protocols.Http1;
using Headroom.Load.Requests;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>A name that stands for several addresses leads to one that answers.</summary>
public class AddressesTests
{
    private static readonly LoadPlan s_load = new() { Name = "", Scenarios = [] };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_refuses_costs_nothing(bool ofTheRuntime)
    {
        using var server = new RawServer(static peer => peer.WriteAsync(RawServer.Ok));
        var errors = await SendTwiceAsync(ofTheRuntime, ConnectionBench.Patient, LoopbackServer.Nobody().Port, server.Url.Port);
        errors.ShouldBe([ErrorKind.None, ErrorKind.None]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_hangs_costs_one_timeout(bool ofTheRuntime)
    {
        using var server = new RawServer(static peer => peer.WriteAsync(RawServer.Ok));
        using var hung = new Socket(SocketType.Stream, ProtocolType.Tcp);
        hung.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        hung.Listen(0);
        var address = (IPEndPoint)hung.LocalEndPoint!;
        var fillers = Enumerable.Range(0, 8).Select(static _ => new Socket(SocketType.Stream, ProtocolType.Tcp)).ToArray();
        var connects = fillers.Select(filler => filler.ConnectAsync(address)).ToArray();

        var errors = await SendTwiceAsync(ofTheRuntime, ConnectionBench.Brief, address.Port, server.Url.Port);

        Array.ForEach(fillers, static filler => filler.Dispose());
        await Task.WhenAll(connects.Select(static connect => connect.ContinueWith(static _ => { }, TaskScheduler.Default)));
        errors.ShouldBe([ErrorKind.Timeout, ErrorKind.None]);
    }

    [Fact]
    public void One_that_hangs_is_left_once()
    {
        var target = TargetOf(1, 2, 3);
        target.Leave(0);
        target.Leave(0);
        target.Preferred.ShouldBe(1, "a connection that was late to give up does not lead back");
        target.Leave(1);
        target.Leave(2);
        target.Preferred.ShouldBe(0);
    }

    private static Target TargetOf(params int[] ports) =>
        new(new Uri("http://twice.example"), s_load, [.. ports.Select(static port => new IPEndPoint(IPAddress.Loopback, port))]);

    private static async Task<IReadOnlyList<ErrorKind>> SendTwiceAsync(bool ofTheRuntime, TimeSpan first, params int[] ports)
    {
        var target = TargetOf(ports);
        using var loop = new EventLoop(new RunClock(TimeProvider.System));
        var bindings = new Bindings(s_load);
        var request = PreparedRequest.Of(Given.Get("/"), s_load, bindings, target.Address);
        var errors = new List<ErrorKind>();
        await loop.RunAsync(async () =>
        {
            var connection = new Http1Connection(loop, ofTheRuntime ? new StreamWire(loop, target) : Wire.Create(loop, target));
            foreach (var limit in (TimeSpan[])[first, ConnectionBench.Patient])
            {
                await connection.SendAsync(request, new Values(bindings), keepBody: false, RunClock.Ns(limit));
                errors.Add(connection.Error);
            }

            connection.Close();
        });
        return errors;
    }
}
