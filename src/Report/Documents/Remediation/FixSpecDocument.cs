using System.Text.Json;
using Headroom.Model.Findings;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;
using Headroom.Report.Texts;
using static Headroom.Report.Texts.Markdown;

namespace Headroom.Report.Documents.Remediation;

/// <summary>The specification of the first fix: as Markdown for people, as JSON for coding agents; both are the same record.</summary>
public static class FixSpecDocument
{
    /// <summary>The specification as Markdown.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static string Render(AuditResult result)
    {
        var none = Unexplained.Of(result) is null ? "No fix to specify." : "No fix is known.";
        return string.Join("\n\n", Parts(FixSpecs.Of(result), none)) + "\n";
    }

    /// <summary>The specification as JSON: <see cref="FixSpec"/>.</summary>
    /// <param name="result">The audit; every number comes from it.</param>
    public static string Json(AuditResult result) => JsonSerializer.Serialize(FixSpecs.Of(result), ModelJson.FixSpec) + "\n";

    private static IEnumerable<string> Parts(FixSpec spec, string none) =>
    [
        $"# Fix spec: {Text(spec.Service)}",
        $"Run {Code(spec.RunId)}, {(spec.Commit is { } commit ? $"commit {Code(commit)}" : "of a commit that is not known")}. "
            + $"{Code("$RUN")} below is the folder of that run.",
        .. spec.IsTrusted ? Array.Empty<string>() : [Distrust],
        .. spec.Fix is { } fix ? PartsOf(fix, "The fix") : [$"**{none}** {Text(spec.Reason ?? "")}"],
        .. spec.BestOverall is { } best ? PartsOf(best, "Out of the plan's scope: the best fix overall") : [],
    ];

    private const string Distrust =
        "**The run cannot be trusted: what it measured under load proves nothing. What was measured on a clone of the database stands by "
        + "itself.**";

    private static IEnumerable<string> PartsOf(Fix fix, string heading) =>
    [
        $"## {heading}: {Text(fix.Title)}",
        $"{Words.Of(fix.Severity)}; {Words.Of(fix.Scope)}; fingerprint {Code(fix.Fingerprint)}.",
        "### Where", fix.Places.Count == 0 ? "The evidence names no place." : Places(fix),
        .. fix.Query is { } query ? [Statement(query)] : Array.Empty<string>(),
        .. Why(fix),
        "### Approach", Paragraphs(fix.Approach), Numbered(fix.Steps),
        .. fix.Sql is { } sql ? Scripts(sql) : [],
        "### Invariants", Bullets(fix.Invariants.Select(Text), "None."),
        "### Must not change", Bullets(fix.MustNotChange.Select(Text), "Nothing was ruled out."),
        "### Expected delta", .. Delta(fix),
        .. fix.Share is { } share
            ? [$"The most that any cure of it can save: {Format.Percent(share)} of the database's time."]
            : Array.Empty<string>(),
        "### Acceptance", ShortTable.Of(Acceptance(fix.Acceptance), whole: "`fix-spec.json`"),
        "### Verification", .. fix.Verification.SelectMany(static command => (string[])[Text(command.What), Fence("sh", command.Command)]),
        "### Rollback", Numbered(fix.Rollback),
        "### Risk and effort", RiskOf(fix),
        .. fix.Alternatives.Count == 0 ? Array.Empty<string>() : ["### Instead", Bullets(fix.Alternatives.Select(Text), "")],
        "### Evidence", Bullets(fix.Evidence.Select(Code), "No pointer was recorded."),
    ];

    private static string Places(Fix fix) =>
        string.Join('\n', MarkdownFinding.Places(fix.Places.Select(static place => (place.Kind, place.Name))));

    private static IEnumerable<string> Why(Fix fix) => fix.Explanation.Length == 0 && fix.Facts.Count == 0 ? [] :
    [
        "### Why",
        .. fix.Explanation.Length == 0 ? Array.Empty<string>() : [Paragraphs(fix.Explanation)],
        .. fix.Facts.Count == 0
            ? Array.Empty<string>()
            : [Bullets(fix.Facts.Select(static fact => $"{Text(fact.Name)}: {Format.Fact(fact)}"), "")],
    ];

    private static IEnumerable<string> Scripts(FixSql sql) =>
    [
        "### SQL",
        .. Script("Before:", sql.Before), .. Script("Up:", sql.Up), .. Script("Check:", sql.Check),
        .. sql.Down is null ? ["Down: nothing is known to take it back."] : Script("Down:", sql.Down),
    ];

