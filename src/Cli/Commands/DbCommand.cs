using System.CommandLine;
using Headroom.Cli.Db;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom db</c>: what concerns a PostgreSQL database alone.</summary>
internal static class DbCommand
{
    public static Command Create(TimeProvider time) => new("db", "Look at a PostgreSQL database")
    {
        LogCommand.Create(time),
    };
}
