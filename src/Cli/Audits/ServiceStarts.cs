using Headroom.Collect;
using Headroom.Experiments.Processes;
using Headroom.Model.Plans;

namespace Headroom.Cli.Audits;

/// <summary>How the service of a plan is started.</summary>
internal static class ServiceStarts
{
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
            Environment = service.Environment.ToDictionary(pair => pair.Key, pair => WireText.Fill(pair.Value, ends), StringComparer.Ordinal),
            Health = new Uri(service.Url, service.Health),
            WorkingDirectory = request.BaseFolder,
            LogPath = folder.FileOf(log),
        };
    }

    /// <summary>The wires as they are without Headroom.</summary>
    public static IReadOnlyDictionary<string, WireAddress> Direct(ServicePlan service) =>
        service.Dependencies.ToDictionary(dependency => dependency.Key, dependency => dependency.Value.End, StringComparer.Ordinal);
}
