using Headroom.Model.Findings;
using Headroom.Model.Results;

namespace Headroom.Report.Tables;

/// <summary>What both reports say of a finding, short of its layout.</summary>
internal static class FindingFacts
{
    /// <summary>Where the fault is in one line: the endpoint, and the source line or the table behind it.</summary>
    public static string Place(Finding finding)
    {
        var subject = finding.Subject;
        string?[] places =
        [
            subject.Endpoint ?? (finding.Endpoints is [var first, ..] ? first : null),
            SourceOf(subject) ?? TableOf(subject) ?? subject.Dependency,
        ];
        var known = places.OfType<string>().ToList();
        return known.Count > 0 ? string.Join(", ", subject.StatementName is { } called ? known.Prepend(called) : known) : subject switch
        {
            { StatementName: { } name } => name,
            { StatementId: { } statement } => $"statement {statement}",
            { Role: { } role } => $"role {role}",
            { Service: { } service } => service,
            _ => "place unknown",
        };
    }

    private const string ShareOfTime = "share of the database's execution time";

    /// <summary>What an endpoint is called in <see cref="Places"/> that the fault reaches besides the first.</summary>
    public const string AlsoReached = "also reached";

    /// <summary>All that is known of where it is: what, and its name.</summary>
    public static IEnumerable<(string What, string Name)> Places(AuditResult result, Finding finding)
    {
        var subject = finding.Subject;
        var endpoints = finding.Endpoints.Prepend(subject.Endpoint).OfType<string>().Distinct(StringComparer.Ordinal);
        IEnumerable<(string What, string? Name)> all =
        [
            .. endpoints.Select((endpoint, i) => (i == 0 ? "endpoint" : AlsoReached, (string?)endpoint)),
            ("source", SourceOf(subject)), ("table", TableOf(subject)), ("dependency", subject.Dependency), ("role", subject.Role),
            ("statement", subject.StatementName), (subject.StatementName is null ? "statement" : "statement id", subject.StatementId),
            (result.Database is null ? "service" : "database", subject.Service),
        ];
        return all.Where(p => p.Name is not null).Select(p => (p.What, p.Name!));
    }

    /// <summary>The numbers that a finding rests on: what, and how much with its unit.</summary>
    public static IEnumerable<(string What, string Much)> Numbers(Finding finding) =>
        Named(finding).Select(static fact => (fact.Name, Format.Fact(fact)));

    /// <summary>The numbers that a finding rests on, by the names that stand beside its statement.</summary>
    /// <remarks>A cure may reach more statements than the one that is shown: whose share of the time it is, is said.</remarks>
    public static IEnumerable<Fact> Named(Finding finding) => finding.Facts.Select(fact =>
        finding.Subject.StatementId is not null && IsShareOfTime(fact) ? fact with { Name = $"the statement's {fact.Name}" } : fact);

    /// <summary>
    /// The most that a cure can save; where nobody knows that, what its statement takes; empty where neither is known, and for a finding
    /// that is not about the time of a database.
    /// </summary>
    public static string Share(AuditResult result, Finding finding) => (result.Database, finding.Share) switch
    {
        ({ IsWorkload: true }, { } share) when result.Statements.Any(s => s.IsCutShort && s.StatementId == finding.Subject.StatementId) =>
            $"{Format.Percent(share)} of the workload's time, with its own at the time limit",
        ({ IsWorkload: true }, { } share) => $"up to {Format.Percent(share)} of the workload's time",
        ({ IsWorkload: false }, { } share) => $"up to {Format.Percent(share)} of the database's time",
        ({ }, null) => "",
        _ => Share(finding),
    };

    private static string Share(Finding finding) => finding switch
    {
        { Subject.Dependency: { } dependency } => $"time spent waiting for {dependency}",
        { Share: { } share } => $"up to {Format.Percent(share)} of the database time under load",
        _ when finding.Facts.FirstOrDefault(IsShareOfTime) is { } taken =>
            $"its statement takes {Format.Fact(taken)} of the database time under load{taken.Name[ShareOfTime.Length..]}",
        _ => "",
    };

    // What may follow the name is a remark on the share: "with its own at the time limit".
    private static bool IsShareOfTime(Fact fact) => fact.Name.StartsWith(ShareOfTime, StringComparison.Ordinal);

    /// <summary>
    /// That a finding is about the time of the same statement as one before it, so that the two shares are one; empty where none is, and
    /// for what is not among the findings.
    /// </summary>
    public static string Overlap(AuditResult result, Finding finding)
    {
        var own = result.Findings.ToList().FindIndex(other => ReferenceEquals(other, finding));
        if (own < 0 || finding is not { Share: not null, Subject.StatementId: { } statement })
        {
            return "";
        }

        var first = result.Findings.Take(own).ToList()
            .FindIndex(other => other.Share is not null && other.Subject.StatementId == statement);
        return first < 0
            ? ""
            : $"the same statement as finding {Format.Coordinate(first + 1)}: what one cure saves, the other cannot save again";
    }

