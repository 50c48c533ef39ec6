using System.Text.Json;
using Headroom.Load.Import.Runs;
using Headroom.Model.Evidence;

namespace Headroom.Load.Import.Stacks;

/// <summary>Reads profiles of code: pprof, speedscope, V8's .cpuprofile, folded stacks; plain or gzip.</summary>
public static class ProfileImport
{
    /// <summary>The profiles in a file, a measure each.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What they are called.</param>
    /// <param name="source">Where they come from, as results tell it.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="ImportException">It cannot be read, or is no profile; says why.</exception>
    public static IReadOnlyList<CodeProfile> Read(string path, string name, string source, CancellationToken stop)
    {
        try
        {
            using var opened = RunFile.Open(path);
            return ProfileForms.Read(opened, name, source, stop)
                ?? throw new ImportException($"{source}: no profile; expected {ProfileForms.Names}, plain or gzip");
        }
        catch (RunFormException e)
        {
            throw new ImportException(e.Line is { } line ? $"{source}, line {line}: {e.Message}" : $"{source}: {e.Message}");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or JsonException
            or FormatException or OverflowException)
        {
            throw new ImportException($"{source}: {e.Message.TrimEnd('.')}; expected a profile that can be read");
        }
    }
}
