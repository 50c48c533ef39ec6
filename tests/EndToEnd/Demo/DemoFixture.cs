using Headroom.Cli.Demo;
using Headroom.Cli.Output;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Xunit;

namespace Headroom.Tests.EndToEnd.Demo;

/// <summary>One private cluster for all tests of the sample, seeded once at the demo's scale.</summary>
public sealed class DemoFixture : IAsyncLifetime
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(14);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("headroom-e2e-").FullName;
    private readonly StringWriter _log = new();
    private OwnerJournal? _journal;
    private DemoRun? _demo;
    private int _audits;

    public async ValueTask InitializeAsync()
    {
        _journal = OwnerJournal.Open(Path.Combine(_folder, "journal"), ProcessStamp.Own()!);
        _demo = await DemoRun.StartAsync(
            ClipperSample.Find(TimeProvider.System), DemoRun.DefaultClips, _journal, new Progress(_log, size: null, TimeProvider.System), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_demo is not null)
        {
            await _demo.DisposeAsync();
        }

        _journal?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Audits the sample with some defects on, the load on some endpoints only (null: all).</summary>
    /// <param name="defects">Their ids, "all" or "none".</param>
    /// <param name="endpoints">Where the load goes; null: everywhere.</param>
    /// <param name="isOurServer">False: the database is audited like somebody else's, without its log and its template.</param>
    /// <param name="isFull">Whether its wires are looked at, too.</param>
    /// <param name="faults">The faults on them, or other probes; null: none. They take the place of all probes of the full plan.</param>
    internal async Task<(AuditResult Result, string Folder)> AuditAsync(
        string defects, IReadOnlyList<string>? endpoints, bool isOurServer = true, bool isFull = false, ProbePlan? faults = null)
    {
        var folder = Path.Combine(_folder, $"{++_audits}-{defects}"); // of its own: evidence of an earlier audit would be judged with this one's
        var request = await _demo!.PrepareAsync(defects, isFull, TestContext.Current.CancellationToken);
        request = request with { Plan = Shortened(request.Plan, endpoints) };
        if (isFull)
        {
            request = request with { Plan = request.Plan with { Probes = faults ?? new ProbePlan() } };
        }

        if (!isOurServer)
        {
            request = request with { OwnCluster = null, Plan = request.Plan with { Service = request.Plan.Service with { PostgresTemplate = null } } };
        }

        return (await _demo.AuditAsync(request, folder, TestContext.Current.CancellationToken), folder);
    }

    private static Plan Shortened(Plan plan, IReadOnlyList<string>? endpoints)
    {
        var load = plan.Load!;
        return plan with
        {
            Gate = plan.Gate with { Require = [] },
            Load = load with
            {
                WarmUp = WarmUp,
                Scenarios = [.. load.Scenarios.Select(scenario => Shortened(scenario, endpoints)).Where(scenario => scenario.Flows.Count > 0)],
            },
        };
    }

    private static Scenario Shortened(Scenario scenario, IReadOnlyList<string>? endpoints) => scenario with
    {
        Executor = new Executor.ConstantArrivalRate(
            new PerSecond(20), Duration, 32, scenario.Executor is Executor.ConstantArrivalRate open ? open.Arrivals : Arrivals.Even),
        Flows =
        [
            .. scenario.Flows
                .Select(flow => flow with { Requests = [.. flow.Requests.Where(request => endpoints?.Contains(request.Endpoint) ?? true)] })
                .Where(flow => flow.Requests.Count > 0),
        ],
    };
}
