using System.CommandLine;

namespace Headroom.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Options
{
    public static Option<bool> Json() => new("--json") { Description = "print one JSON document on stdout; progress goes to stderr" };

    public static Option<string?> Out() => new("--out") { Description = "folder for the run (default: runs/<time>-<name>)", HelpName = "DIR" };
}
