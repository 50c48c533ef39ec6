using System.Text.Json;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report;

namespace Headroom.Cli.Output;

/// <summary>Where output goes: with <c>--json</c> one document on stdout and progress on stderr, else all on stdout.</summary>
internal sealed class Terminal(bool json, TimeProvider time)
{
    /// <summary>Tells what is going on.</summary>
    public Progress Progress { get; } = new(
        json ? Console.Error : Console.Out,
        live: json ? !Console.IsErrorRedirected : !Console.IsOutputRedirected,
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
            Console.Out.WriteLine($"report  {Path.Combine(folder, "report.html")}");
            Console.Out.WriteLine($"again   headroom analyze {folder}");
        }

        return ExitCode.Of(result);
    }
}
