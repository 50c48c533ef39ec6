using Headroom.Analyze.Detectors.Database;
using Headroom.Analyze.Judge;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Proofs;
using Headroom.Experiments.Search;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Statistics;

namespace Headroom.Cli.Databases;

/// <summary>Measures an index closely: the set with it against the set without it, in interleaved pairs on two clones.</summary>
internal sealed class IndexProver(ClonePair clones, AdviceInput request, ulong seed, TimeProvider time)
{
    /// <summary>Statements that an index's proof executes (a count); further ones add time, not evidence.</summary>
    private const int MostStatements = 12;

    /// <summary>Pairs of executions of each statement in the second measurement, at least (a count).</summary>
    public const int MorePairs = 40;

    /// <summary>What the search could build is built again in both arms, on a machine that may be busier by then.</summary>
    private static readonly TimeSpan PreparationLimit = 2 * IndexBench.BuildLimit;

    /// <summary>Measures one index.</summary>
    /// <param name="index">The index.</param>
    /// <param name="others">Those of the set that its statements use, too; they are there in both arms.</param>
    /// <param name="number">Its number, for the order that is drawn by chance.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <remarks>What the usual number of pairs leaves open is measured again with more of them: noise alone refutes nothing.</remarks>
    public async Task<Collected> ProveAsync(ChosenIndex index, List<ChosenIndex> others, ulong number, CancellationToken cancellation)
    {
        foreach (var clone in new[] { clones.Base, clones.Remedy })
        {
            await OnCloneAsync(clone, [.. others.SelectMany(other => other.Index.MakeOnClone(other.Name))], cancellation);
        }

        var fingerprint = MissingIndex.FingerprintOf(index);
        var asked = new IndexRequest(
            fingerprint, MissingIndex.RemedyOf(index.Index, index.Name, request.Catalogue), StatementsOf(index),
            request.OtherRowsWritten.TryGetValue((index.Index.Schema, index.Index.Table), out var rows) ? rows : null);
        var proof = await MeasureAsync(asked, number, request.Proofs, cancellation);
        if (proof is Collected.Present { Evidence: IndexExperiment open } && ProofJudge.Judge(open).Verdict == ProofVerdict.Inconclusive)
        {
            var limits = request.Proofs with { Pairs = Math.Max(MorePairs, 2 * request.Proofs.Pairs) };
            proof = await MeasureAsync(asked, number, limits, cancellation);
        }

        foreach (var clone in new[] { clones.Base, clones.Remedy })
        {
            await OnCloneAsync(clone, [.. others.Append(index).Select(made => made.Index.DropOnClone(made.Name))], cancellation);
        }

        return proof;
    }

    private async Task<Collected> MeasureAsync(IndexRequest asked, ulong number, TrialLimits limits, CancellationToken cancellation) =>
        (await new IndexTrial(new SeededRandom(seed).Fork(number).NextBits(), limits, time)
            .RunAsync(clones, [asked], cancellation))[asked.Fingerprint];

    private List<RequestedStatement> StatementsOf(ChosenIndex index)
    {
        var gaining = index.Statements.Select(id => request.Statements.First(s => s.StatementId == id)).Take(MostStatements);
        var paying = request.Statements
            .Where(s => !index.Statements.Contains(s.StatementId) && IndexBench.Writes(s.Query) && Concerns(s.Query, index.Index))
            .Take(MostStatements).Select(s => s with { Pays = true });
        return [.. gaining, .. paying];
    }

    private static bool Concerns(string query, IndexDefinition index) =>
        StatementText.MainTable(query) is { } table && (table == index.TableName || table == index.Table);

    private async Task OnCloneAsync(DatabaseClone clone, IReadOnlyList<string> statements, CancellationToken cancellation)
    {
        if (statements.Count > 0)
        {
            await IndexBench.ApplyAsync(clone, statements, PreparationLimit, cancellation);
        }
    }
}
