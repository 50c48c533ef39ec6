using System.Globalization;
using System.Text;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Report.Artifacts;

/// <summary>
/// The index remedies of an audit as SQL: a migration up and down in a form that locks nobody out, and the same with its numbers.
/// </summary>
public static class IndexMigration
{
    /// <summary>The statements that make the indexes; null when there is none to make.</summary>
    public static string? Up(AuditResult result) => Script(
        result,
        $"""
        -- Index migration up. Run it as a file (psql -X --set ON_ERROR_STOP=on -f), outside a transaction: CREATE INDEX CONCURRENTLY cannot run in one.
        -- Its time limits are lifted, since one that ends a build leaves an INVALID index. After a failed build: drop the index that it left invalid, then
        -- run the statement again, and what follows it. The last query must return no row.
        {LockSafeSql.Unlimited}
        """,
        finding => $"{Heading(finding)}{finding.Remedies[0].LockSafe ?? finding.Remedies[0].Up}\n",
        _ => $"\n{LockSafeSql.Limited}\n\n{Check}\n");

    /// <summary>The statements that take them back; null when there is none.</summary>
    public static string? Down(AuditResult result) => Script(
        result,
        $"-- Index migration down: takes back what the migration up made. Run it as the migration up.\n{LockSafeSql.Unlimited}",
        finding => $"{finding.Remedies[0].Down}\n",
        _ => $"\n{LockSafeSql.Limited}\n");

    /// <summary>The analysis: each index with what was measured, and what was tried and refuted; null when there is neither.</summary>
    public static string? Analysis(AuditResult result)
    {
        var refuted = result.Rejected.Where(IsIndex).ToList();
        return Indexes(result).Count + refuted.Count == 0 ? null : Script(
            result,
            "-- Indexes with what was measured on a clone of the database: work (buffers) first, then time; "
                + "99 % intervals over interleaved pairs.\n"
                + "-- net_: all statements of the load that it serves, each as often as it was called. "
                + "price: what a batch of inserts pays.",
            finding => $"{Heading(finding)}{string.Concat(Numbers(finding).Select(line => $"--   {line}\n"))}{finding.Remedies[0].Up}\n",
            _ => refuted.Count == 0
                ? ""
                : $"\n-- Tried, and refuted or not shown to help: do not create these.\n{string.Concat(refuted.Select(Refuted))}",
            evenWhenEmpty: true);
    }

    private const string Check = """
        SELECT indexrelid::regclass AS invalid_index FROM pg_index WHERE NOT indisvalid;
        """;

    private static string? Script(
        AuditResult result, string head, Func<Finding, string> each, Func<AuditResult, string> end, bool evenWhenEmpty = false)
    {
        var indexes = evenWhenEmpty
            ? Indexes(result)
            : [.. Indexes(result).Where(IsProven)];
        if (indexes.Count == 0 && !evenWhenEmpty)
        {
            return null;
        }

        var text = new StringBuilder(head.TrimEnd()).Append('\n');
        foreach (var finding in indexes)
        {
            text.Append('\n').Append(each(finding));
        }

        return text.Append(end(result)).ToString();
    }

    private static List<Finding> Indexes(AuditResult result) => [.. result.Findings.Where(IsIndex)];

    private static bool IsIndex(Finding finding) => finding.Remedies is [{ Kind: RemedyKind.Index, Down: not null }, ..];

    private static bool IsProven(Finding finding) => finding.Proof is { Verdict: ProofVerdict.Improved } && !IsOfAnother(finding);

    // A remedy of somebody's own says nothing of the index.
    private static bool IsOfAnother(Finding finding) =>
        finding.Proof?.Evidence == $"evidence/{EvidenceSet.RemedyName(finding.Fingerprint)}.json";

    private static string Heading(Finding finding) =>
        $"-- {OneLine(finding.Title)}\n{(finding.Subject.StatementName is { } name ? $"-- for the statement {OneLine(name)}\n" : "")}";

    private static IEnumerable<string> Numbers(Finding finding)
    {
        if (finding.Effect is Effect.Unknown unknown)
        {
            yield return OneLine(unknown.Reason);
        }

        if (IsOfAnother(finding))
        {
            yield return "the index itself was not shown to help: what was measured is another remedy";
        }
        else if (finding.Proof is { } proof)
        {
            foreach (var line in proof.Changes.Select(Line).Concat(proof.Costs.Select(cost => $"price: {Line(cost)}")))
            {
                yield return line;
            }

            yield return $"size: {(proof.Size is { } size ? Format.Bytes(size) : "unknown")}; verdict: {OneLine(proof.Reason)}";
        }
    }

    private static string Refuted(Finding finding) =>
        $"--\n{string.Concat(finding.Remedies[0].Up.Split('\n').Select(line => $"--   {line}\n"))}"
            + string.Concat(Numbers(finding).Select(line => $"--     {line}\n"));

    private static string Line(MeasuredChange change) =>
        $"{change.Metric}: {Number(change.Base)} -> {Number(change.Remedy)}{Change(change)}, {Format.Several(change.Pairs, "pair")}";

    // In the words of the reports: 8334 -> 3 is no -100 %.
    private static string Change(MeasuredChange change) => change is { Change: not null, ChangeLow: not null, ChangeHigh: not null }
        ? $" ({Metric.Change(change.Metric, change.Change)}, 99 %: {Metric.Interval(change)})"
            .Replace(" … ", " to ", StringComparison.Ordinal).Replace('−', '-')
        : "";

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
