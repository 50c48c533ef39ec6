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
        var scenario = Text("--scenario", "FILE", "scenario with constant arrival rates; without it each address is requested as it is");
        var rate = Text("--rate", "R", "requests a second to each arm in its turn, such as 300 [default: 200, or the scenario's]");
        var quantile = Text("--quantile", "Q", "what decides: p50, p95 or p99 of the latency [default: p95]");
        var effect = Text("--effect", "PERCENT", "change that must not be missed [default: 10%]");
        var budget = Text("--budget", "D", "most time that the pairs may take, besides the pilot of 45 s or more [default: 10m]");
        var start = Text("--start", "CMD", "command that starts each arm, with PORT and URL of the arm in its environment");
        var startA = Text("--start-a", "CMD", "the same of A alone");
        var startB = Text("--start-b", "CMD", "the same of B alone");
        var environmentA = Texts("--env-a", "'NAME=VALUE'", "environment of A's command; may be given again");
        var environmentB = Texts("--env-b", "'NAME=VALUE'", "environment of B's command; may be given again");
        var health = Text("--health", "PATH", "path that answers 2xx when a started arm is ready [default: /health]");
        var postgresA = Text("--postgres-a", "CONN", "database of A, whose statements are counted");
        var postgresB = Text("--postgres-b", "CONN", "database of B, whose statements are counted");
        var allow = Texts("--allow", "HOST", "host besides loopback that load may go to, as host or host:port; may be given again");
        var seed = Text("--seed", "N", "seed of all chance [default: 1]");
        var json = Options.Json();
        var output = Options.Out();
        var command = new Command("compare", "Hold two services against each other under the same load, in interleaved blocks")
        {
            a, b, scenario, rate, quantile, effect, budget, start, startA, startB, environmentA, environmentB, health, postgresA, postgresB, allow, seed, output, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var arguments = new CompareArguments
            {
                A = new ArmArguments("A", parsed.GetValue(a)!, parsed.GetValue(startA) ?? parsed.GetValue(start), parsed.GetValue(environmentA) ?? [], parsed.GetValue(postgresA)),
                B = new ArmArguments("B", parsed.GetValue(b)!, parsed.GetValue(startB) ?? parsed.GetValue(start), parsed.GetValue(environmentB) ?? [], parsed.GetValue(postgresB)),
                Scenario = parsed.GetValue(scenario),
                Rate = parsed.GetValue(rate),
                Quantile = parsed.GetValue(quantile),
                Effect = parsed.GetValue(effect),
                Budget = parsed.GetValue(budget),
                Health = parsed.GetValue(health),
                Allow = parsed.GetValue(allow) ?? [],
                Seed = parsed.GetValue(seed),
                Out = parsed.GetValue(output),
                Json = parsed.GetValue(json),
            };
            var request = CompareRequestReader.Read(arguments);
            using var interruption = new Interruption();
            return await new CompareSession(request, time).RunAsync(interruption.Token);
        });
        return command;
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    private static Option<string[]?> Texts(string name, string value, string description) => new(name) { Description = description, HelpName = value };
}
