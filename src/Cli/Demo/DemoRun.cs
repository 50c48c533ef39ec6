using System.Security.Cryptography;
using Headroom.Cli.Audits;
using Headroom.Cli.Output;
using Headroom.Cli.Plans;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Npgsql;

namespace Headroom.Cli.Demo;

/// <summary>The sample on a private cluster: seeded once, audited as often as asked.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    /// <summary>200,000 clips, 500,000 comments, 1,000,000 votes.</summary>
    public const int DefaultClips = 200_000;

    /// <summary>Fewer than the sample's load asks for are no demo.</summary>
    public const int FewestClips = 1000;

    /// <summary>More do not fit a demo.</summary>
    public const int MostClips = 10_000_000;

    private readonly ClipperSample _sample;
    private readonly PrivateCluster _cluster;
    private readonly DemoDatabase _database;
    private readonly OwnerJournal _journal;
    private readonly Progress _progress;
    private readonly TimeProvider _time;

    private DemoRun(ClipperSample sample, PrivateCluster cluster, OwnerJournal journal, Progress progress, TimeProvider time)
    {
        _sample = sample;
        _cluster = cluster;
        _database = new DemoDatabase(cluster, RandomNumberGenerator.GetHexString(24, lowercase: true));
        _journal = journal;
        _progress = progress;
        _time = time;
    }

    /// <summary>Starts a cluster and seeds it.</summary>
    public static async Task<DemoRun> StartAsync(
        ClipperSample sample, int clips, OwnerJournal journal, Progress progress, TimeProvider time, CancellationToken cancellation)
    {
        progress.Step("cluster PostgreSQL of its own, in a temporary folder");
        var binaries = await PostgresBinaries.FindAsync(progress.Detail, time, cancellation);
        var cluster = await PrivateCluster.StartAsync(binaries, journal, time, cancellation);
        var demo = new DemoRun(sample, cluster, journal, progress, time);
        try
        {
            progress.Step($"seed    {clips:N0} clips, {2.5 * clips:N0} comments, {5 * clips:N0} votes");
            await demo._database.SeedAsync(
                (command, connection, token) => sample.CommandAsync(command, connection, "none", token), clips, cancellation);
            return demo;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings the databases into the state that some defects ask for.</summary>
    /// <param name="defects">Their ids, "all" or "none".</param>
    /// <param name="isFull">Whether the audit looks at the wires, too.</param>
    /// <param name="cancellation">Ends the copying.</param>
    /// <returns>The audit of the sample with these defects.</returns>
    public async Task<AuditRequest> PrepareAsync(string defects, bool isFull, CancellationToken cancellation)
    {
        _progress.Step($"service clipper, its database a copy of the seeded one; defects: {defects}");
        await _database.PrepareAsync(
            (command, connection, token) => _sample.CommandAsync(command, connection, defects, token), cancellation);
        return new AuditRequest(
            isFull ? WithWires(PlanWith(defects, _sample.FullPlanFile)) : PlanWith(defects, _sample.PlanFile),
            Path.GetDirectoryName(_sample.PlanFile)!, _cluster);
    }

    /// <summary>Audits the sample.</summary>
    /// <param name="request">As it was prepared.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="stop">Ends the audit early; what was collected is kept.</param>
    public async Task<AuditResult> AuditAsync(AuditRequest request, string folder, CancellationToken stop)
    {
        var run = AuditSession.Start(folder); // before the partners write their log there
        await using var partners = request.Plan.Service.Dependencies.TryGetValue(EarlierRun.Partners, out var wire)
            ? await StartPartnersAsync(wire, run.Path, stop)
            : null;
        return await AuditSession.RunAsync(request, run, _journal, _progress, _time, stop);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    private Task<ServiceProcess> StartPartnersAsync(DependencyPlan wire, string folder, CancellationToken stop)
    {
        var url = $"http://{wire.End.Address}";
        var start = new ServiceStart
        {
            Command = $"exec '{_sample.Executable}' partners --urls {url}",
            Name = $"the sample's {EarlierRun.Partners}",
            Health = new Uri($"{url}/health"),
            WorkingDirectory = Path.GetDirectoryName(_sample.PlanFile)!,
            LogPath = Path.Combine(folder, EarlierRun.PartnersLog),
        };
        return ServiceProcess.StartAsync(start, _journal, _time, stop);
    }

    private Plan WithWires(Plan plan)
    {
        var service = plan.Service;
        var connection = new NpgsqlConnectionStringBuilder(_database.ServiceConnection);
        SortedDictionary<string, DependencyPlan> wires = new(StringComparer.Ordinal)
        {
            ["database"] = new DependencyPlan { Host = connection.Host!, Port = connection.Port, Kind = DependencyKind.Postgres },
            [EarlierRun.Partners] = new DependencyPlan { Host = "127.0.0.1", Port = FreePort.Next(), Kind = DependencyKind.Http },
        };
        connection.Remove("Host");
        connection.Remove("Port");
        SortedDictionary<string, string> environment = new(service.Environment.ToDictionary(), StringComparer.Ordinal)
        {
            ["CLIPPER_POSTGRES"] = $"Host=${{database.host}};Port=${{database.port}};{connection.ConnectionString}",
            ["CLIPPER_PARTNERS"] = "${partners.address}",
        };
        return plan with { Service = service with { Dependencies = wires, Environment = environment } };
    }

    private Plan PlanWith(string defects, string file)
    {
        var plan = PlanFile.Read(file);
        var url = $"http://127.0.0.1:{FreePort.Next()}";
        return plan with
        {
            Service = plan.Service with
            {
                Url = new Uri(url),
                Start = $"exec '{_sample.Executable}' serve --urls {url}",
                Environment = new SortedDictionary<string, string>(StringComparer.Ordinal)
                {
                    ["CLIPPER_POSTGRES"] = _database.ServiceConnection,
                    ["CLIPPER_DEFECTS"] = defects,
                },
                Postgres = _database.EvidenceConnection,
                PostgresTemplate = DemoDatabase.Template,
                IsTemporary = true,
            },
        };
    }
}
