using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Analyze.Trust;

/// <summary>
/// Judges what a database's audit rests on. It sends no load: what it concludes from experiments carries its own interval, so only what
/// could not be read at all takes the trust away.
/// </summary>
public static class DatabaseTrust
{
    /// <summary>The oldest server that is looked at, as the server prints it.</summary>
    private const int OldestServer = 130_000;

    private const int VersionsOfMajor = 10_000;

    /// <summary>Reading evidence may take this share of the window (a ratio) before it disturbs what it looks at.</summary>
    private const double LargestOwnShare = 0.02;

    // The first is a reason; that the others are missing stands with what was not looked at.
    private static readonly string[] ToldElsewhere =
    [
        DatabaseCatalogue.Kind, StatementStatistics.Kind, StatementPlans.Kind, IndexSearch.Kind,
    ];

    /// <summary>The trust in an audit; one that could not read the catalogue says nothing.</summary>
    /// <param name="evidence">What was collected.</param>
    /// <param name="unended">Why the audit did not come to its end, or null when it did.</param>
    public static RunTrust Of(EvidenceSet evidence, string? unended)
    {
        IReadOnlyList<string> reasons = evidence.Named(DatabaseCatalogue.Kind) switch
        {
            Collected.Present { Evidence: DatabaseCatalogue { ServerVersion: < OldestServer } old } =>
                [$"the server is PostgreSQL {old.ServerVersion / VersionsOfMajor}; expected {OldestServer / VersionsOfMajor} or newer"],
            Collected.Present => unended is null ? [] : [$"{unended}; what it did not come to is not known"],
            Collected.Failed { Cause: var cause } => [cause],
            _ => ["the database was not looked at"],
        };
        return new RunTrust
        {
            Valid = reasons.Count == 0,
            Reasons = reasons,
            Remarks =
            [
                .. OwnCost(evidence) is { } cost ? [cost] : Array.Empty<string>(),
                .. Sources(evidence) is { } sources ? [sources] : Array.Empty<string>(),
                .. Unmatched(evidence) is { } unmatched ? [unmatched] : Array.Empty<string>(),
                .. evidence.Names.Where(name => !ToldElsewhere.Contains(name, StringComparer.Ordinal))
                    .Select(name => evidence.Named(name) is Collected.Failed failed ? $"{name}: {failed.Cause}" : null)
                    .OfType<string>(),
            ],
        };
    }

    // Values of a workload are its author's; of a database that was watched a reader must know which were seen and which are guesses.
    private static string? Sources(EvidenceSet evidence)
    {
        var sources = (evidence.Find<StatementPlans>()?.Statements ?? []).Where(plan => plan.Samples.Count > 0)
            .GroupBy(plan => plan.Source).ToDictionary(same => same.Key ?? ParameterSource.None, same => same.Count());
        (ParameterSource Source, string Words)[] words =
        [
            (ParameterSource.Log, "from the server's log"),
            (ParameterSource.Load, "from the load"),
            (ParameterSource.Workload, "from the workload file"),
            (ParameterSource.Statistics, "guessed from the planner's statistics"),
        ];
        var said = words.Where(word => sources.ContainsKey(word.Source)).Select(word => $"of {sources[word.Source]} {word.Words}").ToList();
        return said.Count == 0 || (said.Count == 1 && sources.ContainsKey(ParameterSource.Workload))
            ? null
            : $"values of statements: {string.Join(", ", said)}";
    }

    private static string? Unmatched(EvidenceSet evidence)
    {
        var plans = evidence.Find<StatementPlans>()?.Statements ?? [];
        var unmatched = plans.Where(StatementRows.MatchesNoRow).Select(plan => NameOf(plan, evidence)).ToList();
        return unmatched.Count == 0 ? null
            : $"the values of {unmatched.Count} of {plans.Count} statements match no row, so that their plans and times say little: "
                + string.Join(", ", unmatched);
    }

    private static string NameOf(StatementPlan plan, EvidenceSet evidence) =>
        evidence.Find<StatementStatistics>()?.Statements.FirstOrDefault(s => s.StatementId == plan.StatementId)?.Name ?? plan.StatementId;

    // The server's own account of Headroom's statements where there is one; else how long the sampler waited for its answers.
    private static string? OwnCost(EvidenceSet evidence)
    {
        var sessions = evidence.Find<SessionSamples>();
        var statements = evidence.Find<StatementStatistics>();
        if (sessions is null || sessions.Window.Duration <= TimeSpan.Zero)
        {
            return null;
        }

        var own = statements is not null && statements.Window.Duration < 2 * sessions.Window.Duration
            ? statements.OwnTime ?? sessions.OwnTime
            : sessions.OwnTime;
        var share = own / sessions.Window.Duration;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"watching took {own.TotalMilliseconds:0.#} ms of the database's time in {sessions.Window.Duration.TotalSeconds:0} s: "
                + $"{100 * share:0.##} % of one processor{(share > LargestOwnShare ? ", which disturbs what was watched" : "")}");
    }
}
