using Headroom.Model.Evidence;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>The server does not record what an audit needs: what it cannot see, it cannot find.</summary>
public static class StatementStatisticsMissing
{
    /// <summary>The detector.</summary>
    public static Detector Detector { get; } = Detector.Over<ServerSettings, StatementStatistics>(
        new DetectorInfo
        {
            Id = "statement-statistics-missing",
            Summary = "The server does not record what it does, so that part of the audit has no evidence.",
            Why = "On the day of an outage nobody can say which statement it was.",
            How = """
                pg_stat_statements is not there, or threw entries away in the window; track_io_timing, track_activities, track_counts or
                compute_query_id are off. PostgreSQL manual, 20.9 (Run-time Statistics) and F.32 (pg_stat_statements).
                """,
            Cure = "Switch it on: all of it costs little. pg_test_timing tells what a clock reading costs on the machine.",
            Silence = "What costs more, such as track_planning and track_functions, is not asked for.",
        },
        Detect);

    private static readonly (string Setting, string Loses)[] Switches =
    [
        ("compute_query_id", "statements have no identity in logs and statistics"),
        ("track_activities", "what the sessions are doing is not shown"),
        ("track_counts", "tables have no statistics of use, and autovacuum does not run"),
        ("track_io_timing", "how long reads from disk take is not known"),
    ];

    private static Outcome Detect(ServerSettings settings, StatementStatistics? statistics) => Outcome.Of(
    [
        .. settings.StatementsExtension is null && statistics is null ? [WithoutExtension(settings)] : Array.Empty<Finding>(),
        .. Switches.Where(one => settings.Find(one.Setting)?.Value == "off").Select(one => FindingOf(
            one.Setting, $"{one.Setting} is off", $"Without it {one.Loses}.", fact: null,
            $"ALTER SYSTEM SET {one.Setting} = on; SELECT pg_reload_conf();",
            $"ALTER SYSTEM RESET {one.Setting}; SELECT pg_reload_conf();",
            "Costs readings of the clock or a hash of each statement, which is little on today's machines.")),
        .. statistics is { Deallocated: > 0 and var lost } ? [Deallocated(settings, lost)] : Array.Empty<Finding>(),
    ]);

    private static Finding WithoutExtension(ServerSettings settings)
    {
        var loaded = settings.Find("shared_preload_libraries")?.Value.Contains("pg_stat_statements", StringComparison.Ordinal);
        return FindingOf(
            "pg_stat_statements",
            "pg_stat_statements is not there",
            "Without it nobody knows which statements take the database's time.",
            fact: null,
            (loaded == true ? "" : "Add pg_stat_statements to shared_preload_libraries and restart the server; then ")
                + "CREATE EXTENSION pg_stat_statements;",
            "DROP EXTENSION pg_stat_statements;",
            "A restart where the library is not loaded yet; memory for pg_stat_statements.max texts.");
    }

    private static Finding Deallocated(ServerSettings settings, long lost) => FindingOf(
        "pg_stat_statements.max",
        "pg_stat_statements throws statements away",
        "It has no room for all statements; those that ran least are missing from the table.",
        new Fact("entries thrown away", lost, "entries"),
        $"ALTER SYSTEM SET pg_stat_statements.max = {2 * (settings.Number("pg_stat_statements.max") ?? 5000):0};",
        "ALTER SYSTEM RESET pg_stat_statements.max;",
        "Takes effect with a restart; costs memory. Texts that differ in a table name or in the length of a list fill it: "
            + "fewer of them are the better cure.");

    private static Finding FindingOf(
        string subject, string title, string explanation, Fact? fact, string up, string down, string risk) => new()
        {
            Detector = "statement-statistics-missing",
            Fingerprint = $"statement-statistics-missing:{subject}",
            Severity = Severity.Low,
            Confidence = Confidence.High,
            Title = title,
            Explanation = explanation,
            Facts = fact is null ? [] : [fact],
            Subject = new Subject(),
            Evidence = ["evidence/server-settings.json#/settings"],
            Remedies = [new Remedy { Kind = RemedyKind.Setting, Scope = RemedyScope.Config, Up = up, Down = down, Risk = risk }],
            Effect = new Effect.Unknown("it shows faults, it cures none"),
        };
}
