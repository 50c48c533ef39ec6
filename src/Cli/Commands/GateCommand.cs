using System.CommandLine;
using System.Text.Json;
using Headroom.Cli.Audits;
using Headroom.Model.Json;
using Headroom.Report;
using Headroom.Report.Documents;

namespace Headroom.Cli.Commands;

/// <summary><c>headroom gate RUN</c>: decides from a recorded run whether a pipeline goes on; it measures and writes nothing.</summary>
internal static class GateCommand
{
    private const string Text = "text";

    // Those of the findings that a pipeline reads.
    private static readonly string[] s_formats = [Text, "junit", "github", "sarif", "pr-comment"];

    public static Command Create(TimeProvider time)
    {
        var run = new Argument<string>("RUN") { Description = "folder of an audit" };
        var baseline = Options.Text(
            "--baseline", "RUN",
            "a run that it must be no worse than: a run folder, or what headroom import reads [default: what the audit was held against]");
        var format = new Option<string>("--format")
        {
            Description = "how it is told; all but text are what headroom report makes of the findings",
            HelpName = string.Join('|', s_formats),
            DefaultValueFactory = _ => Text,
        };
        var json = Options.Json();
        var command = new Command("gate", "Decide from a recorded run whether a pipeline goes on: nothing is measured, nothing is written")
        {
            run, baseline, format, json,
        };
        command.SetAction((parsed, stop) => Task.FromResult(Gate(
            parsed.GetValue(run)!, parsed.GetValue(baseline), FormatOf(parsed.GetValue(format)!, parsed.GetValue(json)), time, stop)));
        return command;
    }

    /// <summary>The format that is asked for; null is one JSON document.</summary>
    /// <exception cref="BadInputException">There is no such format, or stdout would take two.</exception>
    internal static string? FormatOf(string format, bool json) => (s_formats.Contains(format, StringComparer.Ordinal), json) switch
    {
        (false, _) => throw new BadInputException($"--format {format}: no such format; expected one of {string.Join(", ", s_formats)}"),
        (true, true) when format != Text => throw new BadInputException($"--json with --format {format}: stdout takes one of them"),
        (true, true) => null,
        (true, false) => format,
    };

    private static int Gate(string path, string? baseline, string? format, TimeProvider time, CancellationToken stop)
    {
        try
        {
            var recorded = RecordedGate.Read(path, baseline, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), stop);
            Console.Out.Write(Rendered(recorded, format).TrimEnd('\n') + "\n");
            return ExitCode.Of(recorded.Gate.Decision.Verdict);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    private static string Rendered(RecordedGate recorded, string? format) => format switch
    {
        null => JsonSerializer.Serialize(recorded.Gate, ModelJson.Gate),
        Text => GateText.Render(recorded.Gate),
        _ => DocumentFormats.Of(ReportDocuments.Find("findings")!).First(one => one.Name == format).Render(recorded.Result),
    };
}
