using Headroom.Model.Evidence;
using Headroom.Model.Guards;

namespace Headroom.Analyze.Guards;

/// <summary>What a statement does, read off its plans.</summary>
public static class GuardEntries
{
    /// <summary>The entry.</summary>
    /// <param name="name">The statement's name.</param>
    /// <param name="statementId">Its id.</param>
    /// <param name="samples">Its plans, one or more for each set of values.</param>
    /// <param name="isMeasured">Whether every set of values was executed to its end; else nobody knows the worst buffers.</param>
    /// <param name="catalogue">The tables.</param>
    /// <param name="largeRows">A table with more rows is large; null: what the search for indexes calls large.</param>
    public static GuardEntry Of(
        string name, string statementId, IReadOnlyList<PlanSample> samples, bool isMeasured, DatabaseCatalogue catalogue, long? largeRows)
    {
        return new GuardEntry
        {
            Name = name,
            StatementId = statementId,
            BuffersPerCall = isMeasured ? samples.Where(sample => sample.Executed).Max(sample => sample.Root.Buffers) : null,
            Plans = [.. samples.Select(sample => PlanShape.Of(sample.Root, catalogue)).Distinct().Order(StringComparer.Ordinal)],
            SequentialScans = ScannedTables.Of(samples, catalogue, largeRows),
        };
    }
}
