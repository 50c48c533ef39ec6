using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Tables;

namespace Headroom.Report.Formats;

/// <summary>The findings as a table for a spreadsheet or a tracker: the first to fix first.</summary>
public static class FindingsCsv
{
    private static readonly string[] s_head =
    [
        "rank", "severity", "confidence", "detector", "title", "place", "service", "endpoint", "table", "columns", "dependency",
        "role", "file", "line", "statement_id",
        "share_ratio", "effect", "effect_kind", "effect_model", "metric", "base", "after_low", "after_high", "pairs",
        "remedy_kind", "remedy_scope", "remedy", "take_back", "risk", "waived_by", "waived_until", "fingerprint",
    ];

    /// <summary>The table; a cell that is empty is not known.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static string Render(AuditResult result) => Csv.Of(s_head, result.Findings.Select((finding, i) => Row(result, finding, i + 1)));

    private static IReadOnlyList<string?> Row(AuditResult result, Finding finding, int rank)
    {
        var subject = finding.Subject;
        var remedy = finding.Remedies is [var best, ..] ? best : null;
        var waiver = Gate.WaiverOf(result, finding);
        return
        [
            Csv.Number(rank), finding.Severity.ToString().ToLowerInvariant(), finding.Confidence.ToString().ToLowerInvariant(),
            finding.Detector, finding.Title, FindingFacts.Place(finding), subject.Service,
            subject.Endpoint ?? (finding.Endpoints is [var first, ..] ? first : null), subject.Table, string.Join(", ", subject.Columns),
            subject.Dependency, subject.Role, subject.File, Csv.Number(subject.Line), subject.StatementId,
            Csv.Number(finding.Share?.Value), Gain.Of(finding.Effect).Headline, .. EffectCells(finding.Effect),
            remedy?.Kind.ToString().ToLowerInvariant(), remedy?.Scope.ToString().ToLowerInvariant(), remedy?.Up, remedy?.Down, remedy?.Risk,
            waiver?.Owner, waiver?.Until.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), finding.Fingerprint,
        ];
    }

    // Of a measurement both ends are the median of the remedy's arm; an estimate never goes without its model.
    private static IReadOnlyList<string?> EffectCells(Effect effect) => effect switch
    {
        Effect.Measured { Changes: [var primary, ..] } =>
        [
            "measured", null, primary.Metric, Csv.Number(primary.Base), Csv.Number(primary.Remedy), Csv.Number(primary.Remedy),
            Csv.Number(primary.Pairs),
        ],
        Effect.Measured => ["measured", null, null, null, null, null, null],
        Effect.Estimated estimated =>
            ["estimated", estimated.Model, estimated.Metric, null, Csv.Number(estimated.Low), Csv.Number(estimated.High), null],
        _ => ["unknown", null, null, null, null, null, null],
    };
}
