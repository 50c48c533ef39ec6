using Headroom.Model.Evidence;

namespace Headroom.Analyze.Shortlist;

/// <summary>
/// Chooses, of candidates that were measured, the one to keep: the simplest of those that save, unless a more special one saves
/// materially more.
/// </summary>
/// <param name="calls">Executions of each statement in the measured load.</param>
/// <param name="original">The statements before any index.</param>
/// <param name="catalogue">The tables, for their sizes.</param>
public sealed class IndexChoice(
    IReadOnlyDictionary<string, double> calls, IReadOnlyList<StatementWork> original, DatabaseCatalogue catalogue)
{
    /// <summary>Statements with less of the load than this (a ratio) are not worth an index's upkeep on every write.</summary>
    public const double WorthwhileLoad = 0.01;

    /// <summary>An index must take this share (a ratio) off the statements that it touches.</summary>
    private const double LeastSaving = 0.2;

    /// <summary>What one statement may lose of what the others gain (a ratio) before the index counts as harm.</summary>
    private const double SmallLoss = 0.05;

    /// <summary>What falls below this ratio has fallen materially: below it, differences are not worth another column.</summary>
    private const double Materially = 0.67;

    /// <summary>
    /// With an index that reads as much as before, the time must fall below this ratio: most of the table is still looked at, and the
    /// next larger one is read from disk.
    /// </summary>
    private const double TimeAlone = 0.33;

    /// <summary>
    /// Columns that are only stored must make the work this many times less (CHECKS: covering index, five times the buffers).
    /// </summary>
    private const double Covering = 0.2;

    /// <summary>
    /// And of what the statement did before any index, and of the pages of the table, the stored columns must take off this share (a
    /// ratio): whether the plain index is there already or is proposed now, the same columns are worth storing.
    /// </summary>
    private const double WorthStoring = 0.2;

    /// <summary>An index that stores columns and is larger than this share of its table (a ratio) is a second table.</summary>
    private const double SecondTable = 0.5;

    private const long Page = 8192;

    /// <summary>
    /// A partial index is worth its special case when it is this much smaller (a ratio; the predicate holds for few rows).
    /// </summary>
    private const double MuchSmaller = 0.25;

    /// <summary>Fewer buffers than this are no difference (a count).</summary>
    private const double FewBuffers = 4;

    /// <summary>Up to this ratio, buffers are about as many: an index with one more key has a few more pages.</summary>
    private const double AboutAsMuch = 1.1;

    /// <summary>
    /// The least of several executions on a machine that others use, too, is not longer than this many times what it would be.
    /// </summary>
    private const double NoiseFactor = 4;

    /// <summary>A shorter time than this is no difference.</summary>
    private static readonly TimeSpan ShortTime = TimeSpan.FromMilliseconds(0.1);

    /// <summary>Nor is a share (a ratio) of the statement's first time below this: the clock of a busy machine varies by as much.</summary>
    private const double ShortShare = 0.02;

    /// <summary>A statement that takes this many times longer is harmed.</summary>
    private const double Harm = 1.3;

    private static readonly TimeSpan HarmfulTime = TimeSpan.FromMilliseconds(0.1);

    private readonly Dictionary<string, StatementWork> _original = original.ToDictionary(work => work.StatementId);

    private readonly double _total = original.Sum(work => calls.GetValueOrDefault(work.StatementId) * work.Time.TotalMilliseconds);

    private readonly double _totalBuffers = original.Sum(work => calls.GetValueOrDefault(work.StatementId) * work.Buffers);

    /// <summary>The trial to keep, or null when none saves enough.</summary>
    /// <param name="current">The statements as they are with what was kept so far.</param>
    /// <param name="trials">The candidates of this round.</param>
    /// <param name="served">The tables that what was kept so far is on, by their names in findings.</param>
    public CandidateTrial? Best(
        IReadOnlyList<StatementWork> current, IReadOnlyList<CandidateTrial> trials, IReadOnlyCollection<string>? served = null)
    {
        var now = current.ToDictionary(work => work.StatementId);
        CandidateTrial? best = null;
        foreach (var trial in trials
            .Where(trial => trial.Failure is null
                && !IsSecondTable(trial)
                && IsWorthwhile(trial, now, served ?? [])
                && !IsHarmful(trial, now))
            .OrderBy(Complexity))
        {
            best = best is null ? (IsWorthStoring(trial, now, served ?? []) ? trial : null) : IsUpgrade(best, trial, now) ? trial : best;
        }

        return best;
    }

    /// <summary>
    /// A statement's work with the lesser of two times, where both saw the same plan: everything that disturbs makes them longer.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="others">What was measured with the same indexes at other times.</param>
    public static StatementWork Least(StatementWork work, IReadOnlyList<StatementWork> others) =>
        others.FirstOrDefault(other => other.StatementId == work.StatementId) is { } other
            && other.Shape == work.Shape
            && other.Time < work.Time
            ? other
            : work;

    /// <summary>Trials whose index the planner takes for a statement that it makes slower.</summary>
    /// <param name="current">The statements without it.</param>
    /// <param name="trials">The candidates of this round.</param>
    public IReadOnlyList<CandidateTrial> Harmful(IReadOnlyList<StatementWork> current, IReadOnlyList<CandidateTrial> trials)
    {
        var now = current.ToDictionary(work => work.StatementId);
        return [.. trials.Where(trial => trial.Failure is null && IsHarmful(trial, now))];
    }

    /// <summary>The statements whose plans a trial changes, those that gain most first.</summary>
    /// <param name="current">The statements without it.</param>
    /// <param name="trial">The candidate.</param>
    public IReadOnlyList<string> Changed(IReadOnlyList<StatementWork> current, CandidateTrial trial)
    {
        var now = current.ToDictionary(work => work.StatementId);
        return
        [
            .. trial.With.Where(with => now.TryGetValue(with.StatementId, out var without) && IsTouched(without, with))
                .OrderByDescending(with => Saved(now[with.StatementId], with)).ThenBy(with => with.StatementId, StringComparer.Ordinal)
                .Select(with => with.StatementId),
        ];
    }

    private double Saved(StatementWork without, StatementWork with) =>
        calls.GetValueOrDefault(with.StatementId) * (without.Time - with.Time).TotalMilliseconds;

    // By its time, or by its buffers: they hardly vary from run to run, so that the same load gets the same advice.
    private bool IsHot(string statement) => _original.TryGetValue(statement, out var work)
        && (calls.GetValueOrDefault(statement) * work.Time.TotalMilliseconds >= WorthwhileLoad * _total
            || calls.GetValueOrDefault(statement) * work.Buffers >= WorthwhileLoad * _totalBuffers);

    // A write's plan does not show the scans of its constraints: a clear change of its time counts as well.
    private static bool IsTouched(StatementWork without, StatementWork with) =>
        without.Shape != with.Shape || (with.Time < Materially * without.Time && without.Time - with.Time > HarmfulTime);

    private IEnumerable<(StatementWork Without, StatementWork With)> Touched(CandidateTrial trial, Dictionary<string, StatementWork> now) =>
        from with in trial.With
        where now.ContainsKey(with.StatementId) && IsTouched(now[with.StatementId], with)
        select (now[with.StatementId], with);

    // A second index on a table must take off its share of what the statements were; a table that has none yet is judged by what they are
    // now: after the first of two joined tables got its index, the other one's is all that is left to gain.
    private bool IsWorthwhile(CandidateTrial trial, Dictionary<string, StatementWork> now, IReadOnlyCollection<string> served)
    {
        var isServed = trial.Candidate.Indexes.All(index => served.Contains(index.TableName));
        var touched = Touched(trial, now).Where(pair => IsHot(pair.With.StatementId)).ToList();
        var saved = touched.Sum(pair => Saved(pair.Without, pair.With));
        var affected = touched.Sum(pair => calls.GetValueOrDefault(pair.With.StatementId)
            * (isServed ? _original[pair.With.StatementId] : pair.Without).Time.TotalMilliseconds);
        var fewer = touched.Sum(pair => calls.GetValueOrDefault(pair.With.StatementId) * (pair.Without.Buffers - pair.With.Buffers));
        return touched.Exists(pair => IsBetter(pair.With, pair.Without)
                && (trial.Candidate.ServesForeignKey || IsSelective(pair.With, pair.Without)))
            && saved >= LeastSaving * affected
            && (saved >= WorthwhileLoad * _total || (fewer > 0 && fewer >= WorthwhileLoad * _totalBuffers));
    }

    private bool IsHarmful(CandidateTrial trial, Dictionary<string, StatementWork> now)
    {
        var gain = Touched(trial, now).Sum(pair => Math.Max(0, Saved(pair.Without, pair.With)));
        return Touched(trial, now).Any(pair =>
            pair.With.Time > Harm * pair.Without.Time && pair.With.Time - pair.Without.Time > HarmfulTime
            && -Saved(pair.Without, pair.With) > SmallLoss * gain);
    }

    // Where an index with the same keys is there already, or was kept before, it is the simple one that the stored columns must be worth
    // more than.
    private bool IsWorthStoring(CandidateTrial trial, Dictionary<string, StatementWork> now, IReadOnlyCollection<string> served) =>
        !trial.Candidate.Indexes.Any(index => index.Included.Count > 0
            && (served.Contains(index.TableName) || catalogue.Indexes.Any(there => IsPlain(there, index))))
        || Touched(trial, now).Any(pair => IsHot(pair.With.StatementId) && CoversMore(trial, pair.With, pair.Without));

    private static bool IsPlain(IndexFacts there, IndexDefinition index) =>
        there.Valid && there.Method == index.Method && there.Schema == index.Schema && there.Table == index.Table
        && there.Predicate == index.Predicate
        && there.Keys.Count >= index.Keys.Count
        && there.Keys.Zip(index.Keys).All(pair => pair.First.Column is { } column && column == pair.Second.Column);

    /// <summary>Whether an index begins with the keys of another one, over all of its rows, in whatever direction.</summary>
    /// <param name="there">The index that exists.</param>
    /// <param name="index">The other one.</param>
    public static bool HasKeysOf(IndexFacts there, IndexDefinition index) =>
        there.Valid && there.Method == index.Method && there.Schema == index.Schema && there.Table == index.Table
        && (there.Predicate is null || there.Predicate == index.Predicate)
        && there.Keys.Count >= index.Keys.Count
        && there.Keys.Zip(index.Keys)
            .All(pair => (pair.First.Column ?? pair.First.Expression) == (pair.Second.Column ?? pair.Second.Expression));

    private bool CoversMore(CandidateTrial trial, StatementWork with, StatementWork without) =>
        with.Buffers <= Covering * without.Buffers && IsBetter(with, without)
        && without.Buffers - with.Buffers
            >= WorthStoring * Math.Max(_original[with.StatementId].Buffers, trial.Candidate.Indexes.Max(PagesOf));

    private double PagesOf(IndexDefinition index) => TableOf(index)?.Pages ?? 0;

    private TableFacts? TableOf(IndexDefinition index) =>
        catalogue.Tables.Concat(catalogue.MaterializedViews)
            .FirstOrDefault(table => table.Schema == index.Schema && table.Name == index.Table);

    private bool IsUpgrade(CandidateTrial simple, CandidateTrial special, Dictionary<string, StatementWork> now)
    {
        var pairs = original.Where(work => IsHot(work.StatementId))
            .Select(work => (Simple: WorkIn(simple, work.StatementId, now), Special: WorkIn(special, work.StatementId, now))).ToList();
        var givesOrder = GivesOrderTo(simple, special);
        if (pairs.Exists(pair => IsBetter(pair.Simple, pair.Special) && !(givesOrder && IsNoise(pair.Special, pair.Simple))))
        {
            return Load(special, now) < Materially * Load(simple, now);
        }

        var covers = special.Candidate.Indexes.Any(index => index.Included.Count > 0)
            && !simple.Candidate.Indexes.Any(index => index.Included.Count > 0);
        return covers
            ? pairs.Exists(pair => CoversMore(special, pair.Special, pair.Simple))
            : pairs.Exists(pair => IsBetter(pair.Special, pair.Simple)) || IsMuchSmaller(simple, special)
                || (givesOrder && pairs.Exists(pair => pair.Simple.Buffers - pair.Special.Buffers >= 1));
    }

    // A column more, for an order: what it saves grows with the table, since no more rows are read than are wanted.
    private static bool GivesOrderTo(CandidateTrial simple, CandidateTrial special) =>
        special.Candidate is { ServesOrder: true, Indexes: [var ordered] } && simple.Candidate.Indexes is [var plain]
        && plain.TableName == ordered.TableName
        && plain.Predicate == ordered.Predicate
        && plain.Included.Count + ordered.Included.Count == 0
        && plain.Keys.Count < ordered.Keys.Count && plain.Keys.Zip(ordered.Keys).All(pair => pair.First == pair.Second);

    private static bool IsMuchSmaller(CandidateTrial simple, CandidateTrial special) =>
        special.Candidate.Indexes.Any(index => index.Predicate is not null)
        && simple.Candidate.Indexes.All(index => index.Predicate is null)
        && special.Size.Value <= MuchSmaller * simple.Size.Value;

    /// <summary>Whether a candidate stores so many columns that it is a second table.</summary>
    public bool IsSecondTable(CandidateTrial trial) => trial.Candidate.Indexes.Any(index => index.Included.Count > 0
        && TableOf(index) is { } table && trial.Size.Value > SecondTable * table.Pages * Page);

    private double Load(CandidateTrial trial, Dictionary<string, StatementWork> now) =>
        original.Sum(work => calls.GetValueOrDefault(work.StatementId) * WorkIn(trial, work.StatementId, now).Time.TotalMilliseconds);

    private static StatementWork WorkIn(CandidateTrial trial, string statement, Dictionary<string, StatementWork> now) =>
        trial.With.FirstOrDefault(with => with.StatementId == statement) is { } with
            && (!now.TryGetValue(statement, out var without) || IsTouched(without, with))
            ? with
            : now[statement];

    // Buffers are the witness: they hardly vary, time does.
    private bool IsBetter(StatementWork a, StatementWork b) =>
        b.IsCutShort ? !a.IsCutShort
        : !a.IsCutShort && IsLess(a, b);

    // The scans of a constraint are not counted in a plan's buffers, nor is anything where the time limit came first.
    private static bool IsSelective(StatementWork with, StatementWork without) =>
        without.IsCutShort || IsReadLess(with, without) || with.Time <= TimeAlone * without.Time;

    // Of an index that begins like another, and reads about as much, a longer time is the machine's.
    private static bool IsNoise(StatementWork longer, StatementWork shorter) =>
        !longer.IsCutShort && longer.Buffers <= (AboutAsMuch * shorter.Buffers) + FewBuffers && longer.Time <= NoiseFactor * shorter.Time;

    private static bool IsReadLess(StatementWork a, StatementWork b) =>
        a.Buffers <= Materially * b.Buffers && b.Buffers - a.Buffers >= FewBuffers;

    private bool IsLess(StatementWork a, StatementWork b) =>
        (IsReadLess(a, b) && (a.Time <= 1.1 * b.Time || a.Time - b.Time < ShortTime))
        || (a.Time <= Materially * b.Time
            && b.Time - a.Time >= ShortTime
            && b.Time - a.Time >= ShortShare * _original[b.StatementId].Time
            && a.Buffers <= 1.25 * b.Buffers);

    private static double Complexity(CandidateTrial trial) => trial.Candidate.Indexes.Sum(index =>
        1 + index.Keys.Count + (1.5 * index.Included.Count) + (index.Predicate is null ? 0 : 0.5) + (index.Method == "btree" ? 0 : 1.5)
        + (0.25 * index.Keys.Count(key => key.Column is null)) + (0.1 * index.Keys.Count(key => key.OperatorClass is not null)));
}
