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
    public void This_process_has_used_the_processor() => Processes.CpuTicks([Environment.ProcessId], withChildren: false).ShouldBeGreaterThan(0);

    [Fact]
    public void A_process_that_is_gone_has_used_nothing() => Processes.CpuTicks([int.MaxValue], withChildren: true).ShouldBe(0);

    [Fact]
    public void The_one_who_listens_on_a_port_is_found()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Processes.ListeningOn(((IPEndPoint)listener.LocalEndpoint).Port).ShouldBe([Environment.ProcessId]);
    }

    [Fact]
    public void A_child_belongs_to_the_tree_of_its_parent()
    {
        using var child = Process.Start(new ProcessStartInfo("sh", ["-c", "read line"]) { RedirectStandardInput = true, UseShellExecute = false })!;
        try
        {
            Processes.Tree([Environment.ProcessId]).ShouldContain(child.Id);
            Processes.Tree([child.Id]).ShouldBe([child.Id]);
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
        var meter = HostMeter.Start(new Parties(Environment.ProcessId, [Environment.ProcessId], []), TimeProvider.System);
        var before = Processes.CpuTicks([Environment.ProcessId], withChildren: false);
        while (Processes.CpuTicks([Environment.ProcessId], withChildren: false) - before < 5)
        {
        }

        var use = meter.Stop();

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
