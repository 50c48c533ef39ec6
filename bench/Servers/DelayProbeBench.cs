using System.Globalization;
using Headroom.Analyze.Derive;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Tests.EndToEnd.Experiments.Probes;

namespace Headroom.Bench.Servers;

/// <summary>Measures services of known round trips with the delay probe.</summary>
internal static class DelayProbeBench
{
    /// <summary>Prints a row for each endpoint and run: endpoint, round trips in series, slope, its interval, error, all with tabs between.</summary>
    /// <param name="runs">How often all endpoints are probed, each with a seed of its own.</param>
    public static async Task RunAsync(int runs)
    {
        var folder = Directory.CreateTempSubdirectory("headroom-bench-").FullName;
        try
        {
            using var journal = OwnerJournal.Open(Path.Combine(folder, "journal"), ProcessStamp.Own());
            var binaries = await PostgresBinaries.FindAsync(static _ => { }, TimeProvider.System, CancellationToken.None);
            await using var cluster = await PrivateCluster.StartAsync(binaries, journal, TimeProvider.System, CancellationToken.None);
            await using var service = await RoundTripService.StartAsync(cluster);
            await service.ProbeAsync(seed: 0, CancellationToken.None); // the first run is the runtime's
            for (var run = 1; run <= runs; run++)
            {
                Print(DelayFits.Of(await service.ProbeAsync((ulong)run, CancellationToken.None)));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(IReadOnlyList<DelayFit> fits)
    {
        foreach (var fit in fits)
        {
            var trips = RoundTripService.Series[fit.Endpoint];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{fit.Endpoint}\t{trips}\t{fit.Slope:0.000}\t{fit.Low:0.000} to {fit.High:0.000}\t{(fit.Slope / trips - 1) * 100:0.0}"));
        }
    }
}
