using System.CommandLine;
using Headroom.Cli.Audits;
using Headroom.Cli.Demo;
using Headroom.Cli.Output;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom demo</c>: audits the sample service on a private database, its defects switched as asked.</summary>
internal static class DemoCommand
{
    public static Command Create(TimeProvider time)
    {
        var defects = new Option<string>("--defects")
        {
            Description = "defects of the sample that are on",
            HelpName = "all|none|a,b",
            DefaultValueFactory = _ => "all",
        };
        var clips = new Option<int>("--clips")
        {
            Description = "scale of the sample's data: clips, 1,000 to 10,000,000; 2.5 comments and 5 votes each",
            HelpName = "N",
            DefaultValueFactory = _ => DemoRun.DefaultClips,
        };
        var full = new Option<bool>("--full") { Description = "all probes: wires, faults, growth, load, pools, caches; under 25 minutes" };
        var output = Options.Out();
        var json = Options.Json();
        var command = new Command("demo", "Audit the sample service on a private PostgreSQL: under 5 minutes, nothing left behind")
        {
            defects, full, clips, output, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption(time);
            var terminal = new Terminal(parsed.GetValue(json), time);
            return await DemoAsync(
                parsed.GetValue(defects)!, parsed.GetValue(full), parsed.GetValue(clips), parsed.GetValue(output), terminal, time,
                interruption.Token);
        });
        return command;
    }

    private static async Task<int> DemoAsync(
        string defects, bool isFull, int clips, string? output, Terminal terminal, TimeProvider time, CancellationToken stop)
    {
        if (clips is < DemoRun.FewestClips or > DemoRun.MostClips)
        {
            throw new BadInputException($"--clips: {clips}; expected a whole number from {DemoRun.FewestClips} to {DemoRun.MostClips}");
        }

        var sample = ClipperSample.Find(time);
        await sample.CheckDefectsAsync(defects, stop);
        var folder = RunIds.FolderFor(output, "demo", time);
        using var journal = OwnerJournal.Open(OwnerJournal.DefaultFolder(), ProcessStamp.Own());
        try
        {
            await using var demo = await DemoRun.StartAsync(sample, clips, journal, terminal.Progress, time, stop);
            var request = await demo.PrepareAsync(defects, isFull, stop);
            return terminal.Finish(await demo.AuditAsync(request, folder, stop), folder, plan: null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }
}
