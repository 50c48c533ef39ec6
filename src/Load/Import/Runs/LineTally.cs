namespace Headroom.Load.Import.Runs;

/// <summary>Counts lines of a file of which something is to be said, and keeps the first.</summary>
internal sealed class LineTally
{
    private long _count;
    private long _first;

    /// <summary>The number of the first line, from 1; null when none was counted.</summary>
    public long? First => _count == 0 ? null : _first;

    /// <summary>Counts a line.</summary>
    /// <param name="number">Its number in the file, from 1.</param>
    public void Add(long number)
    {
        _first = _count == 0 ? number : _first;
        _count++;
    }

    /// <summary>Forgets them.</summary>
    public void Clear() => _count = 0;

    /// <summary>What is to be said of them: "line 3 is cut", "2 lines are cut; the first is line 3"; nothing when there are none.</summary>
    /// <param name="one">What is said of one.</param>
    /// <param name="several">What is said of several; null when it is the same.</param>
    public IEnumerable<string> Told(string one, string? several = null) => _count switch
    {
        0 => [],
        1 => [$"line {_first} {one}"],
        _ => [$"{_count} lines {several ?? one}; the first is line {_first}"],
    };
}
