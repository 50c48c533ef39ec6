using Headroom.Analyze.Judge;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Caching;
using Headroom.Experiments.Contracts;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Model.Evidence;
using Headroom.Statistics;

namespace Headroom.Cli.Compare;

/// <summary>What was measured of two arms.</summary>
/// <param name="Contract">What they answered to the same requests.</param>
/// <param name="Blocks">Their blocks; null when they answered differently or not at all: then nothing more is measured.</param>
internal sealed record MeasuredArms(ContractReplay Contract, BlockExperiment? Blocks);

/// <summary>Two arms from their requests to what was measured: their files, their processes, their answers, their blocks.</summary>
/// <param name="request">The load and its blocks.</param>
/// <param name="journal">Remembers processes and folders until they are gone.</param>
/// <param name="progress">Tells people.</param>
/// <param name="time">The clock.</param>
internal sealed class PairedArms(BlockRequest request, OwnerJournal journal, Progress progress, TimeProvider time)
{
    /// <summary>With fewer processors (a count) one that is left out is half of what the arms would have.</summary>
    private const int FewestProcessors = 3;

    /// <summary>Looks at the running arms once they answered, and at how; throws when they are not what was asked for.</summary>
    public Func<ArmService, ArmService, ContractReplay, Task>? Check { get; init; }

    /// <summary>The project's own tests, and the folder for what they print against each arm; null when there are none.</summary>
    public (TestCommand Command, RunFolder Folder)? Tests { get; init; }

    /// <summary>
    /// Whether both arms write into the same data: then writes whose repeat is answered otherwise stay out of the blocks.
    /// </summary>
    public bool SharesData { get; init; }

    /// <summary>Measures them; what was started ends with it.</summary>
    /// <param name="a">The base.</param>
    /// <param name="b">What is held against it.</param>
    /// <param name="keep">Takes each piece of evidence as soon as it is there, with its kind.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="RevisionException">A revision cannot be had.</exception>
    /// <exception cref="Experiments.Processes.StartFailedException">An arm does not become healthy.</exception>
    /// <exception cref="CollectorException">The database of an arm cannot be looked at.</exception>
    /// <exception cref="ArmSetupException">An arm did not do what the setup of the load asks for.</exception>
    /// <exception cref="UnrepeatableLoadException">Nothing of the load can be sent twice to the same data.</exception>
    public async Task<MeasuredArms> RunAsync(ArmRequest a, ArmRequest b, Action<string, IEvidence> keep, CancellationToken stop)
    {
        progress.Step("arms");
        var own = Affinity.Own();
        var processors = a.Start is null || b.Start is null ? null : OfArms(own);
        using var filesOfA = await CheckOutAsync(a, stop);
        using var filesOfB = await CheckOutAsync(b, stop);
        await using var first = await ArmService.OpenAsync(On(processors, Among(filesOfA, a)), journal, time, stop);
        await using var second = await ArmService.OpenAsync(On(processors, Among(filesOfB, b)), journal, time, stop);
        var contract = await ContractAsync(first, second, stop);
        keep(ContractReplay.Kind, contract);
        if (IsOver(contract))
        {
            return new MeasuredArms(contract, null);
        }

        var asked = Repeatable(request, contract);
        progress.Step("blocks of load, in turns");
        var blocks = await new PairedBlocks(asked, first, second, time).RunAsync(ComparisonJudge.IsDecided, new Told(progress), stop);
        if (processors is not null)
        {
            blocks = blocks with
            {
                Provenance = $"{blocks.Provenance}; both arms on the same {processors.Count} of {own.Count} processors",
            };
        }

        keep(BlockExperiment.Kind, blocks);
        return new MeasuredArms(contract, blocks);
    }

    /// <summary>
    /// The processors of arms that are both started here: all but one, which is left to the generator and to what looks at the noise.
    /// </summary>
    /// <param name="own">Those of this process.</param>
    /// <returns>Null where there are too few to leave one out.</returns>
    internal static IReadOnlyList<int>? OfArms(IReadOnlyList<int> own) => own.Count < FewestProcessors ? null : [.. own.Skip(1)];

    /// <summary>
    /// The blocks without the writes that were answered otherwise because of their order alone: both halves of a pair send the same writes,
    /// so such a one would fail, or do other work, in whichever half comes second.
    /// </summary>
    /// <param name="request">All of them.</param>
    /// <param name="contract">What the arms answered.</param>
    /// <exception cref="UnrepeatableLoadException">Then nothing of the load is left.</exception>
    internal static BlockRequest Repeatable(BlockRequest request, ContractReplay contract)
    {
        var leftOut = contract.Endpoints.Where(static endpoint => endpoint.OfOrder > 0).Select(static endpoint => endpoint.Endpoint)
            .ToHashSet(StringComparer.Ordinal);
        if (leftOut.Count == 0)
        {
            return request;
        }

        var load = RepeatableLoad.Without(request.Load, leftOut);
        return load.Scenarios.Count == 0
            ? throw new UnrepeatableLoadException(
                $"both arms write into the same data, and a repeat of {string.Join(", ", leftOut)} is answered otherwise: "
                + "nothing of the load is left; expected a load that reads, too (--scenario FILE takes another)")
            : request with { Load = load, Block = PairPlan.BlockFor(request.Quantile.Value, BlockLoad.RequestRate(load).Value) };
    }

    // Tests come last: what they write must not be in the way of the rows that the requests leave.
    private async Task<ContractReplay> ContractAsync(ArmService a, ArmService b, CancellationToken stop)
    {
        progress.Step("the same requests to both: do they answer alike?");
        var run = new ContractRun(request.Load, request.Seed, time) { SharesData = SharesData };
        var contract = await run.RunAsync(a.Request, b.Request, stop);
        if (IsOver(contract))
        {
            return contract;
        }

        if (Check is { } check)
        {
            await check(a, b, contract);
        }

        if (Tests is not var (test, folder))
        {
            return contract;
        }

        progress.Step($"the project's own tests against A, then B: {test.Name}");
        return contract with
        {
            Tests = await new ProjectTestRun(test, journal, time)
                .RunAsync(a.Request, b.Request, arm => folder.FileOf($"test-{arm.ToLowerInvariant()}.log"), stop),
        };
    }

    private static bool IsOver(ContractReplay contract) =>
        (ComparisonJudge.Silence(contract) ?? ComparisonJudge.Contradiction(contract)) is not null;

    private async Task<RevisionFolder?> CheckOutAsync(ArmRequest arm, CancellationToken stop) =>
        arm.Revision is { } revision
            ? await RevisionFolder.CheckOutAsync(arm.Start!.WorkingDirectory, revision, journal, time, stop)
            : null;

    private static ArmRequest Among(RevisionFolder? files, ArmRequest arm) =>
        files is null ? arm : arm with { Start = arm.Start! with { WorkingDirectory = files.WorkingDirectory } };

    private static ArmRequest On(IReadOnlyList<int>? processors, ArmRequest arm) =>
        processors is null ? arm : arm with { Start = arm.Start! with { Processors = processors } };

    private sealed class Told(Progress progress) : IProgress<string>
    {
        public void Report(string value) => progress.Detail(value);
    }
}

/// <summary>Two arms with the same data have no load that both can be asked for.</summary>
internal sealed class UnrepeatableLoadException(string message) : Exception(message);
