using System.Text;

namespace Headroom.Load.Import.Runs.Tools;

/// <summary>The lines of a file as text, one after the other.</summary>
/// <param name="source">The file.</param>
internal sealed class TextLines(RunSource source)
{
    private readonly FileLines _lines = new(source);

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number => _lines.Number;

    /// <summary>Whether that line was too long: it is given empty.</summary>
    public bool IsTooLong => _lines.IsTooLong;

    /// <summary>The next line without its end; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The compressed data end early: a report without its end is none.</exception>
    public string? Next()
    {
        if (_lines.Next(out var line))
        {
            return Encoding.UTF8.GetString(line);
        }

        if (_lines.Broken is { } reason)
        {
            throw new InvalidDataException(reason);
        }

        return null;
    }
}
