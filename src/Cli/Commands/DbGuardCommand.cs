using System.CommandLine;
using Headroom.Cli.Databases;

namespace Headroom.Cli.Commands;

/// <summary>
/// <c>headroom db guard</c>: fails a change after which a statement newly scans a large table, or takes many more buffers than its
/// baseline.
/// </summary>
internal static class DbGuardCommand
{
    public static Command Create(TimeProvider time)
    {
        var postgres = new Option<string>("--postgres")
        {
            Description = "the database: Host=...;Database=...;Username=... or postgres://user@host/database",
            HelpName = "CONN",
            Required = true,
        };
        var workload = new Option<string>("--workload") { Description = "the statements with values", HelpName = "FILE", Required = true };
        var baseline = new Option<string>("--baseline")
        {
            Description = "what they did when it was good (JSON, committed)",
            HelpName = "FILE",
            Required = true,
        };
        var update = new Option<bool>("--update") { Description = "write the baseline instead of comparing with it" };
        var clone = new Option<string>("--clone")
        {
            Description = "where statements run: auto (a clone on the same server, if it is loopback), "
                + "never (the database itself, where it is a disposable one; writes are only planned), or a "
                + "database to clone wherever it is",
            HelpName = "auto|never|CONN",
            DefaultValueFactory = _ => "auto",
        };
        var waivers = new Option<string?>("--waivers") { Description = "what is accepted for a time (YAML)", HelpName = "FILE" };
        var factor = Options.Text("--factor", "N", "fail above this many times the baseline's buffers a call [default: 1.5]");
        var least = Options.Text("--least-buffers", "N", "... if it is at least so many buffers more [default: 100]");
        var large = Options.Text(
            "--large-rows", "N", "a table with more rows is large [default: 1,000 pages, or more than 10,000 rows]");
        var format = new Option<string>("--format")
        {
            Description = "github: workflow annotations, too",
            HelpName = "text|github",
            DefaultValueFactory = _ => "text",
        };
        var junit = new Option<string?>("--junit") { Description = "write JUnit XML", HelpName = "FILE" };
        var json = Options.Json();
        var command = new Command("guard", "Fail a change whose statements newly scan a large table or take many more buffers")
        {
            postgres, workload, baseline, update, clone, waivers, factor, least, large, format, junit, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption(time);
            var options = GuardOptions.Read(new GuardArguments
            {
                Postgres = parsed.GetValue(postgres)!,
                Workload = parsed.GetValue(workload)!,
                Baseline = parsed.GetValue(baseline)!,
                CloneMode = parsed.GetValue(clone)!,
                Update = parsed.GetValue(update),
                Waivers = parsed.GetValue(waivers),
                Factor = parsed.GetValue(factor),
                LeastBuffers = parsed.GetValue(least),
                LargeRows = parsed.GetValue(large),
                Format = parsed.GetValue(format)!,
                Junit = parsed.GetValue(junit),
                Json = parsed.GetValue(json),
            });
            return await GuardSession.RunAsync(options, time, interruption.Token);
        });
        return command;
    }
}
