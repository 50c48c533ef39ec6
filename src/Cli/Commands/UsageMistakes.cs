using System.CommandLine;
using Headroom.Load.Scenarios;

namespace Headroom.Cli.Commands;

/// <summary>What is said of a command line that cannot be understood.</summary>
internal static class UsageMistakes
{
    /// <summary>
    /// The lines: each mistake, what a misspelt word was meant to be, and the commands to choose from where none was given that is known.
    /// </summary>
    /// <param name="parsed">The command line; it has errors.</param>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var commands = command.Subcommands.Where(static each => !each.Hidden).ToList();
        string[] known =
        [
            .. commands.Select(static each => each.Name),
            .. command.Options.Where(static option => !option.Hidden).Select(static option => option.Name),
        ];
        string[] guesses =
        [
            .. parsed.UnmatchedTokens.Select(token => (Token: token, Nearest: Spelling.Nearest(token, known)))
                .Where(static guess => guess.Nearest is not null)
                .Select(static guess => $"headroom: {guess.Token}: did you mean {guess.Nearest}?"),
        ];
        return
        [
            .. parsed.Errors.Select(static error => $"headroom: {error.Message}"),
            .. guesses,
            .. guesses.Length > 0 ? [] : commands.Select(static each => $"  {each.Name,-10} {each.Description}"),
            "headroom --help shows the commands and their options",
        ];
    }
}
