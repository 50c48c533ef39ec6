using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Headroom.Cli;
using Headroom.Cli.Commands;
using Headroom.Model.Results;
using Xunit;

namespace Headroom.Tests.Unit.Golden;

/// <summary>Commands, options and exit codes: scripts depend on them.</summary>
public sealed class CommandLineGoldenTests
{
    private const int Width = 140;

    [Fact]
    public void The_help_of_every_command_is_approved() =>
        Snapshot.Match("command-line.golden.txt", string.Join('\n', Names().Select(name => $"$ headroom {name}--help\n{Help(name)}")));

    [Fact]
    public void The_exit_codes_are_approved() => Snapshot.Match("exit-codes.golden.txt", string.Join('\n', (string[])
    [
        .. typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.GetRawConstantValue()} {field.Name}"),
        .. Enum.GetValues<Verdict>().Select(verdict => $"an audit that ends with {verdict}: {ExitCode.Of(Result(verdict, interrupted: false))}"),
        .. Enum.GetValues<Verdict>().Select(verdict => $"an interrupted audit that ends with {verdict}: {ExitCode.Of(Result(verdict, interrupted: true))}"),
        "",
    ]));

    private static IEnumerable<string> Names() => Names(CommandLine.Create(TimeProvider.System), "");

    private static IEnumerable<string> Names(Command command, string path) =>
        [path, .. command.Subcommands.Where(sub => !sub.Hidden).SelectMany(sub => Names(sub, $"{path}{sub.Name} "))];

    private static string Help(string command)
    {
        var root = CommandLine.Create(TimeProvider.System);
        ((HelpAction)root.Options.OfType<HelpOption>().Single().Action!).MaxWidth = Width;
        using var output = new StringWriter { NewLine = "\n" };
        root.Parse(command + "--help").Invoke(new InvocationConfiguration { Output = output });
        return string.Join('\n', output.ToString().Replace(RootCommand.ExecutableName, "headroom").Split('\n').Select(line => line.TrimEnd())).TrimEnd('\n') + "\n";
    }

    private static AuditResult Result(Verdict verdict, bool interrupted) => SampleResult.Empty with
    {
        Manifest = SampleResult.Empty.Manifest with { Interrupted = interrupted },
        Decision = SampleResult.Empty.Decision with { Verdict = verdict },
    };
}
