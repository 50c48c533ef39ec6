using Headroom.Collect;
using Headroom.Collect.Host;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Load;
using Headroom.Model.Plans;

namespace Headroom.Cli.Audits;

/// <summary>Whether the service of a plan is there: started where the plan has a command for it, and whether it answers.</summary>
internal static class ServiceReach
{
    /// <summary>The service, when the plan has a command that starts it; or why it did not start.</summary>
    /// <param name="request">The audit.</param>
    /// <param name="folder">Where its output goes.</param>
    /// <param name="journal">Remembers the process until it is gone.</param>
    /// <param name="tell">Takes a step's name.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the waiting.</param>
    public static async Task<(ServiceProcess? Service, string? Failure)> StartAsync(
        AuditRequest request, RunFolder folder, OwnerJournal journal, Action<string> tell, TimeProvider time, CancellationToken stop)
    {
        var service = request.Plan.Service;
        if (service.Start is null)
        {
            return (null, null);
        }

        tell($"start   {service.Name}, as the plan says");
        try
        {
            return (await ServiceProcess.StartAsync(
                ServiceStarts.Of(request, folder, ServiceStarts.Direct(service), ServiceStarts.LogOf(service)), journal, time, stop), null);
        }
        catch (StartFailedException e)
        {
            tell($"failed  {e.Message}");
            return (null, $"{service.Name} did not start: {e.Headline}");
        }
    }

    /// <summary>That it is not there, without the reason, which is told once: with the load.</summary>
    /// <param name="unreachable">Why it cannot be asked.</param>
    public static string Brief(string unreachable) => unreachable.Split(": ")[0];

    /// <summary>The roots of its processes on this machine, as they are now; empty when they are not known.</summary>
    /// <param name="started">The service, when it was started here.</param>
    /// <param name="service">The service in the plan.</param>
    public static IReadOnlyList<int> RootsOf(ServiceProcess? started, ServicePlan service) =>
        started?.Pids() is { Count: > 0 } pids ? [pids[0]] : service.Url.IsLoopback ? Processes.ListeningOn(service.Url.Port) : [];

    /// <summary>Why it cannot be asked, or null. Any answer shows that somebody is there; only silence does not.</summary>
    public static async Task<string?> WhyNotAsync(Plan plan, TimeProvider time, CancellationToken stop)
    {
        var service = plan.Service;
        var health = service.HealthAddress();
        using var sender = new HttpSender(new Uri(health, "/"), connections: 1, time)
        {
            VerifyCertificate = plan.Load?.VerifyCertificate != false,
        };
        var probe = new RenderedRequest { Method = "GET", PathAndQuery = health.PathAndQuery, Endpoint = $"GET {health.AbsolutePath}" };
        var reply = await sender.SendAsync(probe, TimeSpan.FromSeconds(10), stop);
        stop.ThrowIfCancellationRequested();
        return reply.Error == ErrorKind.None
            ? null
            : $"{service.Name} does not answer at {Redaction.TextOf(health)} ({reply.Error.Text()}): "
                + "start it, or give its 'start' command in the plan";
    }
}
