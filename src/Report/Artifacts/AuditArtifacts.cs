using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Report.Formats;
using Headroom.Report.Load;
using Headroom.Report.Tables;

namespace Headroom.Report.Artifacts;

/// <summary>The files that people and tools take out of an audit, under the names by which they look for them.</summary>
/// <remarks>What the evidence does not give is not there: no file is empty, and none holds a value of a parameter.</remarks>
public static class AuditArtifacts
{
    /// <summary>Their folder within the run folder.</summary>
    public const string Folder = "audit_artifacts";

    /// <summary>The folder of the plans below it.</summary>
    public const string Plans = "explain";

    private const string Index = "INDEX.md";
    private const string Result = "result.json";
    private const int MostPlans = 20;

    private static readonly string s_run = FileOf(RunMetrics.Kind);
    private static readonly string s_statements = FileOf(StatementStatistics.Kind);

    /// <summary>Every name that may be there, those of the plans left out.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "0001_performance_indexes.down.sql", "0001_performance_indexes.up.sql", "endpoints.csv", "findings.csv", "findings.sarif",
        Index, "junit.xml", "k6-summary.json", "performance_indexes.sql", "pg_stat_top.sql.txt", "pull-request.md", "seconds.csv",
        "statements.csv",
    ];

    /// <summary>The files that this audit gives, the index last.</summary>
    /// <param name="evidence">What was collected.</param>
    /// <param name="plan">The plan, as it was recorded.</param>
    /// <param name="result">The audit.</param>
    public static IReadOnlyList<Artifact> Of(EvidenceSet evidence, Plan plan, AuditResult result)
    {
        List<Artifact> all =
        [
            .. OfLoad(evidence.Find<RunMetrics>(), plan, result),
            .. OfStatements(evidence.Find<StatementStatistics>()),
            .. OfPlans(evidence),
            .. OfIndexes(result),
            new Artifact("findings.csv", FindingsCsv.Render(result), "the findings as a table, the first to fix first", [Result]),
            new Artifact("findings.sarif", SarifLog.Render(result), "the findings as SARIF 2.1.0, for code scanning", [Result]),
            new Artifact(
                "junit.xml", JunitReport.Render(result), "the decision as test cases: the verdict, then what it rests on", [Result]),
            new Artifact("pull-request.md", PullRequestComment.Render(result), "the audit as one comment on a pull request", [Result]),
        ];
        return [.. all, new Artifact(Index, ArtifactIndex.Render(result, evidence, all), "this list", [Result])];
    }

    private static IEnumerable<Artifact> OfLoad(RunMetrics? run, Plan plan, AuditResult result)
    {
        if (run is not null && plan.Load is { } load)
        {
            yield return new Artifact(
                "k6-summary.json",
                K6Summary.Render(run, load),
                "the load run as k6 hands it to handleSummary, for reporters made for k6",
                [s_run, "plan.json"]);
        }

        if (result.Endpoints.Count > 0)
        {
            yield return new Artifact("endpoints.csv", ResultCsv.Endpoints(result), "the endpoints under load as a table", [Result, s_run]);
        }

        if (result.Seconds.Count > 0)
        {
            yield return new Artifact("seconds.csv", ResultCsv.Seconds(result), "the load second by second as a table", [Result, s_run]);
        }
    }

    private static IEnumerable<Artifact> OfStatements(StatementStatistics? statistics) => statistics is null ? [] :
    [
        new Artifact("pg_stat_top.sql.txt", TopStatements.Render(statistics), "the costliest statements as plain text", [s_statements]),
        new Artifact(
            "statements.csv", ResultCsv.Statements(statistics), "all statements as a table, without their literals", [s_statements]),
    ];

    private static IEnumerable<Artifact> OfPlans(EvidenceSet evidence)
    {
        var statistics = evidence.Find<StatementStatistics>();
        HashSet<string> taken = [];
        foreach (var plan in (evidence.Find<StatementPlans>()?.Statements ?? []).Where(plan => plan.Samples.Count > 0).Take(MostPlans))
        {
            yield return new Artifact(
                $"{Plans}/{NameOf(plan, statistics, taken)}.json",
                ExplainJson.Render(plan),
                $"the plans of statement {plan.StatementId} in the form of EXPLAIN (FORMAT JSON), values as $n",
                [FileOf(StatementPlans.Kind)]);
        }
    }

    private static IEnumerable<Artifact> OfIndexes(AuditResult result)
    {
        IReadOnlyList<string> sources =
        [
            Result,
            .. result.Findings.Concat(result.Rejected).Where(finding => finding.Remedies is [{ Kind: RemedyKind.Index }, ..])
                .Select(finding => FindingFacts.ProofOf(result, finding)?.Evidence).OfType<string>().Distinct(StringComparer.Ordinal),
        ];
        (string Name, string? Text, string What)[] all =
        [
            ("0001_performance_indexes.up.sql", IndexMigration.Up(result), "the migration that makes the indexes whose gain was measured"),
            ("0001_performance_indexes.down.sql", IndexMigration.Down(result), "the migration that takes them back"),
            ("performance_indexes.sql", IndexMigration.Analysis(result), "every index with its numbers, and what was tried and refuted"),
        ];
        return all.Where(one => one.Text is not null).Select(one => new Artifact(one.Name, one.Text!, one.What, sources));
    }

    private static string FileOf(string kind) => $"evidence/{kind}.json";

    private static string NameOf(StatementPlan plan, StatementStatistics? statistics, HashSet<string> taken)
    {
        var name = statistics?.Statements.FirstOrDefault(s => s.StatementId == plan.StatementId)?.Name ?? plan.StatementId;
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).TrimStart('.');
        var free = safe.Length == 0 ? plan.StatementId : safe[..Math.Min(safe.Length, 100)];
        return taken.Add(free) ? free : $"{free}-{plan.StatementId}";
    }
}
