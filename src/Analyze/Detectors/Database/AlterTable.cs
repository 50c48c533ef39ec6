using Headroom.Analyze.Derive;
using Headroom.Model.Findings;

namespace Headroom.Analyze.Detectors.Database;

/// <summary>Remedies that change a table's storage parameters or run maintenance on it.</summary>
internal static class AlterTable
{
    /// <summary>Nobody waits longer than this behind a change of a table that cannot get its lock.</summary>
    public const string LockTimeout = "SET lock_timeout = '2s';";

    /// <summary>Sets storage parameters: a lock that stops neither reads nor writes, taken within a time limit.</summary>
    public static Remedy Set(string schema, string table, string parameter, string value, string risk) => new()
    {
        Kind = RemedyKind.Setting,
        Scope = RemedyScope.Config,
        Up = $"{LockTimeout}\nALTER TABLE {Relation.InSql(schema, table)} SET ({parameter} = {value});",
        Down = $"{LockTimeout}\nALTER TABLE {Relation.InSql(schema, table)} RESET ({parameter});",
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

    /// <summary>Whether the table's own options keep autovacuum away.</summary>
    public static bool IsAutovacuumOff(IReadOnlyList<string> options) =>
        options.Any(option => option.ToLowerInvariant()
            is "autovacuum_enabled=false" or "autovacuum_enabled=off" or "autovacuum_enabled=no" or "autovacuum_enabled=0");
}
