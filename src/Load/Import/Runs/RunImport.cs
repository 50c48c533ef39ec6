using System.Text.Json;
using Headroom.Load.Import.AccessLogs;
using Headroom.Load.Import.Claims;
using Headroom.Load.Import.Stacks;
using Headroom.Model.Evidence;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs;

/// <summary>What an import came to.</summary>
/// <param name="Runs">The runs, the claims, and what could not be read.</param>
/// <param name="NamedFailed">Whether a file that was given by its name could not be read.</param>
public sealed record ImportReading(ImportedRuns Runs, bool NamedFailed);

/// <summary>Reads what load tools, people and assistants left: results of runs, and claims about them.</summary>
/// <remarks>
/// Every form is recognised by the file's name and first 64 KiB, never by an option. What is in a folder and is nothing of that, or is
/// Headroom's own, is counted, no more, and so is a list of no failures; a file that was given by its name must be something. Reading
/// streams, in bounded memory.
/// </remarks>
public static class RunImport
{
    /// <summary>Reads files, and all files of folders, in the order of their names.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="ImportException">A path is not there, or holds too much.</exception>
    public static ImportReading Read(IReadOnlyList<string> paths, CancellationToken stop)
    {
        List<ImportedRun> runs = [];
        List<Claim> claims = [];
        List<CodeProfile> profiles = [];
        List<ImportFailure> failures = [];
        var (skipped, namedFailed) = (0L, false);
        foreach (var file in RunPaths.Of(paths))
        {
            stop.ThrowIfCancellationRequested();
            var outcome = file.IsOwn ? new Outcome() : ReadFile(file, stop);
            switch (outcome)
            {
                case { Run: { } run }:
                    runs.Add(run);
                    break;
                case { Claims: { } stated }:
                    claims.AddRange(stated.Take(ClaimFile.Most - Math.Min(ClaimFile.Most, claims.Count)));
                    break;
                case { Profiles: { } read }:
                    profiles.AddRange(read);
                    break;
                case { Failure: { } failure }:
                    failures.Add(failure);
                    namedFailed |= file.IsNamed;
                    break;
                default:
                    skipped++;
                    break;
            }
        }

        return new ImportReading(
            new ImportedRuns { Runs = runs, Claims = claims, Profiles = profiles, Failures = failures, Skipped = skipped }, namedFailed);
    }

    private static Outcome ReadFile(RunPath file, CancellationToken stop)
    {
        try
        {
            using var opened = RunFile.Open(file.Path);
            return Read(file, opened, stop);
        }
        catch (RunFormException e)
        {
            // A folder may hold any other file that is compressed so.
            return e.Line is null && !file.IsNamed && file.Path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase)
                && !LooksLikeRun(file.Path[..^4])
                ? new Outcome()
                : Failed(file, e.Line, e.Message);
        }
        catch (Exception e) when (e is ImportException or JsonException or FormatException or OverflowException)
        {
            return Failed(file, (e as JsonException)?.LineNumber + 1, e.Message);
        }
        catch (InvalidDataException e)
        {
            return Failed(file, line: null, $"the gzip data is damaged ({e.Message.TrimEnd('.')})");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failed(file, line: null, $"{e.Message.TrimEnd('.')}; expected a file that can be read");
        }
    }

    private static Outcome Read(RunPath file, RunFile opened, CancellationToken stop)
    {
        if (ClaimFile.IsOne(opened.Head.Name))
        {
            return new Outcome { Claims = ClaimFile.Read(file.Source, opened.Head.Name, opened.Content) };
        }

        if (RunForms.All.FirstOrDefault(each => each.Matches(opened.Head)) is { } form)
        {
            var run = form.Read(new RunSource(file.Source, opened.Content, stop));
            return new Outcome { Run = opened.Cut is { } cut && run is not null ? run with { Remarks = [.. run.Remarks, cut] } : run };
        }

        if (ProfileForms.Read(opened, Path.GetFileName(file.Source), file.Source, stop) is { } profiles)
        {
            return new Outcome { Profiles = profiles };
        }

        if (ClaimFile.MayBeOne(opened.Head.Name, file.IsNamed)
            && ClaimFile.Read(file.Source, opened.Head.Name, opened.Content) is [_, ..] claims)
        {
            return new Outcome { Claims = claims };
        }

        if (file.IsNamed && IsAccessLog(opened.Head))
        {
            return Failed(
                file, line: null,
                $"an access log is no run of a load tool; headroom init --access-log {file.Source} makes a plan and its load of it");
        }

        return file.IsNamed
            ? Failed(
                file, line: null,
                $"no form that is known; expected results of {Tools()} (docs/import.md tells their forms), a profile of code "
                    + $"({ProfileForms.Names}), ai-analysis.json, or a report in Markdown")
            : new Outcome();
    }

    // Its beginning may end in the middle of a line.
    private static bool IsAccessLog(RunHead head)
    {
        var scan = new AccessLogScan();
        scan.Feed(head.Bytes.Span);
        scan.EndFile();
        return scan.Summary() is { Requests: > 0 } log && log.Requests >= log.Malformed;
    }

    private static string Tools() => string.Join(", ", RunForms.All.Select(static form => form.Tool).Distinct());

    private static bool LooksLikeRun(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".json" or ".ndjson" or ".jsonl" or ".csv" or ".jtl" or ".txt" or ".log";

    private static Outcome Failed(RunPath file, long? line, string reason) =>
        new() { Failure = new ImportFailure(file.Source, line, reason) };

    // Nothing of all that: not ours.
    private sealed record Outcome
    {
        public ImportedRun? Run { get; init; }

        public IReadOnlyList<Claim>? Claims { get; init; }

        public IReadOnlyList<CodeProfile>? Profiles { get; init; }

        public ImportFailure? Failure { get; init; }
    }
}
