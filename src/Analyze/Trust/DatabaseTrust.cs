using System.Globalization;
using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Analyze.Trust;

/// <summary>
/// Judges what a database's audit rests on. It sends no load: what it concludes from experiments carries its own interval, so only what could
/// not be read at all takes the trust away.
/// </summary>
public static class DatabaseTrust
{
    /// <summary>The oldest server that is looked at, as the server prints it.</summary>
    private const int OldestServer = 130_000;

    private const int VersionsOfMajor = 10_000;

    /// <summary>Reading evidence may take this share of the window (a ratio) before it disturbs what it looks at.</summary>
    private const double LargestOwnShare = 0.02;

    /// <summary>The trust in an audit; one that could not read the catalogue says nothing.</summary>
    /// <param name="evidence">What was collected.</param>
    /// <param name="isCut">Whether the audit was interrupted or killed.</param>
    public static RunTrust Of(EvidenceSet evidence, bool isCut)
    {
        IReadOnlyList<string> reasons = evidence.Named(DatabaseCatalogue.Kind) switch
        {
            Collected.Present { Evidence: DatabaseCatalogue { ServerVersion: < OldestServer } old } =>
                [$"the server is PostgreSQL {old.ServerVersion / VersionsOfMajor}; expected {OldestServer / VersionsOfMajor} or newer"],
            Collected.Present => isCut ? ["the audit was interrupted: what it did not come to is not known"] : [],
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
                .. Unplanned(evidence) is { } unplanned ? [unplanned] : Array.Empty<string>(),
                .. evidence.Names.Where(name => name != DatabaseCatalogue.Kind).Select(name => evidence.Named(name) is Collected.Failed failed ? $"{name}: {failed.Cause}" : null).OfType<string>(),
            ],
        };
    }

    private static string? Unplanned(EvidenceSet evidence)
    {
        var plans = evidence.Find<StatementPlans>()?.Statements ?? [];
        var names = evidence.Find<StatementStatistics>()?.Statements.ToDictionary(s => s.StatementId, s => s.Name ?? s.StatementId) ?? [];
        var missing = plans.Where(plan => plan.Missing is not null).ToList();
        return missing.Count == 0 ? null
            : $"{missing.Count} of {plans.Count} statements could not be looked at: {string.Join("; ", missing.Select(plan => $"{names.GetValueOrDefault(plan.StatementId, plan.StatementId)}: {plan.Missing}"))}";
    }

    // The server's own account of Headroom's statements where there is one; else how long the sampler waited for its answers.
    private static string? OwnCost(EvidenceSet evidence)
    {
        var sessions = evidence.Find<SessionSamples>();
        var statements = evidence.Find<StatementStatistics>();
        if (sessions is null || sessions.Window.Duration <= TimeSpan.Zero)
        {
            return null;
        }

        var own = statements is not null && statements.Window.Duration < 2 * sessions.Window.Duration ? statements.OwnTime ?? sessions.OwnTime : sessions.OwnTime;
        var share = own / sessions.Window.Duration;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"watching took {own.TotalMilliseconds:0.#} ms of the database's time in {sessions.Window.Duration.TotalSeconds:0} s: {100 * share:0.##} % of one processor{(share > LargestOwnShare ? ", which disturbs what was watched" : "")}");
    }
}
