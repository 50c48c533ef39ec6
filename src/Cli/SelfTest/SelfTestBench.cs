using Headroom.Cli.Load;
using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Contracts;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Experiments.SelfTests;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Cli.SelfTest;

/// <summary>What one case of the self-test measures.</summary>
internal sealed record SelfTestSetup
{
    /// <summary>How A answers; its port is given later.</summary>
    public required ReferenceArm A { get; init; }

    /// <summary>How B answers.</summary>
    public required ReferenceArm B { get; init; }

    /// <summary>Length of a block.</summary>
    public required TimeSpan Block { get; init; }

    /// <summary>Requests a second.</summary>
    public required PerSecond Rate { get; init; }

    /// <summary>What the generator checks of each answer.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>Threads of the server that keep processors busy.</summary>
    public int BusyLoops { get; init; }

    /// <summary>The clock of the experiment.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Measures arms of the reference server, which runs in a process of its own.</summary>
internal sealed class SelfTestBench(OwnerJournal journal, string folder, ulong seed)
{
    /// <summary>The load before each block that is not recorded: the server keeps nothing from one block to the next.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(0.05);

    private const int Connections = 64;

    private static readonly Ratio s_quantile = new(0.95);

    /// <summary>Takes pairs of blocks.</summary>
    /// <param name="setup">The arms and their load.</param>
    /// <param name="pairs">How many, a count.</param>
    /// <param name="taken">Is told each pair's number.</param>
    /// <param name="stop">Ends it early: the pairs so far come back.</param>
    public async Task<(BlockExperiment Series, Ratio? Foreign)> MeasureAsync(
        SelfTestSetup setup, int pairs, Action<int> taken, CancellationToken stop)
    {
        await using var server = await StartAsync(setup, stop);
        await using var a = await OpenAsync("A", server.A, setup.Clock, stop);
        await using var b = await OpenAsync("B", server.B, setup.Clock, stop);
        var request = new BlockRequest
        {
            Load = PlanOf(server.A, setup),
            Quantile = s_quantile,
            Effect = 0.1,
            Budget = TimeSpan.MaxValue,
            Block = setup.Block,
            Settle = Settle,
            Seed = seed,
        };
        var window = new RunningWindow(setup.Clock);
        var (series, foreign) = await new BlockSeries(request, a, b, setup.Clock).RunAsync(pairs, taken, stop);
        return (new BlockExperiment
        {
            Window = window.SoFar,
            Provenance = $"the reference server, {setup.A} and {setup.B}, seed {seed}",
            A = new BlockArm("A", server.A),
            B = new BlockArm("B", server.B),
            Quantile = s_quantile,
            Block = setup.Block,
            Settle = Settle,
            Rate = setup.Rate,
            Pilot = new BlockPilot { Pairs = [], Spread = 0, Foreign = foreign },
            PlannedPairs = series.Count,
            Pairs = series,
        }, foreign);
    }

    /// <summary>Sends the same requests to both arms.</summary>
    public async Task<ContractReplay> ReplayAsync(SelfTestSetup setup, CancellationToken stop)
    {
        await using var server = await StartAsync(setup, stop);
        return await new ContractRun(PlanOf(server.A, setup), seed, setup.Clock)
            .RunAsync(new ArmRequest { Name = "A", Url = server.A }, new ArmRequest { Name = "B", Url = server.B }, stop);
    }

    private static LoadPlan PlanOf(Uri address, SelfTestSetup setup) => LoadSource.PlanOf(
        new Uri(address, "/items"),
        "GET",
        null,
        new Executor.ConstantArrivalRate(setup.Rate, TimeSpan.FromSeconds(1), Connections),
        setup.Checks);

    private Task<ArmService> OpenAsync(string name, Uri url, TimeProvider clock, CancellationToken stop) =>
        ArmService.OpenAsync(new ArmRequest { Name = name, Url = url }, journal, clock, stop);

    private async Task<Server> StartAsync(SelfTestSetup setup, CancellationToken stop)
    {
        var (a, b) = (setup.A with { Port = FreePort.Next() }, setup.B with { Port = FreePort.Next() });
        var url = new Uri($"http://127.0.0.1:{a.Port}");
        var process = await ServiceProcess.StartAsync(
            new ServiceStart
            {
                Command = $"exec '{Environment.ProcessPath}' selftest-server --arm {a} --arm {b} --busy-loops {setup.BusyLoops}",
                Name = "selftest-server",
                Health = new Uri(url, "/health"),
                WorkingDirectory = folder,
                LogPath = Path.Combine(folder, "server.log"),
            },
            journal,
            TimeProvider.System,
            stop);
        return new Server(process, url, new Uri($"http://127.0.0.1:{b.Port}"));
    }

    private sealed record Server(ServiceProcess Process, Uri A, Uri B) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
