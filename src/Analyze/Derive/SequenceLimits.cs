using Headroom.Model.Evidence;

namespace Headroom.Analyze.Derive;

/// <summary>When the end of a sequence is near.</summary>
internal static class SequenceLimits
{
    /// <summary>From this share on the end is near: at a steady pace a third of the time that it took to come here is left.</summary>
    public const double NearShare = 0.75;

    /// <summary>From this share on (a ninth of that time is left) a change of the column's type may not be ready before the end.</summary>
    public const double CriticalShare = 0.9;

    /// <summary>Whether the sequence itself could count on, and a column's type is what ends it.</summary>
    public static bool IsEndedByColumn(SequenceUse sequence) =>
        sequence.Limit != (sequence.Increment > 0 ? sequence.Greatest : sequence.Least);

    /// <summary>The columns that are too narrow for the sequence to count on.</summary>
    public static IEnumerable<SequenceColumn> Narrow(SequenceUse sequence) =>
        sequence.Columns.Where(column => column.Type is "smallint" or "integer");
}
