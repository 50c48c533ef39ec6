using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Report.Databases;

/// <summary>What a remedy that harms makes worse.</summary>
internal static class Loss
{
    private const string Prefix = "statement_";
    private const string Time = "time_ms";
    private const string Work = "buffers_per_call";

    /// <summary>
    /// The statement that loses most of those whose interval says that they take longer; the proof's reason when none does by itself.
    /// </summary>
    public static string Of(AuditResult result, Finding finding, Proof proof)
    {
        var slower = proof.Changes.Where(change => IsSlower(change, proof))
            .Select(change => (Change: change, Id: IdOf(change, finding, proof)))
            .OrderByDescending(each => (each.Change.Remedy - each.Change.Base) * Math.Max(1, Find(result, each.Id)?.Calls ?? 1))
            .ToList();
        return slower is [var (worst, id), ..]
            ? $"{(id is null ? "a statement" : Find(result, id)?.Name ?? $"statement {id}")} takes longer, {Metric.BaseToRemedy(worst)} "
                + $"(measured, {Format.Several(worst.Pairs, "pair")})"
            : proof.Reason;
    }

    // Executions that touch exactly as many buffers in both arms ran alike, whatever the clock says.
    private static bool IsSlower(MeasuredChange change, Proof proof) =>
        (change.Metric == Time
            || (change.Metric.StartsWith(Prefix, StringComparison.Ordinal) && change.Metric.EndsWith($"_{Time}", StringComparison.Ordinal)))
        && change.ChangeLow > 0
        && !proof.Changes.Any(work =>
            work is { ChangeLow: 0, ChangeHigh: 0 } && work.Metric == string.Concat(change.Metric[..^Time.Length], Work));

    // The primary statement goes without its id: it is the finding's own, unless that is listed among the others.
    private static string? IdOf(MeasuredChange change, Finding finding, Proof proof) => change.Metric != Time
        ? change.Metric[Prefix.Length..^(Time.Length + 1)]
        : proof.Changes.Any(other => other.Metric == $"{Prefix}{finding.Subject.StatementId}_{Time}") ? null : finding.Subject.StatementId;

    private static StatementResult? Find(AuditResult result, string? id) =>
        result.Statements.FirstOrDefault(statement => statement.StatementId == id);
}
