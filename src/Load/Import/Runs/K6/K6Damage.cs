namespace Headroom.Load.Import.Runs.K6;

/// <summary>Counts the lines of a file that are no samples.</summary>
/// <param name="expected">What a line should be, for messages.</param>
internal sealed class K6Damage(string expected)
{
    private readonly LineTally _damaged = new();
    private long _samples;
    private bool _isCut;

    /// <summary>Counts a sample, or the definition of a metric.</summary>
    public void Sample() => _samples++;

    /// <summary>Counts a line that is none. The last one of a run that was killed is only cut.</summary>
    public void Line(FileLines lines, long number)
    {
        if (!lines.IsWhole && !lines.IsTooLong && number == lines.Number)
        {
            _isCut = true;
            return;
        }

        _damaged.Add(number);
    }

    /// <summary>What is to be said of the file, or nothing.</summary>
    /// <exception cref="RunFormException">No line is a sample.</exception>
    public IEnumerable<string> Remarks(FileLines lines)
    {
        if (_samples == 0)
        {
            throw new RunFormException(_damaged.First ?? Math.Max(lines.Number, 1), $"no line is a sample of k6; expected {expected}");
        }

        return Told(lines);
    }

    private IEnumerable<string> Told(FileLines lines)
    {
        foreach (var told in _damaged.Told("is no sample of k6 and was left out", "are no samples of k6 and were left out"))
        {
            yield return told;
        }

        if (_isCut)
        {
            yield return $"the last line, {lines.Number}, is cut: the run or its writing ended early";
        }

        if (lines.Broken is { } reason)
        {
            yield return $"the compressed data end early, after line {lines.Number} ({reason})";
        }
    }
}
