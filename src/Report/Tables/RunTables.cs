using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Report.Tables;

/// <summary>What the verdict rests on: objectives, assertions, detectors, the run itself.</summary>
internal static class RunTables
{
    /// <summary>Every objective, the worst first.</summary>
    public static Table Objectives(AuditResult result) => Table.Of(
        "Service level objectives, the worst first",
        "No objective was judged.",
        Objective.WorstFirst(result.Slo),
        Column<Objective>.State("State", o => Words.Met(o.Slo.Met)),
        Column<Objective>.Code("Endpoint", o => o.Slo.Endpoint),
        Column<Objective>.Words("Indicator", o => o.Slo.Indicator),
        Column<Objective>.Number("Target", o => o.Target),
        Column<Objective>.Number("Actual", o => o.Actual),
        Column<Objective>.Number("Requests", o => Format.Count(o.Slo.Samples)));

    /// <summary>Every assertion of the decision.</summary>
    public static Table Assertions(Decision decision) => Assertions("What the decision rests on", decision.Assertions);

    /// <summary>Assertions that one caption tells apart from those of the decision.</summary>
    public static Table Assertions(string caption, IReadOnlyList<Assertion> assertions) => Table.Of(
        caption,
        "The result lists no assertion.",
        assertions,
        Column<Assertion>.State("State", Words.Of),
        Column<Assertion>.Words("Assertion", a => a.Name),
        Column<Assertion>.Code("Operator", a => a.Operator),
        Column<Assertion>.Number("Expected", Expected),
        Column<Assertion>.Number("Actual", Actual),
        Column<Assertion>.Words("Level", a => a.Level));

    /// <summary>Scenarios that a sentence tells of (a count).</summary>
    private const int MostScenarios = 3;

    /// <summary>
    /// The load that the plan asks for, in a sentence; empty where the result does not tell, and for a database by itself.
    /// </summary>
    public static string Load(AuditResult result) => result is { Database: null, Plan.Load: { Count: > 0 } load }
        ? $"The planned load: {string.Join("; ", load.Take(MostScenarios))}"
            + $"{(load.Count > MostScenarios ? $"; and {Format.Count(load.Count - MostScenarios)} more" : "")}."
        : "";

    /// <summary>What the trust rests on, in a sentence.</summary>
    public static string Measured(RunTrust trust) =>
        $"Send lag p99 {Format.Duration(trust.SendLagP99)}; of all processor time the generator used {Format.Percent(trust.GeneratorCpu)}, "
        + $"foreign work {Format.Percent(trust.ForeignCpu)}.";

    /// <summary>
    /// What was not tested; a detector that has an answer all the same has it for a part. Those that nobody asked for have one row
    /// for each reason together, the first: they are a choice, and no failure.
    /// </summary>
    public static Table NotTested(AuditResult result)
    {
        List<DetectorOutcome> unasked = [.. result.Outcomes.Where(Words.IsUnasked)];
        IReadOnlyList<NotTested> rows =
        [
            .. unasked.GroupBy(UnaskedReason.Of, StringComparer.Ordinal)
                .Select(static same => new NotTested(string.Join(", ", same.Select(static outcome => outcome.Detector)), same.Key)),
            .. result.NotTested.Where(one => !unasked.Exists(outcome => outcome.Detector == one.Subject)),
        ];
        return Table.Of(
            "What was not tested, and why",
            "The result lists nothing that was left out.",
            rows,
            Column<NotTested>.Words("Subject", n => result.Outcomes.Any(o => o.Detector == n.Subject && o.Outcome is "clean" or "found")
                ? $"{n.Subject}, in part"
                : n.Subject),
            Column<NotTested>.Words("Reason", n => n.Reason));
    }

    /// <summary>How each detector ended; what did not run is no proof of health.</summary>
    public static Table Detectors(AuditResult result) => Table.Of(
        "How each detector ended",
        "No detector ran.",
        result.Outcomes,
        Column<DetectorOutcome>.Code("Detector", o => o.Detector),
        Column<DetectorOutcome>.State("Outcome", o => Words.Outcome(o.Outcome)),
        Column<DetectorOutcome>.Words("Reason", o => o.Reason ?? Remark(result, o)));

    /// <summary>What is said of a detector that found something of which neither a finding nor refuted advice is left.</summary>
    public const string ToldElsewhere = "told with the finding that explains it";

    private static string Remark(AuditResult result, DetectorOutcome outcome) => outcome.Outcome switch
    {
        "clean" when result.NotTested.FirstOrDefault(n => n.Subject == outcome.Detector) is { } part => $"in part; not told: {part.Reason}",
        "found" when result.Findings.Any(finding => finding.Detector == outcome.Detector) => "",
        "found" when result.Rejected.Any(finding => finding.Detector == outcome.Detector) => "refuted by measurement",
        "found" => ToldElsewhere,
        _ => "",
    };

    /// <summary>Which run this is.</summary>
    public static Table Manifest(AuditResult result) => Table.Of(
        "The run",
        "Unknown.",
        Facts(result.Manifest, result.Database is not null),
        Column<(string Name, string Value)>.Words("Fact", f => f.Name),
        Column<(string Name, string Value)>.Words("Value", f => f.Value));

    private static IEnumerable<(string Name, string Value)> Facts(Manifest manifest, bool isDatabase) =>
    [
        ("run", manifest.RunId), (isDatabase ? "database" : "service", manifest.Service), ("address", manifest.Url.ToString()),
        ("started", Format.Time(manifest.StartedAt)), ("took", Format.Duration(manifest.Took)),
        ("ended early", Ending(manifest)), ("commit", manifest.Commit ?? "unknown"),
        .. manifest.Versions.Select(v => (v.Key, v.Value)),
        ("machine",
            $"{manifest.Host.Os}, {Format.Several(manifest.Host.Cores, "processor")}, {Format.Bytes(manifest.Host.Memory)} of memory"),
        ("seed", manifest.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static string Ending(Manifest manifest) => manifest switch
    {
        { Interrupted: true } => "yes: it was interrupted",
        { Took: null } => "yes: it was killed",
        _ => "no",
    };

    /// <summary>The bound of an assertion with its unit.</summary>
    public static string Expected(Assertion assertion) => (assertion.Unit, assertion.Expected) switch
    {
        ("ms", { } milliseconds) => Format.Bound(TimeSpan.FromMilliseconds(milliseconds)),
        ("ratio", >= 0 and <= 1 and var ratio) => Format.Bound(new Ratio(ratio)),
        (_, var bound) => Value(assertion, bound),
    };

    /// <summary>What was measured for an assertion, with its unit.</summary>
    public static string Actual(Assertion assertion) => Value(assertion, assertion.Actual);

    private static string Value(Assertion assertion, double? value) => (assertion.Unit, value) switch
    {
        (_, null) => Format.Unknown,
        (null, { } number) => Format.Number(number),
        ("ms" or "bytes" or "ratio" or "per_s", { } number) => Metric.Value("_" + assertion.Unit, number),
        (_, { } number) => $"{Format.Number(number)} {assertion.Unit}",
    };
}
