using System.Text.Json;
using Headroom.Cli.Audits;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report.Documents;

namespace Headroom.Cli.Reports;

/// <summary>
/// Writes the documents that are asked for, from the result of a run alone; what has no result yet is judged first, as <c>analyze</c> does.
/// </summary>
internal sealed class ReportSession(ReportRequest request, TimeProvider time)
{
    /// <summary>Writes them, and says which.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="BadInputException">There is no run, no Chromium, or nothing can be written.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var printer = request.Format == DocumentFormats.Pdf ? PdfPrinter.Find(Environment.GetEnvironmentVariable("PATH"), time) : null;
        var result = Read(request.Run);
        try
        {
            foreach (var document in request.Documents)
            {
                if (request.IsPrinted)
                {
                    await Console.Out.WriteAsync(Text(document, request.Format, result));
                }
                else
                {
                    var file = await WriteAsync(document, result, printer, stop);
                    await Console.Out.WriteLineAsync($"wrote   {file}");
                }
            }

            return ExitCode.Ready;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{request.Output ?? request.Run}: {e.Message}");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    private static AuditResult Read(string run)
    {
        var file = Path.Combine(run, "result.json");
        if (!File.Exists(file))
        {
            return Analysis.With(run, Analysis.Redo);
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), ModelJson.Result) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            throw new BadInputException($"{file}: no result of an audit: {e.Message}; `headroom analyze {run}` writes it anew");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file}: {e.Message}");
        }
    }

    private static DocumentFormat FormatOf(ReportDocument document, string name) =>
        DocumentFormats.Of(document).First(format => format.Name == name);

    private static string Text(ReportDocument document, string format, AuditResult result) => FormatOf(document, format).Render(result);

    private async Task<string> WriteAsync(ReportDocument document, AuditResult result, PdfPrinter? printer, CancellationToken stop)
    {
        var extension = printer is null ? FormatOf(document, request.Format).Extension : $".{DocumentFormats.Pdf}";
        var file = request.Output is { } folder
            ? Path.Combine(folder, Path.GetFileName(document.File) + extension)
            : Path.Combine(request.Run, document.File + extension);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        if (printer is null)
        {
            await File.WriteAllTextAsync(file, Text(document, request.Format, result).TrimEnd('\n') + "\n", stop);
        }
        else
        {
            await printer.PrintAsync(Text(document, "html", result), file, stop);
        }

        return file;
    }
}
