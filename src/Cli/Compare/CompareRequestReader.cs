using System.Globalization;
using Headroom.Cli.Load;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Contracts;
using Headroom.Experiments.Processes;
using Headroom.Load;
using Headroom.Load.Protocols;
using Headroom.Load.Scenarios;
using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Cli.Compare;

/// <summary>Reads the command line of <c>headroom compare</c>, whole or not at all.</summary>
internal sealed class CompareRequestReader(CompareArguments arguments, ComparePlan? plan)
{
    private const int Connections = 64;
    private const double LeastEffect = 0.01, MostEffect = 1;

    private static readonly PerSecond s_rate = new(200);

    private readonly Mistakes _mistakes = new();

    /// <summary>The comparison that is asked for.</summary>
    /// <exception cref="BadInputException">There are mistakes: all of them.</exception>
    public static CompareRequest Read(CompareArguments arguments) => ComparePlan.Read(arguments.Config) is { } found
        ? new CompareRequestReader(found.Complete(arguments), found).Read()
        : new CompareRequestReader(arguments, null).Read();

    private CompareRequest Read()
    {
        var (a, b) = (LoadSource.Address("A", arguments.A.Url, _mistakes), LoadSource.Address("B", arguments.B.Url, _mistakes));
        var rate = _mistakes.Rate("--rate", arguments.Rate, Ceilings.Rate);
        var file = arguments.Scenario is { } path ? LoadSource.Read(path, _mistakes) : null;
        string[] allowed = [.. file?.Allowed ?? [], .. arguments.Allow];
        CheckAddresses(a, b, allowed);
        var load = (file?.Plan ?? Planned) is { } scenario ? new LoadOverrides(rate, null, null, null).Apply(scenario, _mistakes)
            : a is null ? null
            : PlanOf(a, rate ?? s_rate);
        if (load is not null && (BlockLoad.Refusal(load) ?? (a is null ? null : ProtocolSupport.Missing(a, load))) is { } refusal)
        {
            _mistakes.Add($"{arguments.Scenario ?? (Planned is null ? "the load" : $"{plan!.Path}: load")}: {refusal}");
        }

        var quantile = Quantile();
        var effect = Effect();
        var budget = BlockOptions.Budget(arguments.Budget, _mistakes);
        var seed = _mistakes.Seed("--seed", arguments.Seed) ?? plan?.Plan.Seed ?? 1;
        var (clones, armA, armB) = new CloneReader(arguments, plan?.Plan.Service, _mistakes)
            .Read(Arm(arguments.A, a, load), Arm(arguments.B, b, load));
        _mistakes.ThrowIfAny();
        var request = BlockOptions.RequestOf(load!, quantile, effect, budget, seed);
        return new CompareRequest(armA!, armB!, request, allowed, arguments.Out, arguments.Json) { Clones = clones, Test = Test() };
    }

    // A scenario's requests have their paths themselves; without one each address is requested as it is.
    private bool HasScenario => arguments.Scenario is not null || Planned is not null;

    private LoadPlan? Planned => arguments.Scenario is null ? plan?.Plan.Load : null;

    private TestCommand? Test()
    {
        if (arguments.Test is not { } command)
        {
            return null;
        }

        var isOfPlan = plan is not null && command == plan.Plan.Service.Test;
        return new TestCommand
        {
            Command = command,
            Name = isOfPlan ? plan!.Plan.Service.PlaceOf("test") : command,
            WorkingDirectory = FolderOf(isOfPlan),
        };
    }

    private string FolderOf(bool isOfPlan) => isOfPlan ? plan!.Folder : Directory.GetCurrentDirectory();

    private void CheckAddresses(Uri? a, Uri? b, IReadOnlyList<string> allowed)
    {
        foreach (var address in (Uri?[])[a, b])
        {
            if (address is not null && TargetGuard.Refusal(address, allowed) is { } refusal)
            {
                _mistakes.Add($"{refusal}, or --allow {address.IdnHost} does");
            }
        }

        if (a is null || b is null)
        {
            return;
        }

        if (HasScenario && (a.Query + b.Query + a.Fragment + b.Fragment).Length > 0)
        {
            _mistakes.Add("A and B: a query with a scenario; expected addresses without one, the scenario's requests have their own");
        }

        if (!HasScenario && a.PathAndQuery != b.PathAndQuery)
        {
            _mistakes.Add($"A and B: {a.PathAndQuery} and {b.PathAndQuery}; expected the same path, since both arms get the same requests");
        }

        var isOnePlace = PlaceOf(a) == PlaceOf(b);
        if (isOnePlace && a.PathAndQuery == b.PathAndQuery && arguments.A.Start is null && arguments.B.Start is null)
        {
            _mistakes.Add(
                $"A and B are the same, {a}{(a == b ? "" : $" and {b}")}; expected two services; on one machine "
                    + "each has a port of its own");
        }

        if (arguments.A.Start is { } start
            && start == arguments.B.Start
            && arguments.A.Revision == arguments.B.Revision
            && arguments.Remedy is null
            && arguments.A.Environment.Order(StringComparer.Ordinal).SequenceEqual(arguments.B.Environment.Order(StringComparer.Ordinal)))
        {
            _mistakes.Add(
                $"A and B are both `{arguments.A.StartName ?? start}` in the same environment; "
                + "expected two commands, --env-a and --env-b, --revision-a and --revision-b, or a --remedy");
        }

        if (isOnePlace && (arguments.A.Start is not null || arguments.B.Start is not null))
        {
            var started = arguments.A.Start is null ? "B is" : arguments.B.Start is null ? "A is" : "each is";
            _mistakes.Add($"A and B: both are at {a.Authority}, and {started} started there; expected two ports, since both run at once");
        }
    }

