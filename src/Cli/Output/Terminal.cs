using System.Text.Json;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report;
using Headroom.Report.Documents.Facts;

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
    /// <returns>The exit code.</returns>
    public int Finish(AuditResult result, string folder)
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
            foreach (var line in Pointers(result, folder))
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
    internal static IReadOnlyList<string> Pointers(AuditResult result, string folder) =>
    [
        $"report  {Path.Combine(folder, "report.html")}",
        .. result.Findings.Any(static finding => finding.Remedies.Count > 0)
            ? [$"fix     {Path.Combine(folder, "documents", "fix-spec.md")}"]
            : Array.Empty<string>(),
        .. result.Plan is not { IsTemporary: true } && Fixes.VerifyFirst(result) is { } verify
            ? [$"verify  {verify.Replace("\"$RUN\"", folder, StringComparison.Ordinal)}"]
            : Array.Empty<string>(),
        $"again   headroom analyze {folder}",
    ];
}
