using Headroom.Load;

namespace Headroom.Cli.Output;

/// <summary>Tells how a load run goes: drawn in place on a terminal, a plain line now and then elsewhere.</summary>
/// <param name="writer">Where to.</param>
/// <param name="size">The terminal's columns and rows, asked each time; null when it is no terminal.</param>
internal sealed class LoadView(TextWriter writer, Func<(int Width, int Height)>? size) : IProgress<LoadProgress>
{
    private const string Escape = "\u001b[";

    /// <summary>A run longer than this gets a plain line every five seconds, a shorter one every second.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private IReadOnlyList<string> _drawn = [];
    private double? _lastPlain;

    /// <inheritdoc/>
    public void Report(LoadProgress value)
    {
        lock (_lock)
        {
            if (size is not null)
            {
                Draw(value, size());
            }
            else if (_lastPlain is not { } last || LoadFrame.Second(value) - last >= (value.Total > s_long ? 5 : 1))
            {
                _lastPlain = LoadFrame.Second(value);
                writer.WriteLine(LoadFrame.Line(value));
            }
        }
    }

    /// <summary>Takes the drawing away.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (size is not null)
            {
                writer.Write(Back(size().Width));
                _drawn = [];
            }
        }
    }

    private void Draw(LoadProgress value, (int Width, int Height) terminal)
    {
        var lines = LoadFrame.Lines(value, terminal.Width, terminal.Height);
        writer.Write(Back(terminal.Width) + string.Concat(lines.Select(static line => line + "\n")));
        writer.Flush();
        _drawn = lines;
    }

    // A terminal that became narrower has wrapped what was drawn: it takes more rows now.
    private string Back(int width)
    {
        var rows = _drawn.Sum(line => Math.Max(1, (line.Length + width - 1) / Math.Max(1, width)));
        return rows == 0 ? "" : $"{Escape}{rows}A\r{Escape}J";
    }
}
