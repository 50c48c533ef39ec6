using System.Text.Json;
using Headroom.Cli.Init;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report;
using Headroom.Report.Documents.Facts;
using Headroom.Report.Documents.Remediation;

namespace Headroom.Cli.Output;

/// <summary>Where output goes: with <c>--json</c> one document on stdout and progress on stderr, else all on stdout.</summary>
internal sealed class Terminal(bool json, TimeProvider time)
{
    /// <summary>Tells what is going on.</summary>
    public Progress Progress { get; } = new(
        json ? Console.Error : Console.Out,
        LoadTerminal.SizeOf(json ? Console.IsErrorRedirected : Console.IsOutputRedirected),
        time);

    /// <summary>The end of an audit.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="plan">The file of the plan; null where none was named.</param>
    /// <returns>The exit code.</returns>
    public int Finish(AuditResult result, string folder, string? plan)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(result, ModelJson.Result));
        }
        else
        {
            Console.Out.WriteLine();
            Console.Out.WriteLine(TextSummary.Render(result).TrimEnd());
            Console.Out.WriteLine();
            foreach (var line in Pointers(result, folder, plan))
            {
                Console.Out.WriteLine(line);
            }
        }

        return ExitCode.Of(result);
    }

    /// <summary>
    /// Where to read on: the report, the first fix, the commands that verify what comes first (but for a service that ended with the run),
    /// and how to judge again.
    /// </summary>
    internal static IReadOnlyList<string> Pointers(AuditResult result, string folder, string? plan) =>
    [
        $"report  {Path.Combine(folder, "report.html")}",
        .. result.Findings.Any(static finding => finding.Remedies.Count > 0)
            ? [$"fix     {Path.Combine(folder, "documents", "fix-spec.md")}"]
            : Array.Empty<string>(),
        .. result.Plan is not { IsTemporary: true } && Fixes.VerifyFirst(result) is { } verify
            ? [$"verify  {Asked(verify, folder, plan)}", .. plan is null && result.Database is null ? [Unnamed] : Array.Empty<string>()]
            : Array.Empty<string>(),
        $"again   headroom analyze {ShellText.Word(folder)}",
    ];

    private const string Unnamed = $"plan    {InitFiles.Plan} stands for the plan of this run; -c names another one";

    // The commands of documents name no folder, and the plan as headroom prove finds it by itself.
    private static string Asked(string verify, string folder, string? plan)
    {
        const string usual = $"-c {InitFiles.Plan}";
        var planned = plan switch
        {
            null or InitFiles.Plan => verify,
            { } file when verify.StartsWith("headroom prove ", StringComparison.Ordinal) => $"{verify} -c {ShellText.Word(file)}",
            { } file => verify.Replace(usual, $"-c {ShellText.Word(file)}", StringComparison.Ordinal),
        };
        return planned.Replace("\"$RUN\"", ShellText.Word(folder), StringComparison.Ordinal);
    }
}
