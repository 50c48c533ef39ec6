using Headroom.Statistics;

namespace Headroom.Load.Schedules;

/// <summary>The points of a Poisson process of rate 1: the same for a seed, whoever asks for which of them in whatever order.</summary>
/// <remarks>
/// <code>
///   0 --gap-- p(0) --gap-- p(1) ------gap------ p(2) ...     gap = -ln(1 - u),  u uniform in [0, 1)
///   |&lt;--------- block 0, drawn with fork 0 -------&gt;|&lt;- block 1, drawn with fork 1 ...
/// </code>
/// Safe for concurrent callers. A point of a recent block costs a read; another block is drawn under a lock, which callers that go
/// forward together take once in 512 points. It keeps a few blocks and the start of each block so far: 8 bytes for every 512 points.
/// <para><b>Source:</b> gaps of a Poisson process are exponential and independent; drawn by inversion (Devroye, "Non-Uniform Random Variate
/// Generation", 1986, chapter II.2).</para>
/// </remarks>
internal sealed class PoissonPoints(ulong seed)
{
    private const int BlockSize = 512;
    private const int Kept = 4;

    private readonly Lock _drawing = new();
    private readonly List<double> _starts = [0];
    private readonly Block?[] _recent = new Block?[Kept];

    /// <summary>Where a point (from 0) lies, or null when it lies above a limit; then nothing above the limit is drawn.</summary>
    public double? At(long number, double limit)
    {
        var wanted = number / BlockSize;
        var block = Volatile.Read(ref _recent[wanted % Kept]);
        if (block is null || block.Number != wanted)
        {
            block = Find(wanted, limit);
        }

        return block is not null && block.Points[number % BlockSize] is var place && place <= limit ? place : null;
    }

    /// <summary>How many points lie below a place.</summary>
    public long CountBelow(double place)
    {
        lock (_drawing)
        {
            while (_starts[^1] < place)
            {
                Draw(_starts.Count - 1);
            }

            var found = _starts.BinarySearch(place);
            var block = Draw(Math.Max(0, (found >= 0 ? found : ~found) - 1));
            var within = Array.BinarySearch(block.Points, place);
            return ((long)block.Number * BlockSize) + (within >= 0 ? within : ~within);
        }
    }

    private Block? Find(long wanted, double limit)
    {
        lock (_drawing)
        {
            while (_starts.Count <= wanted && _starts[^1] <= limit)
            {
                Draw(_starts.Count - 1);
            }

            return wanted < _starts.Count ? Draw((int)wanted) : null;
        }
    }

    // A block whose start is known.
    private Block Draw(int number)
    {
        if (_recent[number % Kept] is { } known && known.Number == number)
        {
            return known;
        }

        var random = new SeededRandom(seed).Fork((ulong)number);
        var (place, points) = (_starts[number], new double[BlockSize]);
        for (var i = 0; i < BlockSize; i++)
        {
            place -= Math.Log(1 - random.NextDouble());
            points[i] = place;
        }

        if (_starts.Count == number + 1)
        {
            _starts.Add(place);
        }

        var block = new Block(number, points);
        Volatile.Write(ref _recent[number % Kept], block);
        return block;
    }

    private sealed record Block(int Number, double[] Points);
}