    private static string[] Script(string name, string? sql) => sql is null ? [] : [name, Fence("sql", sql)];

    private static IEnumerable<string> Delta(Fix fix) => fix.Expected switch
    {
        Effect.Measured measured =>
        [
            $"**{Text(Gain.Of(measured).Headline)}** ({Text(Gain.Of(measured).Detail)})",
            Of(Changes("Measured", measured.Changes, fix.Costs)),
            .. FindingFacts.ChangesMeaning(measured.Changes),
        ],
        Effect.Estimated estimated => [$"{Text(Gain.Of(estimated).Headline)} ({Text(Gain.Of(estimated).Detail)})"],
        Effect.Unknown unknown => [$"{Text(Gain.Of(unknown).Sentence)}. {Settles(fix)}"],
        _ => throw new NotSupportedException(fix.Expected.GetType().Name),
    };

    // Only an experiment measures; a new audit tells that the finding is gone.
    private static string Settles(Fix fix) =>
        fix.Verification.Any(static step => step.Command.StartsWith("headroom prove ", StringComparison.Ordinal))
            ? "The verification below measures it."
            : "The verification below tells whether the finding is gone; nothing measures what that saves.";

    private static Table Changes(string caption, IEnumerable<MeasuredChange> changes, IEnumerable<MeasuredChange> costs) => Table.Of(
        caption,
        "No change was recorded.",
        changes.Select(static change => (Change: change, Name: Metric.Name(change.Metric)))
            .Concat(costs.Select(static change => (Change: change, Name: $"price: {Metric.Name(change.Metric)}"))),
        Column<(MeasuredChange Change, string Name)>.Words("Metric", static row => row.Name),
        Column<(MeasuredChange Change, string Name)>.Number("Base", static row => Metric.Value(row.Change.Metric, row.Change.Base)),
        Column<(MeasuredChange Change, string Name)>.Number(
            "With the fix", static row => Metric.Value(row.Change.Metric, row.Change.Remedy)),
        Column<(MeasuredChange Change, string Name)>.Number("Change", static row => Metric.Change(row.Change.Metric, row.Change.Change)),
        Column<(MeasuredChange Change, string Name)>.Number("99 % interval", static row => Metric.Interval(row.Change)),
        Column<(MeasuredChange Change, string Name)>.Number("Pairs", static row => Format.Count(row.Change.Pairs)));

    private static Table Acceptance(IReadOnlyList<FixThreshold> thresholds) => Table.Of(
        "The fix is accepted when all of this holds",
        "Nothing was measured that could be held against it.",
        thresholds,
        Column<FixThreshold>.Words("What", static threshold => threshold.Name),
        Column<FixThreshold>.Code("Operator", static threshold => threshold.Operator),
        Column<FixThreshold>.Number("Value", Bound));

    // An objective is what a person chose; the other values were measured.
    private static string Bound(FixThreshold threshold) => (threshold.Unit, threshold.Value) switch
    {
        (_, null) => Format.Unknown,
        ("ms", { } milliseconds) when threshold.Operator != "<=" => Format.Duration(TimeSpan.FromMilliseconds(milliseconds)),
        ("ratio", >= 0 and <= 1 and var ratio) when threshold.Operator != "<=" => Format.Percent(new Ratio(ratio)),
        ("ms", { } milliseconds) => Format.Bound(TimeSpan.FromMilliseconds(milliseconds)),
        ("ratio", >= 0 and <= 1 and var ratio) => Format.Bound(new Ratio(ratio)),
        (null, { } number) => Format.Number(number),
        ({ } unit, { } number) => Metric.Value("_" + unit, number),
    };

    private static string RiskOf(Fix fix) => string.Join('\n', new[]
    {
        $"- Risk: {Text(fix.Risk)}",
        fix.RiskFactor is { } risk ? $"- Risk factor of the ranking: {Format.Number(risk)}" : null,
        fix.EffortHours is { } hours ? $"- Effort class of the ranking: {Format.Number(hours)} h (a convention, not a measurement)" : null,
        $"- Confidence before any proof: {fix.Confidence.ToString().ToLowerInvariant()}",
    }.OfType<string>());

    private static string Numbered(IEnumerable<string> items) =>
        string.Join('\n', items.Select(static (item, i) => $"{Format.Coordinate(i + 1)}. {Text(item)}"));

    private static string Bullets(IEnumerable<string> items, string whenEmpty) =>
        string.Join('\n', items.Select(static item => $"- {item}")) is { Length: > 0 } list ? list : whenEmpty;
}
