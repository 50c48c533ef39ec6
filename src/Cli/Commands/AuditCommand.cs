using System.CommandLine;
using Headroom.Cli.Audits;
using Headroom.Cli.Output;
using Headroom.Cli.Plans;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Load;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom audit</c>: loads a service, finds what limits it, tries the cure on a clone, writes the report.</summary>
internal static class AuditCommand
{
    public static Command Create(TimeProvider time)
    {
        var config = new Option<string>("--config", "-c") { Description = "the plan", HelpName = "FILE", DefaultValueFactory = _ => "headroom.yaml" };
        var output = Options.Out();
        var json = Options.Json();
        var command = new Command("audit", "Audit the service that a plan describes") { config, output, json };
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption(time);
            return await AuditAsync(parsed.GetValue(config)!, parsed.GetValue(output), parsed.GetValue(json), time, interruption.Token);
        });
        return command;
    }

    private static async Task<int> AuditAsync(string config, string? output, bool json, TimeProvider time, CancellationToken stop)
    {
        var plan = PlanFile.Read(config);
        if (TargetGuard.Refusal(plan.Service.Url, plan.AllowedTargets) is { } refusal)
        {
            throw new BadInputException($"{config}: {plan.Service.PlaceOf("url")}: {refusal}");
        }

        var folder = RunIds.FolderFor(output, plan.Service.Name, time);
        using var journal = OwnerJournal.Open(OwnerJournal.DefaultFolder(), ProcessStamp.Own());
        var terminal = new Terminal(json, time);
        var request = new AuditRequest(plan, Path.GetDirectoryName(Path.GetFullPath(config))!, OwnCluster: null);
        return terminal.Finish(await AuditSession.RunAsync(request, folder, journal, terminal.Progress, time, stop), folder);
    }
}
