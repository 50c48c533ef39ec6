using System.CommandLine;
using Headroom.Cli.Databases;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom db</c>: a PostgreSQL database by itself, without its service.</summary>
internal static class DbCommand
{
    public static Command Create(TimeProvider time) => new(
        "db", "Audit a PostgreSQL database, digest its log, or guard its statements in CI")
    {
        DbAuditCommand.Create(time),
        DbGuardCommand.Create(time),
        LogCommand.Create(time),
    };
}
