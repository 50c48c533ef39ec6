using System.CommandLine;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom db</c>: a PostgreSQL database by itself, without its service.</summary>
internal static class DbCommand
{
    public static Command Create(TimeProvider time) => new("db", "Audit a PostgreSQL database, its log, or a change's statements")
    {
        DbAuditCommand.Create(time),
        DbGuardCommand.Create(time),
    };
}
