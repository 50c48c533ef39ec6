using System.Globalization;
using System.Text.RegularExpressions;
using Headroom.Cli.Audits;
using Headroom.Cli.Compare;
using Headroom.Cli.Load;
using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Contracts;
using Headroom.Experiments.Processes;
using Headroom.Load;
using Headroom.Load.Protocols;
using Headroom.Load.Scenarios;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Cli.Prove;

/// <summary>
/// Reads how a remedy of code or settings is tried: the service as the plan has it, and the service with the remedy on a port of its own.
/// </summary>
internal sealed class RemedyOptions(ProveArguments arguments, AuditRequest audit, RunFolder folder, Mistakes mistakes)
{
    private const double Effect = 0.1;

    private static readonly Ratio s_quantile = new(0.95);

    /// <summary>No command is so long that its addresses take this time to find.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private ServicePlan Service => audit.Plan.Service;

    /// <summary>The two arms, or null when there are mistakes.</summary>
    /// <param name="kinds">What the finding's probes leave; empty for a finding of no probe.</param>
    /// <param name="budget">The most time that the pairs may take.</param>
    /// <param name="seed">The seed.</param>
    public ProveWay.Arms? Read(IReadOnlyList<string> kinds, TimeSpan budget, ulong seed)
    {
        var load = LoadOf();
        var environment = EnvironmentOf();
        if (!Service.Url.IsLoopback)
        {
            mistakes.Add(
                $"{Service.Url.Authority} is not this machine; expected a service on loopback, since the remedy is started beside it");
        }

        if (arguments.RemedyCommand is null && Service.Start is null)
        {
            mistakes.Add(
                $"the plan has no command that starts {Service.Name}; "
                    + "expected --remedy-command CMD, which gets PORT and URL in its environment");
        }

        if (arguments.CloneMode is not null || arguments.Pairs is not null || arguments.Postgres is not null)
        {
            mistakes.Add(
                "--clone, --pairs, --postgres: a remedy of code or settings is tried under load, in as many pairs as the noise asks for; "
                + "expected none of them");
        }

        if (mistakes.Any || load is null)
        {
            return null;
        }

        var url = new UriBuilder(Service.Url) { Port = FreePort.Next() }.Uri;
        var remedied = RemediedAt(url, environment);
        var started = Service.Start is null
            ? null
            : ServiceStarts.Of(audit, folder, ServiceStarts.Direct(Service), $"{Service.Name}-as-it-is.log");
        return new ProveWay.Arms(
            new ArmRequest { Name = "A", Url = Service.Url, Start = started, Postgres = Service.Postgres },
            new ArmRequest
            {
                Name = "B",
                Url = url,
                Start = StartOf(remedied, environment),
                Revision = arguments.RemedyRevision,
                Postgres = Service.Postgres,
            },
            Told(environment.Keys),
            BlockOptions.RequestOf(load, s_quantile, Effect, budget, seed))
        {
            Test = Service.Test is { } test
                ? new TestCommand { Command = test, Name = Service.PlaceOf("test"), WorkingDirectory = audit.BaseFolder }
                : null,
            Probes = ProbeOf(kinds, remedied),
        };
    }

    // Where the plan lacks what a probe needs, or it needs a clone, the load decides alone.
    private static ProveWay.Probe? ProbeOf(IReadOnlyList<string> kinds, AuditRequest remedied) =>
        kinds.Count == 0 || kinds.Any(kind => kind == GrowthProbe.Kind || ProbeKinds.Missing(kind, remedied.Plan) is not null)
            ? null
            : new ProveWay.Probe(
                remedied with { Plan = remedied.Plan with { Probes = ProbeKinds.Only(kinds, remedied.Plan.Probes) } }, kinds, Source: null);

    private LoadPlan? LoadOf()
    {
        var rate = mistakes.Rate("--rate", arguments.Rate, Ceilings.Rate);
        var plan = arguments.Scenario is { } path ? LoadSource.Read(path, mistakes)?.Plan : audit.Plan.Load;
        if (plan is null)
        {
            if (arguments.Scenario is null)
            {
                mistakes.Add("the plan names no load; expected --scenario FILE with constant arrival rates");
            }

            return null;
        }

        if (TargetGuard.Refusal(Service.Url, audit.Plan.AllowedTargets) is { } forbidden)
        {
            mistakes.Add(forbidden);
        }

        var load = new LoadOverrides(rate, null, null, null).Apply(plan, mistakes);
        if ((BlockLoad.Refusal(load) ?? ProtocolSupport.Missing(Service.Url, load)) is { } refusal)
        {
            mistakes.Add(
                $"{arguments.Scenario ?? "the plan's load"}: "
                    + $"{refusal}{(arguments.Scenario is null ? "; --scenario FILE takes another load" : "")}");
        }

        return load;
    }

    private SortedDictionary<string, string> EnvironmentOf()
    {
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in arguments.RemedyEnvironment)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                mistakes.Add($"--remedy-env {pair}: expected NAME=VALUE");
                continue;
            }

            environment[pair[..at]] = pair[(at + 1)..];
        }

        return environment;
    }

    // The plan with the remedy in it. Where its own command or environment names the service's address, the remedy gets its own.
    private AuditRequest RemediedAt(Uri url, SortedDictionary<string, string> remedy)
    {
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["PORT"] = url.Port.ToString(CultureInfo.InvariantCulture),
            ["URL"] = url.GetLeftPart(UriPartial.Authority),
        };
        foreach (var (name, value) in Service.Environment.Where(pair => !environment.ContainsKey(pair.Key)).ToList())
        {
            environment[name] = Moved(value, url);
        }

        foreach (var (name, value) in remedy)
        {
            environment[name] = value;
        }

        var command = arguments.RemedyCommand ?? Moved(Service.Start!, url);
        return audit with
        {
            Plan = audit.Plan with { Service = Service with { Url = url, Start = command, Environment = environment } },
        };
    }

    // The names of its variables tell the arm from the service as it is; their values are nobody's.
    private ServiceStart StartOf(AuditRequest remedied, SortedDictionary<string, string> remedy)
    {
        var start = ServiceStarts.Of(remedied, folder, ServiceStarts.Direct(Service), $"{Service.Name}-with-remedy.log");
        var name = arguments.RemedyCommand is null ? start.Name : "--remedy-command";
        return start with { Name = remedy.Count == 0 ? name : $"{name}, environment {string.Join(", ", remedy.Keys)}" };
    }

    // Whole addresses: 127.0.0.1:5080 is no part of 127.0.0.1:50801. Without its port an address may be anybody's.
    private string Moved(string text, Uri to)
    {
        if (Service.Url.IsDefaultPort)
        {
            return text;
        }

        // The letter of an option may stand before a number (-b127.0.0.1:5080), but not before a name.
        var before = Service.Url.HostNameType == UriHostNameType.Dns ? @"[\w.-]" : @"[\d.]";
        var whole = $@"(?<!{before}){Regex.Escape(Service.Url.Authority)}(?!\d)";
        return Regex.Replace(text, whole, to.Authority, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, s_patience);
    }

    private string Told(IEnumerable<string> names) => string.Join(", ", new[]
    {
        arguments.RemedyCommand is null ? null : "another command",
        arguments.RemedyEnvironment.Count == 0 ? null : $"environment {string.Join(", ", names)}",
        arguments.RemedyRevision is { } revision ? $"git {revision}" : null,
    }.OfType<string>());
}
