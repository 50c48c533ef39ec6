using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Headroom.Collect.Host;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Collect.Host;

public sealed class ProcessesTests
{
    [Fact]
    public void This_process_has_used_the_processor() => ProcessTable.Read().TicksOf(Environment.ProcessId).ShouldBeGreaterThan(0);

    [Fact]
    public void The_one_who_listens_on_a_port_is_found()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Processes.ListeningOn(((IPEndPoint)listener.LocalEndpoint).Port).ShouldBe([Environment.ProcessId]);
    }

    [Fact]
    public async Task A_socket_is_found_while_its_process_opens_and_closes_others()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var end = new CancellationTokenSource();
        var busy = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                using var other = File.OpenRead("/proc/self/stat");
            }
        });

        for (var i = 0; i < 50; i++)
        {
            Processes.ListeningOn(((IPEndPoint)listener.LocalEndpoint).Port).ShouldBe([Environment.ProcessId]);
        }

        await end.CancelAsync();
        await busy;
    }

    [Fact]
    public void A_child_belongs_to_the_tree_of_its_parent()
    {
        using var child = Process.Start(new ProcessStartInfo("sh", ["-c", "read line"]) { RedirectStandardInput = true, UseShellExecute = false })!;
        try
        {
            ProcessTable.Read().Tree([Environment.ProcessId]).ShouldContain(child.Id);
            ProcessTable.Read().Tree([child.Id]).ShouldBe([child.Id]);
        }
        finally
        {
            child.StandardInput.Close();
            child.WaitForExit();
        }
    }

    [Fact]
    public void The_meter_tells_shares_of_this_machine()
    {
        var meter = HostMeter.Start(TimeProvider.System);
        var before = ProcessTable.Read().TicksOf(Environment.ProcessId);
        while (ProcessTable.Read().TicksOf(Environment.ProcessId) - before < 5)
        {
        }

        var use = meter.Stop(new Parties(Environment.ProcessId, [Environment.ProcessId], []));

        use.Cores.ShouldBe(Environment.ProcessorCount);
        use.Memory.Value.ShouldBeGreaterThan(0);
        use.Busy.Value.ShouldBeInRange(0, 1);
        use.Generator.Value.ShouldBeGreaterThan(0);
        use.Target!.Value.Value.ShouldBeGreaterThan(0);
        use.Database.ShouldBeNull();
        use.Foreign.ShouldBeNull();
        use.Window.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
    }
}
