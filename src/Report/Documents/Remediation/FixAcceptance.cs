using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Artifacts;

namespace Headroom.Report.Documents.Remediation;

/// <summary>When a fix is accepted, and the commands that tell.</summary>
internal static class FixAcceptance
{
    private static readonly (string Suffix, string Unit)[] Units =
        [("_ms", "ms"), ("_bytes", "bytes"), ("_ratio", "ratio"), ("_per_s", "per_s")];

    private const string Unnamed = ", of routes that the change does not name";

    private const string ForeignKey = "unindexed-foreign-key";

    /// <summary>What the finding of an index points at that the search on a clone chose.</summary>
    private const string Chosen = "evidence/index-search.json#/chosen";

    /// <summary>What must be true: the hotspot is better, nothing else is worse.</summary>
    public static IEnumerable<FixThreshold> Thresholds(AuditResult result, Finding finding, Remedy remedy) =>
    [
        new($"finding {finding.Fingerprint}", "absent", null, null, "finding", finding.Fingerprint),
        .. Hotspot(result, finding, remedy),
        .. Endpoints(result, finding).SelectMany(endpoint => Unharmed(result, endpoint)),
        new("counted work of every statement, by headroom diff", "not worse", null, null, "counted_work", null),
        .. result.Database is null ? OfService(remedy) : [],
        .. result.Plan?.Test is null
            ? Array.Empty<FixThreshold>()
            : [new("exit code of the project's own tests", "==", 0, null, "exit_code", "tests")],
    ];

    // A database by itself has no checks, routes and answers.
    private static IEnumerable<FixThreshold> OfService(Remedy remedy) =>
    [
        new("failed checks, by headroom diff", "not worse", null, null, "failed_checks", null),
        new("routes that answered and do not any more", "==", 0, null, "lost_routes", null),
        new("statuses of the server's own failures that were not there before", "==", 0, null, "new_server_failures", null),
        new(
            $"answers with another status or another JSON shape{(remedy.Scope == RemedyScope.Api ? Unnamed : "")}", "==", 0, null,
            "changed_answers", null),
    ];

    /// <summary>
    /// The commands, the cheapest first: those that try the change before it is in place, then those that tell afterwards. A branch of the
    /// code does not hold what SQL changes, a database by itself has no service that could be started from one, and without a load on this
    /// machine there is nothing to compare by: for these only the new audit tells.
    /// </summary>
    public static IEnumerable<FixCommand> Commands(AuditResult result, Finding finding, Remedy remedy)
    {
        var fingerprint = ShellText.Quoted(finding.Fingerprint);
        if (result.Plan?.Test is { } test)
        {
            yield return new FixCommand("The project's own tests pass.", test);
        }

        if (remedy.Kind == RemedyKind.Index && CanBeTried(finding))
        {
            yield return new FixCommand(
                "Before the index is in the database, since a clone of one that has it cannot tell: it saves what it should, "
                    + "in interleaved pairs. $RUN is the folder of this run.",
                $"headroom prove {fingerprint} --run \"$RUN\"");
        }
        else if (CanBeCompared(result) && LockSafeSql.Of(remedy) is null)
        {
            var (option, word, meaning) = ChangeIn(result);
            yield return new FixCommand(
                "Before the change is merged: the service with it against the service as it is, block by block: work, latency, statuses, "
                    + $"shapes. {word} is {meaning}, $RUN the folder of this run.",
                $"headroom prove {fingerprint} --run \"$RUN\" {option} {word}");
        }

        foreach (var command in Afterwards(result))
        {
            yield return command;
        }
    }

    /// <summary>
    /// What stands for the change in the commands that try it: the option, its word, and what the word means. A branch is started by the
    /// plan's own command; where the plan has none, the change needs one.
    /// </summary>
    public static (string Option, string Word, string Meaning) ChangeIn(AuditResult result) =>
        result is { Database: null, Plan.HasStart: false }
            ? ("--remedy-command", "CMD", "the command that starts the service with the change (PORT and URL are in its environment)")
            : ("--remedy-revision", "REMEDY", "the branch with the change");

