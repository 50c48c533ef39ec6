namespace Headroom.Load.Import.Runs.K6;

/// <summary>Counts the lines of a file that are no samples.</summary>
/// <param name="expected">What a line should be, for messages.</param>
internal sealed class K6Damage(string expected)
{
    private long _samples;
    private long _damaged;
    private long? _first;
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

        _damaged++;
        _first ??= number;
    }

    /// <summary>What is to be said of the file, or nothing.</summary>
    /// <exception cref="RunFormException">No line is a sample.</exception>
    public IEnumerable<string> Remarks(FileLines lines)
    {
        if (_samples == 0)
        {
            throw new RunFormException(_first ?? Math.Max(lines.Number, 1), $"no line is a sample of k6; expected {expected}");
        }

        return Told(lines);
    }

    private IEnumerable<string> Told(FileLines lines)
    {
        if (_damaged > 0)
        {
            yield return _damaged == 1
                ? $"line {_first} is no sample of k6 and was left out"
                : $"{_damaged} lines are no samples of k6 and were left out; the first is line {_first}";
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
