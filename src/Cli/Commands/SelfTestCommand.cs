using System.CommandLine;
using Headroom.Cli.SelfTest;
using Headroom.Experiments.SelfTests;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom selftest</c>: how often the experiments decide rightly on this machine.</summary>
internal static class SelfTestCommand
{
    private const int Decisions = 300, Others = 20, Saturated = 10, Most = 100_000;

    public static Command Create(TimeProvider time)
    {
        var decisions = Count("--decisions", "decisions between equal arms, blocks of 0.5 s", Decisions);
        var full = Count("--full-length", "decisions between equal arms, blocks of 2 s", Others);
        var detections = Count("--detections", "decisions with an arm that is 10 % slower", Others);
        var saturated = Count("--saturated", "decisions on a saturated machine", Saturated);
        var only = Options.Texts(
            "--only", "NAME", "beginning of a case's name: \"trap\", \"10 %\", \"saturated\", \"equal arms\"; may be given again");
        var seed = new Option<ulong>("--seed") { Description = "seed of all chance", HelpName = "N", DefaultValueFactory = static _ => 1 };
        var json = Options.Json();
        var output = Options.Out();
        var command = new Command(
            "selftest", "Show how often the experiments decide rightly on this machine (hours; --decisions makes it shorter)")
        {
            decisions, full, detections, saturated, only, seed, output, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            var request = new SelfTestRequest
            {
                Decisions = parsed.GetValue(decisions),
                FullLength = parsed.GetValue(full),
                Detections = parsed.GetValue(detections),
                Saturated = parsed.GetValue(saturated),
                Only = parsed.GetValue(only) ?? [],
                Seed = parsed.GetValue(seed),
                Out = parsed.GetValue(output),
                Json = parsed.GetValue(json),
            };
            CheckCases(request);
            using var interruption = new Interruption(time);
            return await new SelfTestSession(request, time).RunAsync(interruption.Token);
        });
        return command;
    }

    /// <summary>A self-test without a case would pass: each name that is asked for has one, and one of them has decisions.</summary>
    /// <exception cref="BadInputException">It is not so.</exception>
    internal static void CheckCases(SelfTestRequest request)
    {
        var cases = SelfTestCases.Of(request, TimeSpan.Zero);
        if (request.Only.FirstOrDefault(name => !cases.Any(one => IsOf(one, name))) is { } unknown)
        {
            var names = string.Join(", ", cases.Select(static one => $"'{one.Name}'"));
            throw new BadInputException($"--only {unknown}: no case begins so; expected the beginning of one of {names}");
        }

        if (!cases.Any(one => one.Decisions > 0 && (request.Only.Count == 0 || request.Only.Any(name => IsOf(one, name)))))
        {
            throw new BadInputException("no case is left to run; expected a count above 0 of one that --only names");
        }

        static bool IsOf(SelfTestPlan one, string name) => one.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The process of the reference server; the self-test starts it.</summary>
    public static Command CreateServer(TimeProvider time)
    {
        var arms = Options.Texts("--arm", "PORT:NAME=VALUE,...", "a port, and how it answers there; may be given again");
        var busy = new Option<int>("--busy-loops") { Description = "threads that keep processors busy" };
        var command = new Command("selftest-server", "Serve what the self-test measures") { arms, busy };
        command.Hidden = true;
        command.SetAction(async (parsed, _) =>
        {
            using var interruption = new Interruption(time);
            await ReferenceServer.RunAsync(
                [.. (parsed.GetValue(arms) ?? []).Select(ReferenceArm.Parse)], parsed.GetValue(busy), interruption.Token);
            return ExitCode.Ready;
        });
        return command;
    }

    private static Option<int> Count(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > Most)
            {
                result.AddError($"{name}: expected 0 to {Most}");
            }
        });
        return option;
    }
}
