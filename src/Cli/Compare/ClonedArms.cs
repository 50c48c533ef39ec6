using Headroom.Analyze.Judge;
using Headroom.Cli.Databases;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Experiments.Blocks;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Journal;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Cli.Compare;

/// <summary>Puts two arms on clones of one database, with a remedy on that of B, and takes all of it away again.</summary>
/// <param name="request">What is cloned, and what is tried.</param>
/// <param name="folder">Where the evidence goes.</param>
/// <param name="journal">Remembers the clones until they are gone.</param>
/// <param name="progress">Tells people.</param>
/// <param name="time">The clock.</param>
internal sealed class ClonedArms(CloneRequest request, RunFolder folder, OwnerJournal journal, Progress progress, TimeProvider time)
{
    /// <summary>Measures the arms on their clones.</summary>
    /// <param name="a">The base.</param>
    /// <param name="b">What is held against it.</param>
    /// <param name="measure">Starts both arms, compares them and ends them.</param>
    /// <param name="stop">Ends it; the clones are dropped all the same.</param>
    /// <exception cref="ClonesException">There are no clones.</exception>
    /// <exception cref="BadInputException">The remedy cannot be applied.</exception>
    public async Task<ArmComparison> RunAsync(
        ArmRequest a, ArmRequest b, Func<ArmRequest, ArmRequest, Task<ArmComparison>> measure, CancellationToken stop)
    {
        progress.Step("two clones of the database");
        var made = await HeldClones.MakeAsync(request.Source, journal, progress.Detail, time, stop);
        await using var clones = made.Value ?? throw new ClonesException(made.Cause!);
        progress.Detail(clones.Pair.Base.Method);
        if (request.Up is not { } up)
        {
            return await measure(On(a, clones.Pair.Base, "a clone"), On(b, clones.Pair.Remedy, "a clone"));
        }

        progress.Step($"{up.Name} on the clone of B");
        var remedy = new CloneRemedy(clones.Pair.Remedy, up, request.Down, time);
        if (await remedy.ApplyAsync(stop) is { } failure)
        {
            throw new BadInputException($"the remedy cannot be applied to a clone of the database: {failure}");
        }

        var comparison = await measure(On(a, clones.Pair.Base, "a clone"), On(b, clones.Pair.Remedy, $"a clone with {up.Name}"));
        return stop.IsCancellationRequested ? comparison : await TakenBackAsync(remedy, comparison, stop);
    }

    /// <summary>Ends in bad input when an arm has not touched its clone: then it is at some other database.</summary>
    /// <exception cref="BadInputException">It has not.</exception>
    public static async Task CheckUseAsync(
        ArmService a, ArmService b, ContractReplay contract, CloneRequest? request, CancellationToken stop)
    {
        foreach (var arm in (ArmService[])[a, b])
        {
            if (request is not null && !await arm.UsesCloneAsync(stop))
            {
                var failed = contract.Endpoints.SelectMany(endpoint => arm == a ? endpoint.FailedByA : endpoint.FailedByB);
                throw new BadInputException(Unused(
                    arm.Request.Name, [.. failed], contract.Endpoints.Sum(static endpoint => endpoint.Requests), request.Variable,
                    arm.Request.Start!.Environment[request.Variable]));
            }
        }
    }

    /// <summary>What an arm that has not touched its clone did instead, and how its command gets the clone.</summary>
    /// <param name="arm">"A" or "B".</param>
    /// <param name="failed">What it refused, limited or failed.</param>
    /// <param name="requests">The requests that it was sent.</param>
    /// <param name="variable">The variable that its command finds its database in.</param>
    /// <param name="value">What stands there, of which the form alone is told.</param>
    internal static string Unused(string arm, IReadOnlyList<FailedAnswers> failed, int requests, string variable, string value)
    {
        var most = failed.GroupBy(static answers => answers.Status)
            .Select(static same => new FailedAnswers(same.Key, same.Sum(static answers => answers.Count)))
            .MaxBy(static same => same.Count);
        var answered = most is not null && failed.Sum(static answers => answers.Count) == requests
            ? $"{arm} answered {most.Status} to {most.Count} of {requests} requests, all of them without its clone"
            : $"{arm} answered its requests without its clone";
        return $"{answered}: nobody connected to it and nothing read its tables; expected a command that takes its database from "
            + $"{variable}, where it stands {DatabaseName.FormOf(value)} (a service that reads addresses wants postgres://... in "
            + $"--postgres, or in {variable} where that is set), or another variable in --postgres-env";
    }

    private async Task<ArmComparison> TakenBackAsync(CloneRemedy remedy, ArmComparison comparison, CancellationToken stop)
    {
        if (request.Down is { } down)
        {
            progress.Step($"{down.Name} on the clone of B");
        }

        try
        {
            var run = await remedy.RevertAsync(stop);
            folder.Write(RemedyRun.Kind, new Collected.Present(run));
            return ComparisonRemedy.With(comparison, run);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return comparison; // what was measured stands; whether the remedy can be taken back is not known
        }
    }

    private ArmRequest On(ArmRequest arm, DatabaseClone clone, string text)
    {
        var start = arm.Start!;
        return arm with
        {
            Postgres = clone.ConnectionString,
            OwnClone = new ArmClone(clone, text),
            Start = start with
            {
                Environment = new SortedDictionary<string, string>(start.Environment.ToDictionary(), StringComparer.Ordinal)
                {
                    [request.Variable] = DatabaseName.Replace(start.Environment[request.Variable], clone.Name),
                },
            },
        };
    }
}

/// <summary>Clones of a database cannot be had.</summary>
internal sealed class ClonesException(string message) : Exception(message);
