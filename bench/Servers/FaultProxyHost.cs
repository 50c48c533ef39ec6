using System.Net;
using System.Runtime.InteropServices;
using Headroom.Experiments.Faults;

namespace Headroom.Bench.Servers;

/// <summary>A fault proxy alone in a process, so that its cost can be told from that of what it stands between.</summary>
internal static class FaultProxyHost
{
    /// <summary>Says its address in the first line, and ends with SIGTERM.</summary>
    /// <param name="upstream">The dependency, on loopback.</param>
    /// <param name="latencyMs">What is added to every answer; 0: no toxic.</param>
    public static async Task RunAsync(IPEndPoint upstream, double latencyMs)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        var settings = new ProxySettings { Name = "bench", Host = upstream.Address.ToString(), Port = upstream.Port };
        await using var proxy = FaultProxy.Start(settings, TimeProvider.System);
        if (latencyMs > 0)
        {
            proxy.Add(PlacedToxic.On(WireStream.Downstream, new Toxic.Latency(TimeSpan.FromMilliseconds(latencyMs), TimeSpan.Zero)));
        }

        Console.WriteLine(proxy.Address);
        await stopped.Task;

        void OnSignal(PosixSignalContext context)
        {
            context.Cancel = true;
            stopped.TrySetResult();
        }
    }
}
