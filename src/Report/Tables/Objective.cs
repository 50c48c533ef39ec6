using Headroom.Model.Results;

namespace Headroom.Report.Tables;

/// <summary>A service level objective as a person reads it.</summary>
/// <param name="Slo">The objective.</param>
internal sealed record Objective(SloResult Slo)
{
    /// <summary>The bound.</summary>
    public string Target => Slo.Target is { } target ? Format.Bound(target) : Format.Bound(Slo.TargetShare);

    /// <summary>What was measured; with all its digits where fewer would hide which side of the bound it is on.</summary>
    public string Actual => Slo switch
    {
        { Target: { } bound, Actual: { } actual } when actual != bound && Format.Duration(actual) == Format.Duration(bound) =>
            Format.Bound(actual),
        { TargetShare: { } bound, ActualShare: { } actual } when actual != bound && Format.Percent(actual) == Format.Percent(bound) =>
            Format.Bound(actual),
        { Target: null } => Format.Percent(Slo.ActualShare),
        _ => Format.Duration(Slo.Actual),
    };

    /// <summary>Measured over bound, to order and to draw by; null when either is unknown or the bound is nothing.</summary>
    public double? Ratio => Slo switch
    {
        { Target: { } bound, Actual: { } actual } when bound > TimeSpan.Zero => actual / bound,
        { TargetShare.Value: > 0 and var bound, ActualShare.Value: var actual } => actual / bound,
        _ => null,
    };

    /// <summary>How many are met, and of the others how many are violated and how many were not judged, in a sentence.</summary>
    public static string Counted(IReadOnlyList<SloResult> objectives)
    {
        var (violated, open) = (objectives.Count(static slo => slo.Met == false), objectives.Count(static slo => slo.Met is null));
        return $"Met: {Format.Count(objectives.Count - violated - open)} of {Format.Several(objectives.Count, "objective")}"
            + (violated == 0 ? "" : $"; violated: {Format.Count(violated)}")
            + (open == 0 ? "" : $"; not judged: {Format.Count(open)}")
            + ".";
    }

    /// <summary>Violated before not judged before met, and among equals the farthest out first.</summary>
    public static IReadOnlyList<Objective> WorstFirst(IEnumerable<SloResult> objectives) =>
    [
        .. objectives.Select(slo => new Objective(slo))
            .OrderBy(o => o.Slo.Met switch { false => 0, null => 1, true => 2 })
            .ThenByDescending(o => o.Ratio ?? double.MaxValue)
            .ThenBy(o => o.Slo.Endpoint, StringComparer.Ordinal)
            .ThenBy(o => o.Slo.Indicator, StringComparer.Ordinal),
    ];
}
