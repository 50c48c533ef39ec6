using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Judge;

/// <summary>
/// Whether findings of two runs are about one missing index: without a clone the plans lead to more columns, or fewer, than the search on a
/// clone keeps, and what serves a filter in one run serves an order in the other.
/// </summary>
internal sealed class SameAdvice
{
    private readonly IndexSearch? _searchBefore;
    private readonly IndexSearch? _searchAfter;
    private readonly DatabaseCatalogue? _before;
    private readonly Lazy<ILookup<string, IndexDefinition>> _advised;

    public SameAdvice(RecordedRun earlier, RecordedRun later)
    {
        _searchBefore = earlier.Evidence.Find<IndexSearch>();
        _searchAfter = later.Evidence.Find<IndexSearch>();
        _before = earlier.Evidence.Find<DatabaseCatalogue>();
        _advised = new Lazy<ILookup<string, IndexDefinition>>(() => MissingIndex.IndexesOf(later.Evidence)
            .ToLookup(MissingIndex.FingerprintOf, static chosen => chosen.Index, StringComparer.Ordinal));
    }

    /// <summary>
    /// Whether both advise an index of the same table that begins with the same column, for a statement that both name; one that the
    /// earlier run's database had, and the later one's lacks, is another matter.
    /// </summary>
    /// <param name="before">A finding of the earlier run.</param>
    /// <param name="after">A finding of the later one.</param>
    public bool IsOne(Finding before, Finding after) =>
        IndexSymptoms.IsIndex(before) && IndexSymptoms.IsIndex(after)
        && ClaimFamilies.AreOne(before.Detector, after.Detector)
        && before.Subject.Table == after.Subject.Table
        && before.Subject.Columns is [var was, ..] && after.Subject.Columns is [var now, ..] && was == now
        && IndexSymptoms.StatementsOf(before, _searchBefore).Overlaps(IndexSymptoms.StatementsOf(after, _searchAfter))
        && !WasThere(after);

    private bool WasThere(Finding after) =>
        _before is { } database && _advised.Value[after.Fingerprint].Any(index => MissingIndex.IsThere(index, database));
}
