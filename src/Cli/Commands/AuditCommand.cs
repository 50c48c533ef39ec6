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
        var config = new Option<string>("--config", "-c")
        {
            Description = "the plan",
            HelpName = "FILE",
            DefaultValueFactory = _ => "headroom.yaml",
        };
        var output = Options.Out();
        var baseline = Options.Text(
            "--baseline", "RUN", "a run to stand beside and be held against: a run folder, or what headroom import reads");
        var json = Options.Json();
        var command = new Command("audit", "Audit the service that a plan describes; headroom init writes one")
        {
            config, baseline, output, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption(time);
            try
            {
                return await AuditAsync(
                    parsed.GetValue(config)!, parsed.GetValue(baseline), parsed.GetValue(output), parsed.GetValue(json), time,
                    interruption.Token);
            }
            catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
            {
                return ExitCode.Interrupted; // while a baseline was read or the database asked for: an audit keeps what it has
            }
        });
        return command;
    }

    private static async Task<int> AuditAsync(
        string config, string? baseline, string? output, bool json, TimeProvider time, CancellationToken stop)
    {
        var plan = PlanFile.Read(config);
        if (TargetGuard.Refusal(plan.Service.Url, plan.AllowedTargets) is { } refusal)
        {
            throw new BadInputException($"{config}: {plan.Service.PlaceOf("url")}: {refusal}");
        }

        var folder = RunIds.FolderFor(output, plan.Service.Name, time);
        var recorded = baseline is null ? null : BaselineSource.Find(baseline, stop);
        if (baseline is not null && Path.GetFullPath(baseline).TrimEnd('/') == Path.GetFullPath(folder).TrimEnd('/'))
        {
            throw new BadInputException($"--baseline {baseline}: it is the folder that --out replaces; expected another");
        }

        using var journal = OwnerJournal.Open(OwnerJournal.DefaultFolder(), ProcessStamp.Own());
        var terminal = new Terminal(json, time);
        var request = new AuditRequest(plan, Path.GetDirectoryName(Path.GetFullPath(config))!, OwnCluster: null) { Baseline = recorded };
        return terminal.Finish(await AuditSession.RunAsync(request, folder, journal, terminal.Progress, time, stop), folder, config);
    }
}