    /// <summary>The commands that tell once a change is in place, whatever it is.</summary>
    public static IReadOnlyList<FixCommand> Afterwards(AuditResult result) =>
    [
        result.Database is null
            ? new FixCommand(
                "Once the change is in place: a new audit of the service, by its plan (headroom.yaml, or what -c names).",
                "headroom audit -c headroom.yaml --out after-the-fix")
            : new FixCommand(
                "Once the change is in place: a new audit of the database, at $DATABASE_URL, with the options of the first one.",
                "headroom db audit --postgres \"$DATABASE_URL\" --out after-the-fix"),
        new FixCommand(
            "This run ($RUN is its folder) and the new one side by side: "
                + (result.Database is null ? "counted work, failures, checks, routes and findings." : "counted work and findings."),
            "headroom diff \"$RUN\" after-the-fix"),
    ];

    // The index of a foreign key that no search chose is read off the catalogue: no statement is known by which it could be tried.
    private static bool CanBeTried(Finding finding) =>
        finding.Detector != ForeignKey || finding.Evidence.Contains(Chosen, StringComparer.Ordinal);

    // A change of the code is tried under the plan's load, and started on this machine beside the service.
    private static bool CanBeCompared(AuditResult result) =>
        result is { Database: null, Manifest.Url.IsLoopback: true, Plan: not { Load.Count: 0 } };

    private static IEnumerable<FixThreshold> Hotspot(AuditResult result, Finding finding, Remedy remedy)
    {
        if (finding.Effect is Effect.Measured { Changes: [var primary, ..] })
        {
            var unit = Units.FirstOrDefault(one => primary.Metric.EndsWith(one.Suffix, StringComparison.Ordinal)).Unit;
            yield return new FixThreshold(
                Metric.Name(primary.Metric), "<", primary.Base, unit, primary.Metric, finding.Subject.StatementId);
        }

        // How often a statement runs is the code's doing: no index and no setting changes it.
        var (statement, endpoint) = (finding.Subject.StatementId, finding.Subject.Endpoint);
        var isOfCode = remedy.Kind == RemedyKind.Code;
        foreach (var line in result.Scaling.Where(line =>
            isOfCode && line.Slope > 0 && line.StatementId == statement && line.Endpoint == endpoint))
        {
            yield return new FixThreshold(
                $"calls of statement {line.StatementId} for each row of {line.Endpoint}", "<", line.Slope, null, "calls_per_row",
                line.StatementId);
        }
    }

    private static IEnumerable<EndpointResult> Endpoints(AuditResult result, Finding finding) =>
        finding.Endpoints.Prepend(finding.Subject.Endpoint).OfType<string>().Distinct(StringComparer.Ordinal)
            .Select(name => result.Endpoints.FirstOrDefault(endpoint => endpoint.Endpoint == name)).OfType<EndpointResult>();

    // What failed may not fail more often (a share itself moves by chance: diff judges it), and what met its objective must go on meeting
    // it.
    private static IEnumerable<FixThreshold> Unharmed(AuditResult result, EndpointResult endpoint) =>
    [
        .. endpoint.Requests == 0
            ? Array.Empty<FixThreshold>()
            :
            [
                new FixThreshold(
                    $"failed requests of {endpoint.Endpoint}, by headroom diff", "not worse", endpoint.Error.Value, "ratio", "failed",
                    endpoint.Endpoint),
            ],
        .. result.Slo.Where(slo => slo.Endpoint == endpoint.Endpoint && slo.Met == true).Select(slo => slo.Target is { } target
            ? new FixThreshold($"{slo.Indicator} of {slo.Endpoint}", "<=", target.TotalMilliseconds, "ms", slo.Indicator, slo.Endpoint)
            : new FixThreshold($"{slo.Indicator} of {slo.Endpoint}", "<=", slo.TargetShare?.Value, "ratio", slo.Indicator, slo.Endpoint)),
    ];
}
