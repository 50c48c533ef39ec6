using Headroom.Model.Findings;
using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Tables;

namespace Headroom.Report.Documents.Audit;

/// <summary>How a pipeline asks the same questions: commands, exit codes, and the assertions of this run.</summary>
internal static class GateChapter
{
    private sealed record Step(string Purpose, string Command);

    private sealed record Exit(string Code, string Meaning);

    /// <summary>The chapter.</summary>
    public static IEnumerable<string> Parts(AuditResult result) =>
    [
        result.Database is null
            ? "A pipeline that runs this audit "
                + $"{(result.Decision.Verdict is Verdict.Ready or Verdict.ReadyWithRisk ? "goes on" : "stops")}: {Words.Of(result).Label}."
            : OfDatabase(result),
        ShortTable.Of(Steps(result)),
        ShortTable.Of(Exits(result)),
        .. result.Database is null ? Blocking(result) : [Failing],
        "What decided this run stands, with its boxes, in the chapter with the reviewer's checklist.",
    ];

    private const string Failing =
        "With `--fail-on`, a finding of that severity or above fails, and what could not be looked at is no pass: the exit code says so.";

    // Without an option only a run that proves nothing stops a pipeline.
    private static string OfDatabase(AuditResult result) => result switch
    {
        { Manifest.Interrupted: true } => "A pipeline that runs this audit stops: it was interrupted.",
        { Trust.Valid: false } => "A pipeline that runs this audit stops: the run cannot be trusted.",
        _ => "A pipeline that runs this audit goes on unless it asks for `--fail-on`.",
    };

    private static IEnumerable<string> Blocking(AuditResult result) =>
    [
        result.Plan is { } plan
            ? "Unwaived findings of severity "
                + $"{Words.Of(plan.FailOn).ToLowerInvariant()}{(plan.FailOn == Severity.Critical ? "" : " or worse")} block."
            : "The result does not tell which severity blocks.",
        "What the plan requires and did not run is never a pass: the exit code says so.",
    ];

    private static Table Steps(AuditResult result) => Table.Of(
        "Commands for a pipeline",
        "",
        Each(result),
        Column<Step>.Words("To", step => step.Purpose),
        Column<Step>.Code("Run", step => step.Command));

    private static IEnumerable<Step> Each(AuditResult result) => result.Database is null
        ?
        [
            new("judge the service", "headroom audit -c headroom.yaml --json --out \"$NEW\""),
            new("decide later from the run alone, and fail when it is worse than a baseline", "headroom gate \"$NEW\" --baseline \"$RUN\""),
            new("fail when counted work, failures or findings got worse", "headroom diff \"$RUN\" \"$NEW\""),
            new("hold a change against its base under the same load", "headroom compare A B"),
            new("fail when a statement's plan got worse", "headroom db guard --postgres \"$DATABASE_URL\" --workload FILE --baseline FILE"),
            new("show the findings beside the code", "headroom report \"$NEW\" --document findings --format sarif"),
        ]
        :
        [
            new("judge the database", "headroom db audit --postgres \"$DATABASE_URL\" --fail-on critical --json --out \"$NEW\""),
            new("fail when counted work or findings got worse", "headroom diff \"$RUN\" \"$NEW\""),
            new("fail when a statement's plan got worse", "headroom db guard --postgres \"$DATABASE_URL\" --workload FILE --baseline FILE"),
        ];

    private static Table Exits(AuditResult result) => Table.Of(
        result.Database is null ? "Exit codes" : "Exit codes; findings of a database fail only with --fail-on",
        "",
        (IReadOnlyList<Exit>)
        [
            new("0", "ready, or ready with a risk; nothing got worse"),
            new("1", "not ready: an objective violated, a finding that blocks, something got worse"),
            new("2", "the plan or the arguments are wrong"),
            new("3", "cannot tell: not trusted, or something that was asked for did not run"),
            new("4", "the tool failed"),
            new("130", "interrupted"),
        ],
        Column<Exit>.Code("Code", exit => exit.Code),
        Column<Exit>.Words("Means", exit => exit.Meaning));
}
