using System.CommandLine;
using Headroom.Cli.Prove;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom prove FINDING</c>: makes the experiment of one finding of a recorded run, again or for the first time.</summary>
internal static class ProveCommand
{
    public static Command Create(TimeProvider time)
    {
        var finding = new Argument<string>("FINDING")
        {
            Description = "fingerprint, its beginning, or the detector's id where only one finding is meant",
        };
        var run = Options.Text("--run", "DIR", "folder of the run [default: the newest audit below runs/]");
        var config = new Option<string?>("--config", "-c")
        {
            Description = "plan of the audited service: a run holds no passwords and no commands [default: headroom.yaml]",
            HelpName = "FILE",
        };
        var postgres = Options.Text("--postgres", "CONN", "the run's database, as for db audit [default: as the plan has it]");
        var clone = Options.Text(
            "--clone", "auto|CONN",
            "where an index is tried: clones on the same server, if it is loopback, or copies of a clone that you made");
        var pairs = Options.Text(
            "--pairs", "N", "pairs of executions of each statement with and without an index, from 12 to 1,000 [default: 40]");
        var command = Options.Text(
            "--remedy-command", "CMD", "starts the service with a remedy of code or settings, with PORT and URL in its environment");
        var environment = Options.Texts("--remedy-env", "'NAME=VALUE'", "environment of the service with the remedy; may be given again");
        var revision = Options.Text("--remedy-revision", "REV", "git revision whose files the service with the remedy is started among");
        var scenario = Options.Text("--scenario", "FILE", "load of both, with constant arrival rates [default: the plan's]");
        var rate = Options.Text("--rate", "R", "iterations a second on each of both in its turn, such as 300 [default: the load's]");
        var budget = Options.Text("--budget", "D", "most time that the pairs may take [default: 10m]");
        var seed = Options.Text("--seed", "N", "seed of all chance [default: the plan's]");
        var json = Options.Json();
        var prove = new Command("prove", "Try one finding of a recorded run again: its index, its cache, its probe, or your remedy")
        {
            finding, run, config, postgres, clone, pairs, command, environment, revision, scenario, rate, budget, seed, json,
        };
        prove.SetAction(async (parsed, _) =>
        {
            var request = ProveRequestReader.Read(new ProveArguments
            {
                Finding = parsed.GetValue(finding)!,
                Run = parsed.GetValue(run),
                Config = parsed.GetValue(config),
                Postgres = parsed.GetValue(postgres),
                CloneMode = parsed.GetValue(clone),
                Pairs = parsed.GetValue(pairs),
                RemedyCommand = parsed.GetValue(command),
                RemedyEnvironment = parsed.GetValue(environment) ?? [],
                RemedyRevision = parsed.GetValue(revision),
                Scenario = parsed.GetValue(scenario),
                Rate = parsed.GetValue(rate),
                Budget = parsed.GetValue(budget),
                Seed = parsed.GetValue(seed),
                Json = parsed.GetValue(json),
            });
            using var interruption = new Interruption(time);
            return await new ProveSession(request, time).RunAsync(interruption.Token);
        });
        return prove;
    }
}