    /// <summary>What it means that there is no finding: a silence of detectors that did not run is no health.</summary>
    public static string None(AuditResult result) =>
        result.Outcomes.All(Words.IsSilent) ? "Unknown: no detector ran."
        : result.Outcomes.Any(Words.IsSilent) ? "No finding by the detectors that ran; some did not."
        : "No finding: every detector ran.";

    /// <summary>The experiment about a finding, wherever the result keeps it; null when there was none.</summary>
    public static Proof? ProofOf(AuditResult result, Finding finding) =>
        finding.Proof ?? result.Proofs.FirstOrDefault(p => p.Fingerprint == finding.Fingerprint);

    /// <summary>Where the evidence of a finding stands: what shows it, then the experiment about it.</summary>
    public static IReadOnlyList<string> EvidenceOf(AuditResult result, Finding finding) =>
        [.. finding.Evidence.Append(ProofOf(result, finding)?.Evidence).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>What the finding's probes said when they ran again after the run; empty when nobody tried.</summary>
    public static string Repeat(Finding finding) => finding.Repeat is not { } repeat
        ? ""
        : string.Join("; ", repeat.Facts.Select(static fact => $"{fact.Name}: {Format.Fact(fact)}")
            .Prepend($"Tried again on {Format.Time(repeat.At)}: {repeat.Reason}")) + ".";

    /// <summary>
    /// Whether an experiment came to measure anything: one that ends with different answers, or before a block, has its reason alone.
    /// </summary>
    public static bool Measures(Proof proof) => proof.Changes.Count + proof.Costs.Count > 0;

    /// <summary>What an experiment measured: the gain before the price; statements by their names where they have one.</summary>
    public static Table Changes(
        AuditResult result, IReadOnlyList<string> arms, IEnumerable<MeasuredChange> changes, IEnumerable<MeasuredChange> costs) =>
        Table.Of(
            $"Measured: {(arms.Count == 0 ? "base against remedy" : string.Join(" against ", arms))}",
            "Nothing was measured that could be compared.",
            changes.Select(c => (Change: c, Name: NameOf(result, c)))
                .Concat(costs.Select(c => (Change: c, Name: $"price: {NameOf(result, c)}"))),
            Column<(MeasuredChange Change, string Name)>.Words("Metric", c => c.Name),
            Column<(MeasuredChange Change, string Name)>.Number("Base", c => Metric.Value(c.Change.Metric, c.Change.Base)),
            Column<(MeasuredChange Change, string Name)>.Number("Remedy", c => Metric.Value(c.Change.Metric, c.Change.Remedy)),
            Column<(MeasuredChange Change, string Name)>.Number("Change", c => Metric.Change(c.Change.Metric, c.Change.Change)),
            Column<(MeasuredChange Change, string Name)>.Number("99 % interval", c => Metric.Interval(c.Change)),
            Column<(MeasuredChange Change, string Name)>.Number("Pairs", c => Format.Count(c.Change.Pairs)));

    /// <summary>How the columns of <see cref="Changes"/> go together, as Markdown; nothing where nothing was measured.</summary>
    /// <remarks><b>Source:</b> the change is the Hodges-Lehmann estimate over the pairs' ratios.</remarks>
    public static IEnumerable<string> ChangesMeaning(IReadOnlyList<MeasuredChange> changes) => changes.All(static change => change.Change is null) ? [] :
    [
        "Both values are medians; the change is estimated from the pairs, and need not be their quotient."
            + (changes.Any(static change => change.Metric.StartsWith("net_", StringComparison.Ordinal))
                ? " Net are all of its statements together, each as often as the load calls it."
                : ""),
    ];

    /// <summary>What else an experiment tells: size and time of the remedy; empty when neither is known.</summary>
    public static string Price(Proof proof) => string.Join(", ", new[]
    {
        proof.Size is { } size ? $"it takes {Format.Bytes(size)}" : null,
        proof.Apply is { } apply ? $"took {Format.Duration(apply)} to apply on the clone" : null,
    }.OfType<string>());

    /// <summary>What people call a metric: <c>statement_4f178a5c0ffe_time_ms</c> by the statement's name, where it has one.</summary>
    public static string NameOf(AuditResult result, MeasuredChange change) =>
        result.Statements.FirstOrDefault(s =>
            s.Name is not null && change.Metric.StartsWith($"statement_{s.StatementId}_", StringComparison.Ordinal)) is { } statement
            ? $"{statement.Name}: {Metric.Name(change.Metric[$"statement_{statement.StatementId}_".Length..])}"
            : Metric.Name(change.Metric);

    private static string? SourceOf(Subject subject) =>
        subject is { File: { } file, Line: { } line } ? $"{file}:{Format.Coordinate(line)}" : subject.File;

    private static string? TableOf(Subject subject) =>
        subject is { Table: { } table, Columns.Count: > 0 } ? $"{table} ({string.Join(", ", subject.Columns)})" : subject.Table;
}
