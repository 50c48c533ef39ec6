using Headroom.Cli.Audits;
using Headroom.Cli.Load;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Cli.Databases;

/// <summary>What a user asks of an audit of a database; all that is wrong with it is said at once.</summary>
internal sealed record DbAuditOptions
{
    private const int LongestWindow = 86_400;

    /// <summary>What to audit.</summary>
    public required DbAuditRequest Request { get; init; }

    /// <summary>The folder of the run, which need not exist.</summary>
    public required string Folder { get; init; }

    /// <summary>From which severity on a finding fails; null: none does.</summary>
    public required Severity? FailOn { get; init; }

    /// <summary>The options and the files that they name.</summary>
    /// <param name="said">The options.</param>
    /// <param name="time">For the name of the folder, where none is asked for.</param>
    /// <exception cref="BadInputException">Any of it cannot be used.</exception>
    public static DbAuditOptions Read(DbAuditArguments said, TimeProvider time)
    {
        var mistakes = new Mistakes();
        var connection = mistakes.Try(() => ConnectionText.Read("--postgres", said.Postgres));
        var workload = said.Workload is { } file ? mistakes.Try(() => WorkloadFile.Read(file)) : null;
        var clone = said.CloneMode is "auto" or "never"
            ? null
            : mistakes.Try(() => ConnectionText.Read("--clone", said.CloneMode, "auto, never"));
        if (said.Window is < 0 or > LongestWindow)
        {
            mistakes.Add($"--window: {said.Window}; expected seconds from 0 to {LongestWindow}");
        }

        mistakes.Add(said.Logs.Where(static log => !File.Exists(log)).Select(static log => $"--log {log}: no such file"));
        var console = said.PoolConsole is { } pools ? mistakes.Try(() => ConnectionText.Read("--pgbouncer", pools)) : null;
        var failOn = SeverityOf(said.FailOn, mistakes);
        var folder = mistakes.Try(() => RunIds.FolderFor(said.Out, $"db-{(connection is null ? "" : NameOf(connection))}", time));
        mistakes.ThrowIfAny();
        return new DbAuditOptions
        {
            Request = new DbAuditRequest(PlanOf(connection!, said), connection!, workload, clone, said.Logs, console),
            Folder = folder!,
            FailOn = failOn,
        };
    }

    private static Plan PlanOf(string connection, DbAuditArguments said)
    {
        var server = new NpgsqlConnectionStringBuilder(connection);
        var database = NameOf(connection);
        var host = server.Host is { Length: > 0 } named && !ConnectionText.IsSocket(named) ? named : "localhost";
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
                Workload = said.Workload,
                Window = TimeSpan.FromSeconds(said.Window),
                Clones = said.CloneMode is "auto" or "never" ? said.CloneMode : "given",
            },
            Probes = new ProbePlan { Growth = said.Growth },
        };
    }

    // As the server understands it: the database is called like its user, unless the connection says otherwise.
    private static string NameOf(string connection)
    {
        var server = new NpgsqlConnectionStringBuilder(connection);
        return server.Database ?? server.Username ?? "postgres";
    }

    private static Severity? SeverityOf(string? text, Mistakes mistakes)
    {
        Severity? severity = text?.ToLowerInvariant() switch
        {
            "low" => Severity.Low,
            "medium" => Severity.Medium,
            "high" => Severity.High,
            "critical" => Severity.Critical,
            _ => null,
        };
        if (text is not null && severity is null)
        {
            mistakes.Add($"--fail-on: {text}; expected low, medium, high or critical");
        }

        return severity;
    }
}
