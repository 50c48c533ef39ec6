using System.CommandLine;
using Headroom.Cli.Compare;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom compare</c>: holds two running services against each other under the same load.</summary>
internal static class CompareCommand
{
    public static Command Create(TimeProvider time)
    {
        var a = new Argument<string>("A") { Description = "address of the base", HelpName = "A" };
        var b = new Argument<string>("B") { Description = "address of what is held against it", HelpName = "B" };
        var config = new Option<string?>("--config", "-c")
        {
            Description = "plan whose service, load and test command are used where no option says otherwise",
            HelpName = "FILE",
        };
        var scenario = Options.Text(
            "--scenario", "FILE", "load plan with constant arrival rates; without it each address is requested as it is");
        var rate = Options.Text(
            "--rate", "R", "iterations a second on each arm in its turn, such as 300 [default: 200, or the scenario's]");
        var quantile = Options.Text("--quantile", "Q", "what decides: p50, p95 or p99 of the latency [default: p95]");
        var effect = Options.Text("--effect", "PERCENT", "change that must not be missed [default: 10%]");
        var budget = Options.Text("--budget", "D", "most time that the pairs may take, besides the pilot of 45 s or more [default: 10m]");
        var start = Options.Text("--start", "CMD", "command that starts each arm, with PORT and URL of the arm in its environment");
        var startA = Options.Text("--start-a", "CMD", "the same of A alone");
        var startB = Options.Text("--start-b", "CMD", "the same of B alone");
        var environmentA = Options.Texts("--env-a", "'NAME=VALUE'", "environment of A's command; may be given again");
        var environmentB = Options.Texts("--env-b", "'NAME=VALUE'", "environment of B's command; may be given again");
        var revisionA = Options.Text(
            "--revision-a", "REV", "git revision whose files A's command is started among [default: the present folder]");
        var revisionB = Options.Text("--revision-b", "REV", "the same for B");
        var health = Options.Text("--health", "PATH", "path that answers 2xx when a started arm is ready [default: /health]");
        var postgresA = Options.Text("--postgres-a", "CONN", "database of A, whose statements are counted");
        var postgresB = Options.Text("--postgres-b", "CONN", "database of B, whose statements are counted");
        var postgres = Options.Text("--postgres", "CONN", "database of which each arm gets a clone of its own");
        var variable = Options.Text(
            "--postgres-env", "NAME", $"environment variable in which the commands get it [default: {CloneReader.UsualVariable}]");
        var remedy = Options.Text("--remedy", "FILE", "SQL that is applied to the clone of B alone");
        var down = Options.Text("--down", "FILE", "SQL that takes the remedy back, tried in the end");
        var test = Options.Text("--test", "CMD", "the project's own tests, run against each arm (URL, PORT): B must pass when A does");
        var allow = Options.Texts("--allow", "HOST", "host besides loopback that load may go to, as host or host:port; may be given again");
        var seed = Options.Text("--seed", "N", "seed of all chance [default: 1]");
        var json = Options.Json();
        var output = Options.Out();
        var command = new Command("compare", "Hold two services against each other under the same load, in interleaved blocks")
        {
            a, b, config, scenario, rate, quantile, effect, budget, start, startA, startB, environmentA, environmentB, revisionA, revisionB,
            health, postgresA, postgresB, postgres, variable, remedy, down, test, allow, seed, output, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var arguments = new CompareArguments
            {
                A = new ArmArguments(
                    "A", parsed.GetValue(a)!, parsed.GetValue(startA) ?? parsed.GetValue(start), parsed.GetValue(environmentA) ?? [],
                    parsed.GetValue(postgresA), parsed.GetValue(revisionA)),
                B = new ArmArguments(
                    "B", parsed.GetValue(b)!, parsed.GetValue(startB) ?? parsed.GetValue(start), parsed.GetValue(environmentB) ?? [],
                    parsed.GetValue(postgresB), parsed.GetValue(revisionB)),
                Config = parsed.GetValue(config),
                Scenario = parsed.GetValue(scenario),
                Rate = parsed.GetValue(rate),
                Quantile = parsed.GetValue(quantile),
                Effect = parsed.GetValue(effect),
                Budget = parsed.GetValue(budget),
                Health = parsed.GetValue(health),
                Postgres = parsed.GetValue(postgres),
                PostgresVariable = parsed.GetValue(variable),
                Remedy = parsed.GetValue(remedy),
                Down = parsed.GetValue(down),
                Test = parsed.GetValue(test),
                Allow = parsed.GetValue(allow) ?? [],
                Seed = parsed.GetValue(seed),
                Out = parsed.GetValue(output),
                Json = parsed.GetValue(json),
            };
            var request = CompareRequestReader.Read(arguments);
            using var interruption = new Interruption(time);
            return await new CompareSession(request, time).RunAsync(interruption.Token);
        });
        return command;
    }
}