    // The names of this machine are one place: who listens at a port of one of them is reached by the others, too.
    private static string PlaceOf(Uri address) => $"{(address.Host is "localhost" or "[::1]" ? "127.0.0.1" : address.Host)}:{address.Port}";

    private static LoadPlan PlanOf(Uri address, PerSecond rate) =>
        LoadSource.PlanOf(address, "GET", null, new Executor.ConstantArrivalRate(rate, TimeSpan.FromSeconds(1), Connections));

    private Ratio Quantile()
    {
        switch (arguments.Quantile)
        {
            case null or "p95": return new Ratio(0.95);
            case "p50": return new Ratio(0.5);
            case "p99": return new Ratio(0.99);
            default:
                _mistakes.Add($"--quantile {arguments.Quantile}: expected p50, p95 or p99");
                return new Ratio(0.95);
        }
    }

    private double Effect()
    {
        if (arguments.Effect is not { } text)
        {
            return 0.1;
        }

        if (text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent / 100 is >= LeastEffect and <= MostEffect)
        {
            return percent / 100;
        }

        _mistakes.Add($"--effect {text}: expected a percentage from 1% to 100%");
        return 0.1;
    }

    private ArmRequest? Arm(ArmArguments arm, Uri? url, LoadPlan? load)
    {
        var environment = new SortedDictionary<string, string>(plan?.Environment.ToDictionary() ?? [], StringComparer.Ordinal);
        if (url is not null)
        {
            environment["PORT"] = url.Port.ToString(CultureInfo.InvariantCulture);
            environment["URL"] = url.GetLeftPart(UriPartial.Authority);
        }

        foreach (var pair in arm.Environment)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                _mistakes.Add($"--env-{arm.Name.ToLowerInvariant()} {pair}: expected NAME=VALUE");
                continue;
            }

            environment[pair[..at]] = pair[(at + 1)..];
        }

        if (arm.Start is null && arm.Environment.Count > 0)
        {
            _mistakes.Add(
                $"--env-{arm.Name.ToLowerInvariant()}: there is nothing to start; "
                    + $"expected it with --start or --start-{arm.Name.ToLowerInvariant()}");
        }

        if (arm.Start is null && arm.Revision is not null)
        {
            _mistakes.Add(
                $"--revision-{arm.Name.ToLowerInvariant()}: there is nothing to start; "
                    + $"expected it with --start or --start-{arm.Name.ToLowerInvariant()}");
        }

        if (arm.Start is not null && url is { IsLoopback: false })
        {
            _mistakes.Add($"{arm.Name}: {url.Authority} is not this machine; expected a loopback address with a command that starts it");
        }

        return url is null ? null : new ArmRequest
        {
            Name = arm.Name,
            Url = HasScenario ? url : new Uri(url.GetLeftPart(UriPartial.Authority)),
            Start = arm.Start is { } command
                ? StartOf(command, arm, url, environment) with { VerifyCertificate = load?.VerifyCertificate != false }
                : null,
            Revision = arm.Revision,
            Postgres = arm.Postgres is { } postgres
                ? Databases.ConnectionText.Read($"--postgres-{arm.Name.ToLowerInvariant()}", postgres)
                : null,
        };
    }

    private ServiceStart StartOf(string command, ArmArguments arm, Uri url, SortedDictionary<string, string> environment)
    {
        if (arguments.Health is { } path && !path.StartsWith('/'))
        {
            _mistakes.Add($"--health {path}: expected a path such as /health");
        }

        return new ServiceStart
        {
            Command = command,
            Name = arm.StartName ?? command,
            Health = ServicePlan.HealthAddressOf(url, arguments.Health is ['/', ..] health ? health : "/health"),
            WorkingDirectory = FolderOf(arm.StartName is not null),
            LogPath = $"arm-{arm.Name.ToLowerInvariant()}.log",
            Environment = environment,
        };
    }
}
