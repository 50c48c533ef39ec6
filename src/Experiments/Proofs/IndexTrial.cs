using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Units;
using Headroom.Statistics;
using Npgsql;

namespace Headroom.Experiments.Proofs;

/// <summary>
/// Tries index remedies on a pair of clones, one after the other: applies it to one of them, executes the same statements in both, takes it
/// back.
/// </summary>
/// <remarks>
/// Both clones stay as they were between two remedies, dead rows of rolled back writes aside, which are vacuumed away. When a remedy cannot
/// be taken back, those after it are not tried. Values are sent to the server and go nowhere else. The statements run as the role of the
/// clones' connection string, with its settings.
/// </remarks>
/// <param name="seed">The seed of the order inside the pairs.</param>
/// <param name="limits">How much is measured, and how long it may take.</param>
/// <param name="time">The clock of windows and time limits; what is compared is measured by the server.</param>
public sealed class IndexTrial(ulong seed, TrialLimits limits, TimeProvider time)
{
    /// <summary>The cause of what did not get its turn.</summary>
    public const string NoTimeLeft = "not tried: the time for experiments was used up";

    /// <summary>Tries them.</summary>
    /// <returns>
    /// By fingerprint: an <see cref="IndexExperiment"/>, or why there is none. Of requests with the same fingerprint the first is tried.
    /// </returns>
    public async Task<IReadOnlyDictionary<string, Collected>> RunAsync(
        ClonePair clones, IReadOnlyList<IndexRequest> requests, CancellationToken cancellation)
    {
        using var budget = new CancellationTokenSource(limits.Total, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellation);
        var results = new SortedDictionary<string, Collected>(StringComparer.Ordinal);
        string? spoiled = null;
        foreach (var (number, request) in requests.DistinctBy(request => request.Fingerprint, StringComparer.Ordinal).Index())
        {
            if (budget.IsCancellationRequested)
            {
                results.Add(request.Fingerprint, new Collected.Failed(NoTimeLeft));
                continue;
            }

            if (spoiled is not null)
            {
                results.Add(request.Fingerprint, new Collected.Failed($"not tried: {spoiled}"));
                continue;
            }

            try
            {
                (var result, spoiled) = await TryAsync(clones, request, new SeededRandom(seed).Fork((ulong)number), both.Token);
                results.Add(request.Fingerprint, result);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                results.Add(request.Fingerprint, new Collected.Failed("not finished: the time for experiments was used up"));
            }
        }

        return results;
    }

    private async Task<(Collected Result, string? Spoiled)> TryAsync(
        ClonePair clones, IndexRequest request, SeededRandom random, CancellationToken cancellation)
    {
        if (request.Remedy is not { Kind: RemedyKind.Index, Down: { } down })
        {
            return (new Collected.Failed("the remedy is not an index that can be taken back"), null);
        }

        try
        {
            var window = new RunningWindow(time);
            await using var change = await RemedyChange.ApplyAsync(clones.Remedy, request.Remedy.Up, limits.BuildLimit, time, cancellation);
            Collected result;
            try
            {
                result = change.Failure is { } failure
                    ? new Collected.Failed(failure)
                    : await MeasuredAsync(clones, request, change, window, random, cancellation);
            }
            catch (OperationCanceledException)
            {
                using var removal = new CancellationTokenSource(limits.BuildLimit, time);
                await change.RevertAsync(down, removal.Token);
                throw;
            }

            var spoiled = await change.RevertAsync(down, cancellation);
            return (spoiled is null ? result : new Collected.Failed(spoiled), spoiled);
        }
        catch (Exception error) when (IsFailure(error))
        {
            var cause = $"the clone {clones.Remedy} stopped answering: {ServerMessage.Of(error)}";
            return (new Collected.Failed(cause), cause);
        }
    }

    // What fails while it is measured fails alone: the remedy is taken back all the same.
    private async Task<Collected> MeasuredAsync(
        ClonePair clones,
        IndexRequest request,
        RemedyChange change,
        RunningWindow window,
        SeededRandom random,
        CancellationToken cancellation)
    {
        try
        {
            return await MeasureAsync(clones, request, change, window, random, cancellation);
        }
        catch (Exception error) when (IsFailure(error))
        {
            return new Collected.Failed($"the measurement ended early: {ServerMessage.Of(error)}");
        }
    }

    private static bool IsFailure(Exception error) =>
        error is NpgsqlException or IOException or InvalidOperationException or ArgumentException;

    private async Task<Collected> MeasureAsync(
        ClonePair clones,
        IndexRequest request,
        RemedyChange change,
        RunningWindow window,
        SeededRandom random,
        CancellationToken cancellation)
    {
        await TablePreparation.EqualiseAsync(clones, change.Indexes, limits.BuildLimit, cancellation);
        List<StatementTrial> trials = [];
        List<string> failures = [];
        foreach (var statement in request.Statements)
        {
            var taken = await new StatementRun(limits, random, time).MeasureAsync(clones, statement, cancellation);
            trials.Add(new StatementTrial(statement.StatementId, statement.Calls, taken.Pairs, statement.Pays));
            if (taken.Failure is { } failure)
            {
                failures.Add($"statement {statement.Name}: {failure}");
            }
        }

        if (trials.TrueForAll(trial => trial.Pays || trial.Pairs.Count == 0))
        {
            return new Collected.Failed(failures.Count == 0 ? "there is no statement to execute" : string.Join("; ", failures));
        }

        var inserts = await new InsertCost(limits, random, time).MeasureAsync(clones, change.Indexes[0].Table, cancellation);
        await TablePreparation.VacuumAsync(clones, change.Indexes, limits.BuildLimit, cancellation);
        return new Collected.Present(new IndexExperiment
        {
            Window = window.SoFar,
            Provenance = string.Join("; ", [$"{ArmSession.Explain}<statement> in both arms by turns", inserts.Provenance, .. failures]),
            Fingerprint = request.Fingerprint,
            Remedy = request.Remedy,
            CloneMethod = $"base: {clones.Base.Method}; remedy: {clones.Remedy.Method}",
            Statements = [.. trials.OrderByDescending(LoadOf).ThenBy(trial => trial.StatementId, StringComparer.Ordinal)],
            InsertBatches = inserts.Pairs,
            InsertRows = inserts.Rows,
            OtherRowsWritten = request.OtherRowsWritten,
            IndexSize = new Bytes(change.Indexes.Sum(index => index.Size.Value)),
            BuildTime = change.BuildTime,
        });
    }

    private static double LoadOf(StatementTrial trial) => trial.Pairs.Count == 0 ? 0
        : Math.Max(1, trial.Calls) * trial.Pairs.Average(pair => pair.BaseTime.TotalSeconds);
}
