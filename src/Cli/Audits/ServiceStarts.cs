using Headroom.Collect;
using Headroom.Experiments.Faults;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Model.Plans;

namespace Headroom.Cli.Audits;

/// <summary>How the service of a plan is started.</summary>
internal static class ServiceStarts
{
    /// <summary>The service once more, a proxy on each of its wires; the proxies end with it.</summary>
    /// <param name="request">The audit, whose plan has a start command.</param>
    /// <param name="folder">Where its output goes.</param>
    /// <param name="purpose">What it is started for, in the name of the file for its output.</param>
    /// <param name="journal">Where its processes are written down.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="StartFailedException">It did not come up.</exception>
    public static async Task<WiredService> BehindWiresAsync(
        AuditRequest request, RunFolder folder, string purpose, OwnerJournal journal, TimeProvider time, CancellationToken cancellation)
    {
        var service = request.Plan.Service;
        var wires = await Wires.StartAsync(service.Dependencies, request.Plan.AllowedTargets, request.Plan.Seed, time);
        var start = Of(request, folder, wires.Ends, $"{service.Name}-{purpose}.log");
        return await WiredService.StartAsync(wires, start, journal, time, cancellation);
    }

    /// <summary>The start of a service that has a command for it.</summary>
    /// <param name="request">The audit.</param>
    /// <param name="folder">Where its output goes.</param>
    /// <param name="ends">Where its wires lead to: the dependencies themselves, or proxies.</param>
    /// <param name="log">The name of the file for its output.</param>
    public static ServiceStart Of(AuditRequest request, RunFolder folder, IReadOnlyDictionary<string, WireAddress> ends, string log)
    {
        var service = request.Plan.Service;
        return new ServiceStart
        {
            Command = WireText.Fill(service.Start!, ends),
            Name = service.PlaceOf("start"),
            Environment = service.Environment.ToDictionary(
                pair => pair.Key, pair => WireText.Fill(pair.Value, ends), StringComparer.Ordinal),
            Health = service.HealthAddress(),
            VerifyCertificate = request.Plan.Load?.VerifyCertificate != false,
            WorkingDirectory = request.BaseFolder,
            LogPath = folder.FileOf(log),
        };
    }

    /// <summary>The name of the file in the run's folder for the output of the service that takes the load.</summary>
    public static string LogOf(ServicePlan service) => $"{service.Name}.log";

    /// <summary>The wires as they are without Headroom.</summary>
    public static IReadOnlyDictionary<string, WireAddress> Direct(ServicePlan service) =>
        service.Dependencies.ToDictionary(dependency => dependency.Key, dependency => dependency.Value.End, StringComparer.Ordinal);
}
