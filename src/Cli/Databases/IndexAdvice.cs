using Headroom.Analyze.Detectors.Database;
using Headroom.Analyze.Shortlist;
using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Clones;
using Headroom.Experiments.Search;
using Headroom.Model.Evidence;

namespace Headroom.Cli.Databases;

/// <summary>What came of it.</summary>
/// <param name="Search">The search.</param>
/// <param name="Proofs">By fingerprint: the measurement of each index of the search's result, or why there is none.</param>
/// <param name="Plans">The statements' plans as they were before any index.</param>
internal sealed record Advice(IndexSearch Search, IReadOnlyDictionary<string, Collected> Proofs, IReadOnlyList<StatementPlan> Plans);

/// <summary>
/// Searches a set of indexes on a clone: proposes from the plans, builds, measures, keeps the best, proposes again with it, until nothing
/// saves enough. Then each index of the set is measured closely against the set without it; what does not hold is refuted, and the
/// search goes on without it.
/// </summary>
internal sealed class IndexAdvice(ClonePair clones, AdviceInput request, ulong seed, Action<string> tell, TimeProvider time)
{
    private const int MostRounds = 8;

    /// <summary>After a refutation the search looks for another index; more often than this it has nothing new to say.</summary>
    private const int MostAttempts = 3;

    /// <summary>Refuted candidates beyond these are told by the search alone, not measured closely (a count).</summary>
    private const int MostRefuted = 2;

    private static readonly TimeSpan ExecutionLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PreparationLimit = 2 * IndexBench.BuildLimit;

    private readonly IndexProver _prover = new(clones, request, seed, time);
    private readonly Dictionary<string, double> _calls = request.Statements.ToDictionary(s => s.StatementId, s => (double)s.Calls);
    private readonly List<CandidateTrial> _trials = [];
    private readonly HashSet<string> _refutedShapes = [];
    private readonly List<ChosenIndex> _refuted = [];
    private readonly Dictionary<string, Collected> _proofs = [];
    private readonly long _started = time.GetTimestamp();
    private string? _cut;

    // Read again from the clone once its tables are analysed: a table that nobody analysed has no size for the planner.
    private DatabaseCatalogue _catalogue = request.Catalogue;

    private TimeSpan _proving;

    private bool IsTimeUp => time.GetElapsedTime(_started) - _proving > request.SearchBudget;

    /// <summary>Searches and measures.</summary>
    public async Task<Advice> RunAsync(CancellationToken cancellation)
    {
        var window = new RunningWindow(time);
        var searched = request.Statements.Where(statement => !statement.Pays).ToList();
        await using var bench = await IndexBench.OpenAsync(clones.Remedy, searched, ExecutionLimit, cancellation);
        var first = await bench.ObserveAsync([], [], cancellation);
        await ClonePreparation.RunAsync(clones, first.Plans, _catalogue, cancellation);
        _catalogue = await CatalogueCollector.CollectAsync(clones.Remedy.ConnectionString, time, cancellation);
        var baseline = await SecondLook.AtHeaviestAsync(bench, await bench.ObserveAsync([], [], cancellation), _calls, cancellation);
        foreach (var plan in baseline.Plans.Where(plan => plan.Missing is not null))
        {
            tell($"statement {searched.First(statement => statement.StatementId == plan.StatementId).Name} left out: {plan.Missing}");
        }

        var choice = new IndexChoice(_calls, baseline.Works, _catalogue);
        IReadOnlyList<ChosenIndex> chosen = [];
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            chosen = await SearchAsync(bench, baseline, choice, cancellation);
            await IndexBench.ApplyAsync(clones.Base, bench.Analysed.Select(table => $"ANALYZE {table}"), PreparationLimit, cancellation);
            if (await ProveAsync(chosen, cancellation) is not { Count: > 0 } failed)
            {
                break;
            }

            _refuted.AddRange(failed);
            _refutedShapes.UnionWith(failed.Select(index => index.Index.Shape));
            chosen = [.. chosen.Except(failed)];
            if (IsTimeUp)
            {
                break;
            }
        }

