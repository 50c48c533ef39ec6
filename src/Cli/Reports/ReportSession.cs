using System.Text.Json;
using Headroom.Cli.Audits;
using Headroom.Model.Json;
using Headroom.Model.Results;
using Headroom.Report.Documents;

namespace Headroom.Cli.Reports;

/// <summary>
/// Writes the documents that are asked for, from the result of a run alone; what has no result yet is judged first, as <c>analyze</c> does.
/// </summary>
/// <param name="request">What is asked for.</param>
/// <param name="searchPath">The value of PATH, where a browser is looked for.</param>
/// <param name="time">The clock of the browser's time limit.</param>
internal sealed class ReportSession(ReportRequest request, string? searchPath, TimeProvider time)
{
    /// <summary>Writes them, and says which: text before paper, so that where no browser is nothing else is missing.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="BadInputException">There is no run, no Chromium, or nothing can be written.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var papers = request.Files.Where(static file => file.IsPaper).ToList();
        var early = papers.Count == request.Files.Count ? PdfPrinter.Find(searchPath, time) : null; // refused before anything is done
        var result = Read(request.Run);
        try
        {
            foreach (var asked in request.Files.Where(static file => !file.IsPaper))
            {
                await WriteAsync(asked, result, stop);
            }

            Relist(result);
            if (papers.Count > 0)
            {
                await PrintAsync(papers, early ?? PdfPrinter.Find(searchPath, time), result, stop);
                Relist(result);
            }

            return ExitCode.Ready;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var place = request.Output is { } folder ? $"--out {folder}" : request.Run;
            throw new BadInputException($"{place}: {e.Message.TrimEnd('.')}; expected a folder that can be written to");
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
            var text = File.ReadAllText(file);
            if (FormatIn(text) is { } format && format != AuditResult.CurrentFormat)
            {
                throw new BadInputException(
                    $"{file}: its format is {format}, and this version of Headroom reads {AuditResult.CurrentFormat}; "
                    + $"expected the version that wrote it, or `headroom analyze {run}`, which writes it anew from the evidence");
            }

            return JsonSerializer.Deserialize(text, ModelJson.Result) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (DamagedJson.IsCause(e))
        {
            throw new BadInputException(
                $"{DamagedJson.Told(file, e)}; it is no result of an audit: `headroom analyze {run}` writes it anew from the evidence");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file}: {e.Message}");
        }
    }

    // Looked at before the rest, any of which another version may write otherwise; null where none is named.
    private static string? FormatIn(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("format", out var format)
            && format.ValueKind == JsonValueKind.String
            ? format.GetString()
            : null;
    }

    private async Task WriteAsync(RequestedFile asked, AuditResult result, CancellationToken stop)
    {
        var format = DocumentFormats.Of(asked.Document).First(one => one.Name == asked.Format);
        var text = format.Render(result);
        if (request.IsPrinted)
        {
            await Console.Out.WriteAsync(text);
            return;
        }

        var file = FileOf(asked.Document, format.Extension);
        await File.WriteAllTextAsync(file, text.TrimEnd('\n') + "\n", stop);
        await Console.Out.WriteLineAsync($"wrote   {file}");
    }

    private async Task PrintAsync(IReadOnlyList<RequestedFile> papers, PdfPrinter printer, AuditResult result, CancellationToken stop)
    {
        foreach (var document in papers.Select(static asked => asked.Document))
        {
            var file = FileOf(document, $".{DocumentFormats.Pdf}");
            await printer.PrintAsync(DocumentPage.Render(document, result), file, stop);
            await Console.Out.WriteLineAsync($"wrote   {file}");
        }
    }

    private void Relist(AuditResult result)
    {
        if (request.Output is null)
        {
            DocumentFolder.Relist(request.Run, result);
        }
    }

    // Its folder is made, if there is none.
    private string FileOf(ReportDocument document, string extension)
    {
        var file = request.Output is { } folder
            ? Path.Combine(folder, Path.GetFileName(document.File) + extension)
            : Path.Combine(request.Run, document.File + extension);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        return file;
    }
}
