using System.CommandLine;
using Headroom.Cli.Audits;
using Headroom.Cli.Databases;
using Headroom.Cli.Output;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Cli.Commands;

/// <summary>
/// <c>headroom db audit</c>: audits a PostgreSQL database by itself, and tries every index that it recommends on a clone.
/// </summary>
internal static class DbAuditCommand
{
    private const int DefaultWindow = 30;

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
            DefaultValueFactory = _ => DefaultWindow,
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
            var connection = ConnectionText.Read("--postgres", parsed.GetValue(postgres)!);
            var mode = parsed.GetValue(clone)!;
            string[] missing =
            [
                .. (parsed.GetValue(log) ?? []).Where(file => !File.Exists(file)).Select(file => $"--log {file}: no such file"),
            ];
            if (missing.Length > 0)
            {
                throw new BadInputException(missing);
            }

            var plan = PlanOf(connection, parsed.GetValue(workload), mode, parsed.GetValue(window)) with
            {
                Probes = new ProbePlan { Growth = parsed.GetValue(growth) },
            };
            var request = new DbAuditRequest(
                plan, connection, parsed.GetValue(workload) is { } file ? WorkloadFile.Read(file) : null,
                mode is "auto" or "never" ? null : ConnectionText.Read("--clone", mode, "auto, never"), parsed.GetValue(log) ?? [],
                parsed.GetValue(pools) is { } console ? ConnectionText.Read("--pgbouncer", console) : null);
            return await AuditAsync(
                request, SeverityOf(parsed.GetValue(failOn)), parsed.GetValue(output), parsed.GetValue(json), time, interruption.Token);
        });
        return command;
    }

    private static async Task<int> AuditAsync(
        DbAuditRequest request, Severity? failOn, string? output, bool json, TimeProvider time, CancellationToken stop)
    {
        var folder = RunIds.FolderFor(output, $"db-{request.Plan.Service.Name}", time);
        using var journal = OwnerJournal.Open(OwnerJournal.DefaultFolder(), ProcessStamp.Own());
        var terminal = new Terminal(json, time);
        var result = await DbAuditSession.RunAsync(request, folder, journal, terminal.Progress, time, stop);
        terminal.Finish(result, folder);
        var code = ExitCode.OfDatabase(result, failOn);
        if (failOn is { } least)
        {
            await (json ? Console.Error : Console.Out).WriteLineAsync(GateLine.Of(result, least, code));
        }

        return code;
    }

    private static Plan PlanOf(string connection, string? workload, string clone, int window)
    {
        if (window is < 0 or > 86_400)
        {
            throw new BadInputException($"--window: {window}; expected seconds from 0 to 86400");
        }

        var server = new NpgsqlConnectionStringBuilder(connection);
        var database = server.Database ?? server.Username ?? "postgres";
        var host = server.Host is { Length: > 0 } named && !named.Contains(',', StringComparison.Ordinal) && !named.StartsWith('/')
            ? named
            : "localhost";
        return new Plan
        {
            Service = new ServicePlan
            {
                Name = database,
                Url = new UriBuilder("postgres", host, server.Port, Uri.EscapeDataString(database)).Uri,
                Postgres = connection,
            },
            Database = new DatabasePlan
            {
                Workload = workload,
                Window = TimeSpan.FromSeconds(window),
                Clones = clone is "auto" or "never" ? clone : "given",
            },
        };
    }

    private static Severity? SeverityOf(string? text) => text?.ToLowerInvariant() switch
    {
        null => null,
        "low" => Severity.Low,
        "medium" => Severity.Medium,
        "high" => Severity.High,
        "critical" => Severity.Critical,
        _ => throw new BadInputException($"--fail-on: {text}; expected low, medium, high or critical"),
    };
}
