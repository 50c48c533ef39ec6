using System.CommandLine;
using Headroom.Cli.Databases;
using Headroom.Cli.Output;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;

namespace Headroom.Cli.Commands;

/// <summary>
/// <c>headroom db audit</c>: audits a PostgreSQL database by itself, and tries every index that it recommends on a clone.
/// </summary>
internal static class DbAuditCommand
{
    public static Command Create(TimeProvider time)
    {
        var postgres = new Option<string>("--postgres")
        {
            Description = "the database: Host=...;Database=...;Username=... or postgres://user@host/database",
            HelpName = "CONN",
            Required = true,
        };
        var workload = Options.Text("--workload", "FILE", "statements with calls an hour and values; they run on a clone only");
        var clone = new Option<string>("--clone")
        {
            Description = "where remedies are tried: auto (on the same server, if it is loopback), never, or a clone that you made",
            HelpName = "auto|never|CONN",
            DefaultValueFactory = _ => "auto",
        };
        var window = new Option<int>("--window")
        {
            Description = "seconds for which the database is watched; 0: since its statistics were reset",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => DbAuditArguments.DefaultWindow,
        };
        var log = new Option<string[]>("--log")
        {
            Description = "files of the server's log: real values, lock waits, errors",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        var pools = Options.Text("--pgbouncer", "CONN", "the admin console of a PgBouncer before the database");
        var growth = Options.Flag(
            "--growth",
            "execute the statements with a tenth, three tenths and all of the rows, on a clone: what breaks when the data grows");
        var failOn = Options.Text(
            "--fail-on", "SEVERITY",
            "exit 1 when there is a finding of this severity or above (low, medium, high, critical), "
                + "3 when statements or the search for indexes could not run");
        var output = Options.Out();
        var json = Options.Json();
        var command = new Command("audit", "Audit a PostgreSQL database; every index that is recommended was measured on a clone")
        {
            postgres, workload, clone, window, log, pools, growth, failOn, output, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption(time);
            var options = DbAuditOptions.Read(
                new DbAuditArguments
                {
                    Postgres = parsed.GetValue(postgres)!,
                    Workload = parsed.GetValue(workload),
                    CloneMode = parsed.GetValue(clone)!,
                    Window = parsed.GetValue(window),
                    Logs = parsed.GetValue(log) ?? [],
                    PoolConsole = parsed.GetValue(pools),
                    Growth = parsed.GetValue(growth),
                    FailOn = parsed.GetValue(failOn),
                    Out = parsed.GetValue(output),
                },
                time);
            return await AuditAsync(options, parsed.GetValue(json), time, interruption.Token);
        });
        return command;
    }

    private static async Task<int> AuditAsync(DbAuditOptions options, bool json, TimeProvider time, CancellationToken stop)
    {
        using var journal = OwnerJournal.Open(OwnerJournal.DefaultFolder(), ProcessStamp.Own());
        var terminal = new Terminal(json, time);
        var result = await DbAuditSession.RunAsync(options.Request, options.Folder, journal, terminal.Progress, time, stop);
        terminal.Finish(result, options.Folder, plan: null);
        var code = ExitCode.OfDatabase(result, options.FailOn);
        if (options.FailOn is { } least)
        {
            await (json ? Console.Error : Console.Out).WriteLineAsync(GateLine.Of(result, least, code));
        }

        return code;
    }
}
