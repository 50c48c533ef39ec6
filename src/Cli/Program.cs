using System.CommandLine;
using Headroom.Cli;
using Headroom.Cli.Commands;

var parsed = CommandLine.Create(TimeProvider.System).Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var line in UsageMistakes.Of(parsed))
    {
        Console.Error.WriteLine(line);
    }

    return ExitCode.BadInput;
}

try
{
    return await parsed.InvokeAsync(
        new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (BadInputException e)
{
    foreach (var line in e.Lines)
    {
        Console.Error.WriteLine($"headroom: {line}");
    }

    return ExitCode.BadInput;
}
catch (Exception e)
{
    Console.Error.WriteLine(Environment.GetEnvironmentVariable("HEADROOM_DEBUG") == "1" ? $"headroom: {e}" : $"headroom: {e.Message}");
    return ExitCode.ToolError;
}
