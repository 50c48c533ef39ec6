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
    private const string Document = "comparison.json", Summary = "summary.txt";

    private readonly Progress _progress = new Terminal(request.Json, time).Progress;

    /// <summary>Runs it, and prints what came of it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var path = RunIds.FolderFor(request.Out, "compare", time);
        using var journal = OwnerJournal.Open(OwnerJournal.DefaultFolder(), ProcessStamp.Own());
        var folder = AuditSession.Start(path);
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
        catch (ArmSetupException e)
        {
            await Console.Error.WriteLineAsync($"headroom: {e.Message}");
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
            manifest.End(stop.IsCancellationRequested);
        }

        folder.Write(Document, JsonSerializer.Serialize(result, ModelJson.Comparison));
        folder.Write(Summary, ComparisonText.Render(result).TrimEnd());
        Console.Out.WriteLine(request.Json
            ? JsonSerializer.Serialize(result, ModelJson.Comparison)
            : $"\n{ComparisonText.Render(result)}\nrun     {path}");
        return stop.IsCancellationRequested ? ExitCode.Interrupted : CodeOf(result.Verdict);
    }

    /// <summary>The exit code of a verdict.</summary>
    internal static int CodeOf(ProofVerdict verdict) => verdict switch
    {
        ProofVerdict.Improved or ProofVerdict.Equivalent => ExitCode.Ready,
        ProofVerdict.Regressed => ExitCode.Blocked,
        _ => ExitCode.CannotTell,
    };

    private Task<ArmComparison> CompareAsync(RunFolder folder, OwnerJournal journal, CancellationToken stop)
    {
        var (a, b) = (Logged(request.A, folder), Logged(request.B, folder));
        return request.Clones is { } clones
            ? new ClonedArms(clones, folder, journal, _progress, time)
                .RunAsync(a, b, (onA, onB) => MeasureAsync(onA, onB, folder, journal, stop), stop)
            : MeasureAsync(a, b, folder, journal, stop);
    }

    private async Task<ArmComparison> MeasureAsync(
        ArmRequest a, ArmRequest b, RunFolder folder, OwnerJournal journal, CancellationToken stop)
    {
        var arms = new PairedArms(request.Blocks, journal, _progress, time)
        {
            Check = (first, second, contract) => ClonedArms.CheckUseAsync(first, second, contract, request.Clones, stop),
            Tests = request.Test is { } test ? (test, folder) : null,
        };
        var measured = await arms.RunAsync(a, b, (kind, evidence) => folder.Write(kind, new Collected.Present(evidence)), stop);
        return measured.Blocks is { } blocks
            ? ComparisonJudge.Judge(blocks, measured.Contract)
            : ComparisonJudge.Contradicted(a.Described, b.Described, BlockLoad.Rate(request.Blocks.Load), measured.Contract);
    }

    private RunManifest Begin(RunFolder folder)
    {
        var plan = new Plan
        {
            Service = new ServicePlan { Name = $"{request.A.Url.Authority} and {request.B.Url.Authority}", Url = request.A.Url },
            AllowedTargets = request.Allowed,
            Load = request.Blocks.Load,
            Seed = request.Blocks.Seed,
        };
        return RunManifest.Begin(folder, plan, Environment.CurrentDirectory, time);
    }

    private static ArmRequest Logged(ArmRequest arm, RunFolder folder) =>
        arm.Start is { } start ? arm with { Start = start with { LogPath = folder.FileOf(start.LogPath) } } : arm;
}
