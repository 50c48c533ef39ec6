using System.Text.Json;
using Headroom.Model.Guards;
using Headroom.Model.Json;

namespace Headroom.Cli.Databases;

/// <summary>Reads and writes the baseline of a guard.</summary>
internal static class BaselineFile
{
    /// <summary>A larger file is no baseline, in bytes: an entry takes about one thousand.</summary>
    private const long MostBytes = 20_000_000;

    /// <summary>The baseline.</summary>
    /// <exception cref="BadInputException">The file is missing, or has mistakes.</exception>
    public static GuardBaseline Read(string path)
    {
        GuardBaseline baseline;
        try
        {
            if (new FileInfo(path) is not { Exists: true } file)
            {
                throw new BadInputException(
                    $"--baseline {path}: there is no such file; make it once with --update, look at it, and commit it");
            }

            baseline = file.Length > MostBytes
                ? throw new BadInputException($"--baseline {path}: {file.Length} bytes; expected at most {MostBytes}")
                : JsonSerializer.Deserialize(File.ReadAllText(path), ModelJson.GuardBaseline)
                    ?? throw new BadInputException($"--baseline {path}: null; expected a baseline");
        }
        catch (JsonException e)
        {
            var (line, column) = ((e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1);
            throw new BadInputException(e.InnerException is JsonException
                ? $"{path}:{line}:{column}: {Path.GetFileName(path)} is no baseline of headroom db guard (line {line}): --update makes one"
                : $"{path}:{line}:{column}: {DamagedJson.Reason(e)}; expected a baseline as --update writes it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--baseline {path}: {e.Message}");
        }

        string[] mistakes = [.. Mistakes(baseline)];
        return mistakes.Length == 0 ? baseline : throw new BadInputException([.. mistakes.Select(mistake => $"{path}: {mistake}")]);
    }

    /// <summary>Writes the baseline, whole or not at all.</summary>
    /// <exception cref="BadInputException">It cannot be written there.</exception>
    public static void Write(string path, GuardBaseline baseline)
    {
        var unfinished = path + ".new";
        try
        {
            File.WriteAllText(unfinished, JsonSerializer.Serialize(baseline, ModelJson.GuardBaseline) + "\n");
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--baseline {path}: {e.Message.TrimEnd('.')}; expected a file that can be written");
        }
    }

    // A file that people merge by hand may hold anything that JSON can say.
    private static IEnumerable<string> Mistakes(GuardBaseline baseline)
    {
        if (baseline.Format != GuardBaseline.CurrentFormat)
        {
            yield return $"format: {baseline.Format}; expected {GuardBaseline.CurrentFormat}: make the baseline anew with --update";
        }

        foreach (var (place, entry) in baseline.Statements.Index())
        {
            if (entry is not { Name.Length: > 0 })
            {
                yield return $"statements[{place}]: expected name, statement_id, buffers_per_call, plans and sequential_scans";
            }
            else if (entry.BuffersPerCall < 0)
            {
                yield return $"statements[{place}].buffers_per_call: {entry.BuffersPerCall}; expected a number from 0, or null";
            }
            else if (entry.Plans.Contains(null!) || entry.SequentialScans.Any(scan => scan?.Table is null))
            {
                yield return $"statements[{place}].plans or .sequential_scans: null inside; expected texts, and tables with rows";
            }
            else if (baseline.Statements.Take(place).Any(other => other?.Name == entry.Name))
            {
                yield return $"statements[{place}].name: {entry.Name} is taken by an earlier one";
            }
        }
    }
}
