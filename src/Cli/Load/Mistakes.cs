using System.Globalization;
using Headroom.Model.Units;

namespace Headroom.Cli.Load;

/// <summary>Reads what options say, and collects every mistake, so that a user sees all of them at once.</summary>
internal sealed class Mistakes
{
    private readonly List<string> _lines = [];

    /// <summary>Whether there are any.</summary>
    public bool Any => _lines.Count > 0;

    /// <summary>Records a mistake.</summary>
    public void Add(string line) => _lines.Add(line);

    /// <summary>Records several.</summary>
    public void Add(IEnumerable<string> lines) => _lines.AddRange(lines);

    /// <summary>Ends with all mistakes when there are any.</summary>
    /// <exception cref="BadInputException">There are.</exception>
    public void ThrowIfAny()
    {
        if (_lines.Count > 0)
        {
            throw new BadInputException(_lines);
        }
    }

    /// <summary>What is read; null when it is a mistake.</summary>
    /// <param name="read">Reads it, or throws <see cref="BadInputException"/>.</param>
    public T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (BadInputException mistake)
        {
            Add(mistake.Lines);
            return null;
        }
    }

    /// <summary>A whole number within bounds, both included; null when there is none or it is a mistake.</summary>
    public int? Whole(string option, string? text, int least, int most)
    {
        if (text is null)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Add($"{option} {text}: expected a whole number from {least:#,0} to {most:#,0}");
        return null;
    }

    /// <summary>A seed.</summary>
    public ulong? Seed(string option, string? text)
    {
        if (text is null || ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return text is null ? null : ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        Add($"{option} {text}: expected a whole number from 0 to {ulong.MaxValue}");
        return null;
    }

    /// <summary>A rate above 0 and at most <paramref name="most"/> a second.</summary>
    public PerSecond? Rate(string option, string? text, double most)
    {
        if (text is null)
        {
            return null;
        }

        if (UnitText.Rate(text) is { Value: > 0 } rate && rate.Value <= most)
        {
            return rate;
        }

        Add($"{option} {text}: expected a rate such as 1000, 200/s or 600/m, above 0 and at most {most:#,0}/s");
        return null;
    }

    /// <summary>A duration within bounds, both included.</summary>
    public TimeSpan? Duration(string option, string? text, TimeSpan least, TimeSpan most)
    {
        if (text is null)
        {
            return null;
        }

        if (UnitText.Duration(text) is { } duration && duration >= least && duration <= most)
        {
            return duration;
        }

        Add($"{option} {text}: expected a duration with a unit, such as 30s or 5m, from {Text(least)} to {Text(most)}");
        return null;
    }

    private static string Text(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => $"{duration.TotalMilliseconds:0}ms",
        { TotalHours: >= 1 } => $"{duration.TotalHours:0}h",
        _ => $"{duration.TotalSeconds:0}s",
    };
}
