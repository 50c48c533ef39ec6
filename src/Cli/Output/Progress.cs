using Headroom.Load;
using Headroom.Report;

namespace Headroom.Cli.Output;

/// <summary>Tells what is going on: a live line on a terminal, plain lines elsewhere.</summary>
/// <param name="writer">Where to.</param>
/// <param name="size">The terminal's columns and rows, asked each time; null when it is no terminal.</param>
/// <param name="time">The clock.</param>
internal sealed class Progress(TextWriter writer, Func<(int Width, int Height)>? size, TimeProvider time) : IProgress<LoadProgress>
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    private readonly long _started = time.GetTimestamp();
    private readonly Lock _lock = new();
    private TimeSpan _lastPlain = TimeSpan.Zero;
    private bool _lineIsOpen;

    /// <summary>A step begins.</summary>
    public void Step(string what)
    {
        lock (_lock)
        {
            Close();
            writer.WriteLine($"{Clock()}  {what}");
        }
    }

    /// <summary>Something that a step found out.</summary>
    public void Detail(string what)
    {
        lock (_lock)
        {
            Close();
            writer.WriteLine($"       {what}");
        }
    }

    /// <inheritdoc/>
    public void Report(LoadProgress value)
    {
        lock (_lock)
        {
            if (size is not null)
            {
                // A line that wraps could not be drawn over.
                writer.Write($"\r\u001b[K{LoadFrame.Cut($"{Clock()}  {Line(value)}", size().Width - 1)}");
                _lineIsOpen = true;
            }
            else if (value.Elapsed - _lastPlain >= PlainInterval)
            {
                _lastPlain = value.Elapsed;
                writer.WriteLine($"{Clock()}  {Line(value)}");
            }
        }
    }

    private static string Line(LoadProgress value)
    {
        var phase = value.Phase switch { LoadPhase.WarmUp => "warm-up", LoadPhase.Recording => "load   ", _ => "drain  " };
        return $"{phase} {LoadFrame.Clock(value)}  {value.RequestsPerSecond} requests/s  "
            + $"{value.InFlight} in flight  p95 {Format.Duration(value.P95)}  {value.Errors} failed";
    }

    private string Clock()
    {
        var elapsed = time.GetElapsedTime(_started);
        return $"{(int)elapsed.TotalMinutes,2}:{elapsed.Seconds:00}";
    }

    private void Close()
    {
        if (_lineIsOpen)
        {
            writer.WriteLine();
            _lineIsOpen = false;
        }
    }
}
