using Headroom.Load;
using Headroom.Load.Engine;
using Headroom.Load.Protocols;
using Headroom.Load.Requests;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>A connection serves the next request as long as nothing says that it does not.</summary>
public class KeepAliveTests
{
    [Fact]
    public async Task A_connection_whose_end_came_with_the_response_is_not_used_again()
    {
        using var closed = new ManualResetEventSlim();
        using var server = new RawServer(async peer =>
        {
            await peer.WriteAsync(RawServer.Ok);
            await peer.CloseAsync();
            closed.Set();
        }, oddNumber: 1);
        var load = new LoadPlan { Name = "", Scenarios = [] };
        var target = await Target.ResolveAsync(server.Url, load, CancellationToken.None);
        using var loop = new EventLoop(new RunClock(TimeProvider.System));
        using var connections = new Connections(loop, target, seed: 1);
        var bindings = new Bindings(load);
        var request = PreparedRequest.Of(Given.Get("/"), load, bindings, target.Address);
        var errors = new List<ErrorKind>();
        await loop.RunAsync(async () =>
        {
            var connection = connections.Create(Exchange.Http);
            for (var i = 0; i < 3; i++)
            {
                var sending = connection.SendAsync(request, new Values(bindings), keepBody: false, RunClock.Ns(ConnectionBench.Patient));
                if (i == 1)
                {
                    HoldUp();
                }

                await sending;
                errors.Add(connection.Error);
            }

            connection.Close();
        });

        errors.ShouldBe([ErrorKind.None, ErrorKind.None, ErrorKind.None]);
        server.Connections.ShouldBe(2);

        // The response and the end of the connection lie in the socket before the loop reads.
        void HoldUp() => closed.Wait(ConnectionBench.Patient);
    }
}
