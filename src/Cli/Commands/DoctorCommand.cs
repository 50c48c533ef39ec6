using System.CommandLine;
using Headroom.Cli.Audits;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Journal;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom doctor</c>: says what is installed, and removes what killed runs left behind.</summary>
internal static class DoctorCommand
{
    public static Command Create(TimeProvider time)
    {
        var command = new Command("doctor", "Say what is installed; remove what killed runs left behind");
        command.SetAction((_, cancellation) => DoctorAsync(time, cancellation));
        return command;
    }

    private static async Task<int> DoctorAsync(TimeProvider time, CancellationToken cancellation)
    {
        Console.WriteLine($"headroom {RunManifest.Version}, .NET {Environment.Version}, {Environment.ProcessorCount} processors");
        Console.WriteLine(await PostgresBinaries.FoundAsync(time, cancellation) is { } found
            ? $"PostgreSQL {found.Version} in {found.Folder}"
            : "PostgreSQL: no server programs found; `eng/setup postgres` installs them, and the demo does so by itself");

        var lines = await new JournalSweep(OwnerJournal.DefaultFolder(), LeftDatabase.DropAsync, time).RunAsync(cancellation);
        foreach (var line in lines)
        {
            Console.WriteLine($"{Label(line.Outcome),-8} {line.Text}");
        }

        if (lines.Count == 0)
        {
            Console.WriteLine("nothing was left behind");
        }

        return lines.Any(line => line.Outcome == SweepOutcome.Left) ? ExitCode.CannotTell : ExitCode.Ready;
    }

    private static string Label(SweepOutcome outcome) => outcome switch
    {
        SweepOutcome.Removed => "removed",
        SweepOutcome.AlreadyGone => "gone",
        SweepOutcome.Left => "LEFT",
        _ => "in use",
    };
}
