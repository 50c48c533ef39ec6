using Headroom.Statistics;

namespace Headroom.Load.Schedules;

/// <summary>The points of a Poisson process of rate 1: the same for a seed, whoever asks for which of them in whatever order.</summary>
/// <remarks>
/// <code>
///   0 --gap-- p(0) --gap-- p(1) ------gap------ p(2) ...     gap = -ln(1 - u),  u uniform in [0, 1)
///   |&lt;--------- block 0, drawn with fork 0 -------&gt;|&lt;- block 1, drawn with fork 1 ...
/// </code>
/// A point costs O(1) amortised when numbers rise; going back costs one block. It keeps one block and the start of each block so far: 8 bytes for
/// every 512 points. Not safe for concurrent callers.
/// <para><b>Source:</b> gaps of a Poisson process are exponential and independent; drawn by inversion (Devroye, "Non-Uniform Random Variate
/// Generation", 1986, chapter II.2).</para>
/// </remarks>
internal sealed class PoissonPoints(ulong seed)
{
    private const int BlockSize = 512;

    private readonly List<double> _starts = [0];
    private readonly double[] _block = new double[BlockSize];
    private int _current = -1;

    /// <summary>Where a point (from 0) lies, or null when it lies above a limit; then nothing above the limit is drawn.</summary>
    public double? At(long number, double limit)
    {
        while (_starts.Count <= number / BlockSize && _starts[^1] <= limit)
        {
            Draw(_starts.Count - 1);
        }

        if (_starts.Count <= number / BlockSize)
        {
            return null;
        }

        Draw((int)(number / BlockSize));
        return _block[number % BlockSize] is var place && place <= limit ? place : null;
    }

    /// <summary>How many points lie below a place.</summary>
    public long CountBelow(double place)
    {
        while (_starts[^1] < place)
        {
            Draw(_starts.Count - 1);
        }

        var found = _starts.BinarySearch(place);
        var block = Math.Max(0, (found >= 0 ? found : ~found) - 1);
        Draw(block);
        var within = Array.BinarySearch(_block, place);
        return ((long)block * BlockSize) + (within >= 0 ? within : ~within);
    }

    // A block whose start is known.
    private void Draw(int block)
    {
        if (block != _current)
        {
            Fill(block);
            _current = block;
        }
    }

    private void Fill(int number)
    {
        var random = new SeededRandom(seed).Fork((ulong)number);
        var place = _starts[number];
        for (var i = 0; i < BlockSize; i++)
        {
            place -= Math.Log(1 - random.NextDouble());
            _block[i] = place;
        }

        if (_starts.Count == number + 1)
        {
            _starts.Add(place);
        }
    }
}