        var search = new IndexSearch
        {
            Window = window.SoFar,
            Provenance = $"EXPLAIN (ANALYZE, BUFFERS) on a clone ({clones.Remedy.Method}), tables vacuumed, "
                + "and analysed where their statistics were missing or of another size, with each candidate built in turn",
            Baseline = baseline.Works,
            Trials = _trials,
            Chosen = chosen,
            Refuted = [.. Disproved(chosen)],
            Cut = _cut,
        };
        return new Advice(search, _proofs, baseline.Plans);
    }

    // What was not shown to fail is nobody's business; of two with the same columns the chosen one is told.
    private IEnumerable<ChosenIndex> Disproved(IReadOnlyList<ChosenIndex> chosen) => _refuted
        .DistinctBy(MissingIndex.PlaceOf)
        .Where(index => chosen.All(kept => MissingIndex.PlaceOf(kept) != MissingIndex.PlaceOf(index))
            && _proofs.GetValueOrDefault(MissingIndex.FingerprintOf(index))
                is Collected.Present { Evidence: IndexExperiment experiment }
            && !Analyze.Judge.ProofJudge.Holds(experiment));

    private sealed record Kept(
        IReadOnlyList<(IndexDefinition Index, string Name)> Indexes, IndexCandidate Candidate, IReadOnlyList<string> Statements);

    private async Task<IReadOnlyList<ChosenIndex>> SearchAsync(
        IndexBench bench, Observation baseline, IndexChoice choice, CancellationToken cancellation)
    {
        List<Kept> kept = [];
        var (works, plans) = (baseline.Works, baseline.Plans);
        var catalogue = _catalogue;
        for (var round = 1; round <= MostRounds; round++)
        {
            var trials = await TryAllAsync(bench, works, plans, catalogue, round, cancellation);
            if (round == 1 && _refuted.Count == 0)
            {
                NoteHarmful(choice.Harmful(works, trials), choice, works);
            }

            List<string> served = [.. kept.SelectMany(set => set.Indexes).Select(named => named.Index.TableName)];
            (var best, works) = await SecondLook.BestAsync(bench, choice, works, trials, served, cancellation);
            if (best is null)
            {
                break;
            }

            var named = Named(best.Candidate, catalogue);
            if ((await bench.BuildAsync(named, cancellation)).Failure is not null)
            {
                break;
            }

            kept.Add(new Kept(named, best.Candidate, choice.Changed(works, best)));
            tell($"{string.Join("; ", named.Select(index => index.Index.Shape))}: kept");
            var now = await bench.ObserveAsync(works, best.Candidate.Statements, cancellation);
            works =
            [
                .. works.Select(work => now.Works.FirstOrDefault(w => w.StatementId == work.StatementId) is { } seen
                    ? IndexChoice.Least(seen, best.With)
                    : work),
            ];
            plans = [.. plans.Select(plan => now.Plans.FirstOrDefault(p => p.StatementId == plan.StatementId) ?? plan)];
            catalogue = catalogue with { Indexes = [.. catalogue.Indexes, .. named.Select(FactsOf)] };
        }

        foreach (var set in kept)
        {
            await bench.DropAsync(set.Indexes, cancellation);
        }

        return Result(kept);
    }

    private async Task<List<CandidateTrial>> TryAllAsync(
        IndexBench bench,
        IReadOnlyList<StatementWork> works,
        IReadOnlyList<StatementPlan> plans,
        DatabaseCatalogue catalogue,
        int round,
        CancellationToken cancellation)
    {
        List<CandidateTrial> trials = [];
        var at = time.GetUtcNow();
        var evidence = new StatementPlans { Window = new Window(at, TimeSpan.Zero), Provenance = "", Statements = plans };
        foreach (var candidate in IndexCandidates.Of(evidence, catalogue)
            .Where(c => !c.Indexes.Any(index => _refutedShapes.Contains(index.Shape))))
        {
            if (IsTimeUp)
            {
                _cut = $"the {request.SearchBudget.TotalSeconds:0} s for trying candidates were used up";
                break;
            }

            var named = Named(candidate, catalogue);
            var (size, failure) = await bench.BuildAsync(named, cancellation);
            if (failure is not null)
            {
                trials.Add(new CandidateTrial { Candidate = candidate, Round = round, Failure = failure });
                continue;
            }

            var observed = await bench.ObserveAsync(works, candidate.ServesForeignKey ? candidate.Statements : [], cancellation);
            await bench.DropAsync(named, cancellation);
            trials.Add(new CandidateTrial { Candidate = candidate, Round = round, Size = size, With = observed.Works });
        }

        _trials.AddRange(trials);
        return trials;
    }

    // What the planner takes though it is slower is worth telling: somebody will propose it. Beside another index it may serve: later
    // rounds try it again.
    private void NoteHarmful(IReadOnlyList<CandidateTrial> harmful, IndexChoice choice, IReadOnlyList<StatementWork> works)
    {
        foreach (var trial in harmful.Where(trial => trial.Candidate.Indexes is [{ Included.Count: 0 }]).Take(MostRefuted))
        {
            _refuted.Add(new ChosenIndex
            {
                Index = trial.Candidate.Indexes[0],
                Name = Named(trial.Candidate, _catalogue)[0].Name,
                ServesOrder = trial.Candidate.ServesOrder,
                ServesForeignKey = trial.Candidate.ServesForeignKey,
                Statements = choice.Changed(works, trial),
            });
        }
    }

    private static List<(IndexDefinition Index, string Name)> Named(IndexCandidate candidate, DatabaseCatalogue catalogue)
    {
        List<(IndexDefinition, string)> named = [];
        foreach (var index in candidate.Indexes)
        {
            var taken = catalogue.Indexes.Where(i => i.Schema == index.Schema)
                .Select(i => i.Name)
                .Concat(named.Select(n => n.Item2))
                .ToHashSet(StringComparer.Ordinal);
            named.Add((index, index.FreeName(taken)));
        }

        return named;
    }

    private static IndexFacts FactsOf((IndexDefinition Index, string Name) named) => new()
    {
        Schema = named.Index.Schema,
        Table = named.Index.Table,
        Name = named.Name,
        Method = named.Index.Method,
        Keys = named.Index.Keys,
        Included = named.Index.Included,
        Predicate = named.Index.Predicate,
        Unique = false,
        Valid = true,
        Size = default,
    };

    // An index whose keys lead another one of the set is served by that one.
    private List<ChosenIndex> Result(List<Kept> kept)
    {
        var all = kept.SelectMany(set => set.Indexes.Select(named => new ChosenIndex
        {
            Index = named.Index,
            Name = named.Name,
            ServesOrder = set.Candidate.ServesOrder && named.Index.Keys.Count > 0,
            ServesForeignKey = set.Candidate.ServesForeignKey && set.Statements.All(IsWrite),
            HasNewKeys = !_catalogue.Indexes.Any(there => IndexChoice.HasKeysOf(there, named.Index)),
            Statements = set.Statements,
            Together = [.. set.Indexes.Where(other => other.Name != named.Name).Select(other => other.Name)],
        })).ToList();
        return [.. all.Where(index => !all.Exists(other => other != index && IsLedBy(index.Index, other.Index)))];
    }

    private bool IsWrite(string id) =>
        request.Statements.Any(statement => statement.StatementId == id && IndexBench.Writes(statement.Query));

    private static bool IsLedBy(IndexDefinition index, IndexDefinition other) =>
        index.Method == "btree" && other.Method == "btree" && index.TableName == other.TableName && index.Predicate == other.Predicate
        && index.Included.Count == 0
        && index.Keys.Count < other.Keys.Count
        && index.Keys.Zip(other.Keys).All(pair => pair.First == pair.Second);

    /// <summary>
    /// Measures each index against the set without it, and what the planner takes to its harm; returns those that did not hold.
    /// </summary>
    private async Task<List<ChosenIndex>> ProveAsync(IReadOnlyList<ChosenIndex> chosen, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        List<ChosenIndex> failed = [];
        var ours = chosen.Select(MissingIndex.FingerprintOf).ToHashSet(StringComparer.Ordinal);
        var refuted = _refuted.Where(index => MissingIndex.FingerprintOf(index) is var name
            && !ours.Contains(name)
            && !_proofs.ContainsKey(name));
        foreach (var (number, index) in chosen.Concat(refuted).Index())
        {
            List<ChosenIndex> others = [.. chosen.Where(other => other != index && other.Statements.Intersect(index.Statements).Any())];
            var proof = await _prover.ProveAsync(index, others, (ulong)number, cancellation);
            _proofs[MissingIndex.FingerprintOf(index)] = proof;
            if (chosen.Contains(index)
                && proof is Collected.Present { Evidence: IndexExperiment experiment }
                && !Analyze.Judge.ProofJudge.Holds(experiment))
            {
                failed.Add(index);
            }
        }

        _proving += time.GetElapsedTime(begun);
        return failed;
    }
}
