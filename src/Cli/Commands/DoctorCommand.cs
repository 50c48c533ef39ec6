using System.CommandLine;
using Headroom.Cli.Audits;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;

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
        Console.WriteLine($"headroom {Manifests.Version}, .NET {Environment.Version}, {Environment.ProcessorCount} processors");
        Console.WriteLine(await PostgresAsync(time, cancellation));

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

    private static async Task<string> PostgresAsync(TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            var found = await PostgresBinaries.FindAsync(setup: null, _ => { }, time, cancellation);
            return $"PostgreSQL {found.Version} in {found.Folder}";
        }
        catch (StartFailedException e)
        {
            return e.Message;
        }
    }

    private static string Label(SweepOutcome outcome) => outcome switch
    {
        SweepOutcome.Removed => "removed",
        SweepOutcome.AlreadyGone => "gone",
        SweepOutcome.Left => "LEFT",
        _ => "in use",
    };
}
