using System.CommandLine;

namespace Headroom.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class Options
{
    public static Option<bool> Json() => new("--json") { Description = "print one JSON document on stdout; progress goes to stderr" };

    public static Option<string?> Out() =>
        new("--out") { Description = "folder for the run [default: runs/<time>-<name>]", HelpName = "DIR" };

    public static Option<string?> Text(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    /// <summary>One that may be given again.</summary>
    public static Option<string[]?> Texts(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value };

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };
}
