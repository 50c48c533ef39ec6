using Headroom.Load.Import;
using Headroom.Load.Import.AccessLogs;
using Headroom.Load.Import.Har;
using Headroom.Load.Import.OpenApi;
using Headroom.Model.Text;

namespace Headroom.Cli.Init;

/// <summary>What a source of <c>headroom init</c> gave.</summary>
/// <param name="Imported">The load plan.</param>
/// <param name="Log">What an access log says of the traffic; null of other sources.</param>
internal sealed record InitSource(ImportedPlan Imported, AccessLogSummary? Log)
{
    private const long MaxFileBytes = 64_000_000;

    /// <summary>Where the service is when nothing says it.</summary>
    public static Uri Usual { get; } = new("http://127.0.0.1:8080");

    /// <summary>Whether the address was found, not assumed.</summary>
    public bool KnowsAddress { get; private init; } = true;

    /// <summary>Reads the source.</summary>
    /// <exception cref="BadInputException">It cannot be used: which file, where, and what was expected.</exception>
    public static InitSource Read(InitRequest request, CancellationToken stop) => request switch
    {
        { AccessLogs.Count: > 0 } => OfLogs(request, stop),
        { Har: { } har } => new InitSource(Import(har, bytes => HarImport.Make(bytes, request.Origin, request.Assets, request.Url)), null),
        { OpenApi: { } file } => OfDescription(file, request),
        _ => new InitSource(Starter.Make(request.Url ?? Usual), null) { KnowsAddress = request.Url is not null },
    };

    private static InitSource OfDescription(string file, InitRequest request)
    {
        var imported = Import(file, bytes => OpenApiImport.Make(bytes, request.Writes, request.Bearer, request.Url));
        return imported.Origin is null
            ? new InitSource(At(imported, Usual), null) { KnowsAddress = false }
            : new InitSource(imported, null);
    }

    private static InitSource OfLogs(InitRequest request, CancellationToken stop)
    {
        var scan = new AccessLogScan(request.DurationUnit);
        var early = new List<string>();
        foreach (var file in request.AccessLogs)
        {
            if (Guarded(file, () => AccessLogFile.Read(file, scan, stop)) is { } reason)
            {
                early.Add($"the rest of {file}: {reason}");
            }
        }

        var log = scan.Summary();
        var files = string.Join(", ", request.AccessLogs);
        if (log.Requests == 0)
        {
            var seen = log.FirstMalformed is { } first ? $"{Counted.Of(log.Lines, "line")}, the first: {first.Text}" : "no lines";
            string[] lines =
                [$"{files}: {seen}; expected an access log: combined, common or JSON lines",
                .. early.Select(static text => $"left out {text}")];
            throw new BadInputException(lines);
        }

        var imported = Guarded(files, () => AccessLogPlan.Make(log, request.Writes, request.Url ?? Usual));
        return new InitSource(imported with { LeftOut = [.. early, .. imported.LeftOut] }, log) { KnowsAddress = request.Url is not null };
    }

    private static ImportedPlan At(ImportedPlan imported, Uri url) =>
        imported with { Origin = url, Notes = imported.Notes with { Url = url } };

    private static ImportedPlan Import(string file, Func<ReadOnlyMemory<byte>, ImportedPlan> make) => Guarded(file, () =>
    {
        var size = new FileInfo(file) is { Exists: true } info ? info.Length : 0;
        return size > MaxFileBytes
            ? throw new BadInputException($"{file}: {size} bytes; expected at most {MaxFileBytes}")
            : make(File.ReadAllBytes(file));
    });

    private static T Guarded<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ImportException e)
        {
            throw new BadInputException($"{file}: {e.Message}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"{file}: there is no such file; expected one that can be read");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{file}: {e.Message.TrimEnd('.')}; expected a file that can be read");
        }
    }
}
