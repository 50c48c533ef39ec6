using System.CommandLine;
using System.Text.Json;
using Headroom.Analyze.Baselines;
using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Load.Import;
using Headroom.Load.Import.Runs;
using Headroom.Model.Json;
using Headroom.Report.Baselines;
using Headroom.Report.Documents.Remediation;

namespace Headroom.Cli.Commands;

/// <summary>
/// <c>headroom import PATH...</c>: reads what load tools, people and assistants left, and shows the baseline that it makes.
/// </summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "results of a load tool, profiles of code, claims about a service, or folders of them",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = Options.Text("--out", "DIR", "folder for what was read, for headroom audit --baseline DIR");
        var json = Options.Json();
        var command = new Command(
            "import",
            "Read the results of k6, JMeter, Gatling, Locust, wrk, hey, ab, Vegeta and autocannon, profiles of code, "
                + "and claims about a service")
        {
            paths, output, json,
        };
        command.SetAction((parsed, stop) =>
            Task.FromResult(Import(parsed.GetValue(paths)!, parsed.GetValue(output), parsed.GetValue(json), stop)));
        return command;
    }

    private static int Import(string[] paths, string? output, bool json, CancellationToken stop)
    {
        CheckFree(output);
        ImportReading read;
        try
        {
            read = ImportSources.Read(paths, stop);
        }
        catch (ImportException e)
        {
            throw new BadInputException(e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }

        if (output is not null)
        {
            ImportSources.Keep(output, read.Runs);
        }

        var shown = read.Runs with { Baseline = BaselineTables.Of(read.Runs.Runs, probe: null) };
        Console.Out.Write(json ? JsonSerializer.Serialize(shown, ModelJson.Imported) + "\n" : BaselineText.Render(shown));
        if (output is not null)
        {
            (json ? Console.Error : Console.Out).WriteLine($"kept in {output}; next: headroom audit --baseline {ShellText.Word(output)}");
        }

        foreach (var failure in read.Runs.Failures)
        {
            Console.Error.WriteLine($"headroom: {BaselineSource.Told(failure)}");
        }

        foreach (var run in paths.Where(static path => RunFolder.Open(path) is not null))
        {
            Console.Error.WriteLine(
                $"headroom: {run}: a run of Headroom, whose own documents are no claims; "
                    + $"headroom audit --baseline {ShellText.Word(run)} holds an audit against it");
        }

        return read.Runs.Runs.Count + read.Runs.Claims.Count + read.Runs.Profiles.Count > 0 && !read.NamedFailed
            ? ExitCode.Ready
            : ExitCode.BadInput;
    }

    private static void CheckFree(string? output)
    {
        if (output is not null && Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()
            && !File.Exists(Path.Combine(output, BaselineSource.ImportedFile)))
        {
            throw new BadInputException(
                $"--out {output}: the folder holds something that is no import; "
                    + "expected a new or empty folder, or an earlier import to replace");
        }
    }
}
