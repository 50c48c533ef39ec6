using System.Text.Json;
using Headroom.Analyze.Judge;
using Headroom.Cli.Audits;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Contracts;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Processes;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Json;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Comparisons;

namespace Headroom.Cli.Compare;

/// <summary>One comparison from its request to its exit code: the arms, their answers, their blocks, the verdict.</summary>
internal sealed class CompareSession(CompareRequest request, TimeProvider time)
{
    private readonly Progress _progress = new Terminal(request.Json, time).Progress;

    /// <summary>Runs it, and prints what came of it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var path = RunIds.FolderFor(request.Out, "compare", time);
        using var journal = OwnerJournal.Open(OwnerJournal.DefaultFolder(), ProcessStamp.Own());
        var folder = RunFolder.Create(path);
        var manifest = Begin(folder);
        ArmComparison result;
        try
        {
            result = await CompareAsync(folder, journal, stop);
        }
        catch (RevisionException e)
        {
            await Console.Error.WriteLineAsync($"headroom: {e.Message}");
            return ExitCode.BadInput;
        }
        catch (ClonesException e)
        {
            await Console.Error.WriteLineAsync($"headroom: no clones to put the arms on: {e.Message}");
            return ExitCode.CannotTell;
        }
        catch (StartFailedException e)
        {
            await Console.Error.WriteLineAsync($"headroom: an arm does not start: {e.Message}");
            return ExitCode.CannotTell;
        }
        catch (CollectorException e)
        {
            await Console.Error.WriteLineAsync($"headroom: the database of an arm cannot be looked at: {e.Message}");
            return ExitCode.CannotTell;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("interrupted: nothing was compared");
            return ExitCode.Interrupted;
        }
        finally
        {
            folder.Write(Manifests.End(manifest, folder.ReadEvidence(), stop.IsCancellationRequested, time));
        }

        folder.Write("comparison.json", JsonSerializer.Serialize(result, ModelJson.Comparison));
        folder.Write("summary.txt", ComparisonText.Render(result).TrimEnd());
        Console.Out.WriteLine(request.Json ? JsonSerializer.Serialize(result, ModelJson.Comparison) : $"\n{ComparisonText.Render(result)}\nrun     {path}");
        return stop.IsCancellationRequested ? ExitCode.Interrupted : CodeOf(result.Verdict);
    }

    /// <summary>The exit code of a verdict.</summary>
    internal static int CodeOf(ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.Improved or ProofVerdict.Equivalent => ExitCode.Ready,
        ProofVerdict.Regressed => ExitCode.Blocked,
        _ => ExitCode.CannotTell,
    };

    private async Task<ArmComparison> CompareAsync(RunFolder folder, OwnerJournal journal, CancellationToken stop)
    {
        using var filesOfA = await CheckOutAsync(request.A, journal, stop);
        using var filesOfB = await CheckOutAsync(request.B, journal, stop);
        var (a, b) = (Among(filesOfA, Logged(request.A, folder)), Among(filesOfB, Logged(request.B, folder)));
        return request.Clones is { } clones
            ? await new ClonedArms(clones, folder, journal, _progress, time)
                .RunAsync(a, b, (onA, onB) => MeasureAsync(onA, onB, folder, journal, stop), stop)
            : await MeasureAsync(a, b, folder, journal, stop);
    }

    private async Task<ArmComparison> MeasureAsync(ArmRequest onA, ArmRequest onB, RunFolder folder, OwnerJournal journal, CancellationToken stop)
    {
        _progress.Step("arms");
        await using var a = await ArmService.OpenAsync(onA, journal, time, stop);
        await using var b = await ArmService.OpenAsync(onB, journal, time, stop);
        var contract = await ContractAsync(a, b, folder, journal, stop);
        if ((ComparisonJudge.Silence(contract) ?? ComparisonJudge.Contradiction(contract)) is not null)
        {
            return ComparisonJudge.Contradicted(a.Request.Described, b.Request.Described, BlockLoad.Rate(request.Blocks.Load), contract);
        }

        _progress.Step("blocks of load, in turns");
        var blocks = await new PairedBlocks(request.Blocks, a, b, time).RunAsync(ComparisonJudge.IsDecided, new Told(_progress), stop);
        folder.Write(BlockExperiment.Kind, new Collected.Present(blocks));
        return ComparisonJudge.Judge(blocks, contract);
    }

    // Tests come last: what they write must not be in the way of the rows that the requests leave.
    private async Task<ContractReplay> ContractAsync(ArmService a, ArmService b, RunFolder folder, OwnerJournal journal, CancellationToken stop)
    {
        _progress.Step("the same requests to both: do they answer alike?");
        var contract = await new ContractRun(request.Blocks.Load, request.Blocks.Seed, time).RunAsync(a.Request, b.Request, stop);
        var isOver = (ComparisonJudge.Silence(contract) ?? ComparisonJudge.Contradiction(contract)) is not null;
        if (!isOver)
        {
            await ClonedArms.CheckUseAsync(a, b, request.Clones, stop);
        }

        if (!isOver && request.Test is { } test)
        {
            _progress.Step($"the project's own tests against A, then B: {test.Name}");
            string LogOf(string arm) => folder.FileOf($"test-{arm.ToLowerInvariant()}.log");
            contract = contract with { Tests = await new ProjectTestRun(test, journal, time).RunAsync(a.Request, b.Request, LogOf, stop) };
        }

        folder.Write(ContractReplay.Kind, new Collected.Present(contract));
        return contract;
    }

    private Manifest Begin(RunFolder folder)
    {
        var plan = new Plan
        {
            Service = new ServicePlan { Name = $"{request.A.Url.Authority} and {request.B.Url.Authority}", Url = request.A.Url },
            AllowedTargets = request.Allowed,
            Load = request.Blocks.Load,
            Seed = request.Blocks.Seed,
        };
        var manifest = Manifests.Begin(Path.GetFileName(folder.Path), plan, Directory.GetCurrentDirectory(), time);
        folder.Write(plan);
        folder.Write(manifest);
        return manifest;
    }

    private async Task<RevisionFolder?> CheckOutAsync(ArmRequest arm, OwnerJournal journal, CancellationToken stop) =>
        arm.Revision is { } revision
            ? await RevisionFolder.CheckOutAsync(arm.Start!.WorkingDirectory, revision, journal, time, stop)
            : null;

    private static ArmRequest Among(RevisionFolder? files, ArmRequest arm) =>
        files is null ? arm : arm with { Start = arm.Start! with { WorkingDirectory = files.WorkingDirectory } };

    private static ArmRequest Logged(ArmRequest arm, RunFolder folder) =>
        arm.Start is { } start ? arm with { Start = start with { LogPath = folder.FileOf(start.LogPath) } } : arm;

    private sealed class Told(Progress progress) : IProgress<string>
    {
        public void Report(string value) => progress.Detail(value);
    }
}
