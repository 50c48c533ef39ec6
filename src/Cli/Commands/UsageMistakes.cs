using System.CommandLine;
using System.CommandLine.Parsing;
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
            .. Told(parsed).Select(static error => $"headroom: {error.Message}"),
            .. guesses,
            .. guesses.Length > 0 ? [] : commands.Select(static each => $"  {each.Name,-10} {each.Description}"),
            Help(parsed.CommandResult, commands.Count > 0),
        ];
    }

    // A word that is no command is the mistake; that there is no command follows from it.
    private static IEnumerable<ParseError> Told(ParseResult parsed)
    {
        var hasCommands = parsed.CommandResult.Command.Subcommands.Count > 0;
        List<ParseError> named =
        [
            .. parsed.Errors.Where(error =>
                hasCommands && parsed.UnmatchedTokens.Any(token => error.Message.Contains(token, StringComparison.Ordinal))),
        ];
        return named.Count > 0 ? named : parsed.Errors;
    }

    private static string Help(CommandResult result, bool hasCommands)
    {
        var words = string.Join(' ', NamesOf(result).Append("headroom").Reverse());
        return hasCommands
            ? $"{words} --help shows the commands, {words} COMMAND --help the options of one"
            : $"{words} --help shows its options";
    }

    // The innermost first, without the tool itself.
    private static IEnumerable<string> NamesOf(CommandResult result)
    {
        for (CommandResult? at = result; at is { Command: not RootCommand }; at = at.Parent as CommandResult)
        {
            yield return at.Command.Name;
        }
    }
}
