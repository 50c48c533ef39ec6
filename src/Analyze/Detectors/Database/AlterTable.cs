using Headroom.Analyze.Derive;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Remedies that change a table's storage parameters or run maintenance on it.</summary>
internal static class AlterTable
{
    /// <summary>Nobody waits longer than this behind a change of a table that cannot get its lock.</summary>
    public const string LockTimeout = "SET lock_timeout = '2s';";

    /// <summary>
    /// Sets a storage parameter, and takes it back to what the table had: a lock that stops neither reads nor writes, taken within a time
    /// limit.
    /// </summary>
    public static Remedy Set(
        string schema, string table, IReadOnlyList<string> options, string parameter, string value, string risk) => new()
        {
            Kind = RemedyKind.Setting,
            Scope = RemedyScope.Config,
            Up = $"{LockTimeout}\nALTER TABLE {Relation.InSql(schema, table)} SET ({parameter} = {value});",
            Down = $"{LockTimeout}\nALTER TABLE {Relation.InSql(schema, table)} "
                + (OptionOf(options, parameter) is { } own ? $"SET ({parameter} = {own});" : $"RESET ({parameter});"),
            Risk = risk,
        };

    /// <summary>Lets autovacuum have the table again.</summary>
    public static Remedy EnableAutovacuum(string schema, string table) => new()
    {
        Kind = RemedyKind.Setting,
        Scope = RemedyScope.Config,
        Up = $"{LockTimeout}\nALTER TABLE {Relation.InSql(schema, table)} RESET (autovacuum_enabled);",
        Down = $"{LockTimeout}\nALTER TABLE {Relation.InSql(schema, table)} SET (autovacuum_enabled = false);",
        Risk = "Autovacuum starts on the table within autovacuum_naptime, and reads and writes it at the pace of its cost limit.",
    };

    /// <summary>Runs VACUUM or ANALYZE.</summary>
    public static Remedy Run(string command, string schema, string table, string risk) => new()
    {
        Kind = RemedyKind.Maintenance,
        Scope = RemedyScope.Config,
        Up = $"{command} {Relation.InSql(schema, table)};",
        Risk = risk,
    };

    /// <summary>
    /// Whether the table's own options keep autovacuum away. <b>Source:</b> PostgreSQL manual, 8.6 (Boolean Type): any start of a word that
    /// belongs to one alone.
    /// </summary>
    public static bool IsAutovacuumOff(IReadOnlyList<string> options) =>
        OptionOf(options, "autovacuum_enabled")?.ToLowerInvariant() is "0" or "f" or "fa" or "fal" or "fals" or "false" or "n" or "no"
            or "of" or "off";

    /// <summary>The value of one of a table's own options as it was written; null where it has none.</summary>
    public static string? OptionOf(IReadOnlyList<string> options, string name) =>
        options.Select(option => option.Split('=', 2)).FirstOrDefault(option => option is [var known, _] && known == name)?[1];
}
