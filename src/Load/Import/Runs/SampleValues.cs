namespace Headroom.Load.Import.Runs;

/// <summary>The room for single values that all distributions of a run share.</summary>
/// <param name="values">How many values there is room for.</param>
internal sealed class SampleRoom(int values)
{
    /// <summary>How many single values of a run are kept where nothing else is said: 16 MB.</summary>
    public const int Most = 2_000_000;

    private int _left = values;

    /// <summary>Takes room; false when there is not enough.</summary>
    public bool Take(int number)
    {
        if (number > _left)
        {
            return false;
        }

        _left -= number;
        return true;
    }

    /// <summary>Gives room back.</summary>
    public void GiveBack(int number) => _left += number;
}

/// <summary>The values of one metric: each of them as long as there is room, then how many lie close together.</summary>
/// <remarks>
/// Without room the values are counted in buckets, 2048 for each power of two: a value read back differs from the recorded one by at
/// most 1/4096 (0.024 %). Count, sum, minimum and maximum are always exact.
/// </remarks>
internal sealed class SampleValues(SampleRoom room)
{
    private const int FirstChunk = 64;
    private const int LargestChunk = 8192;

    // Of the 64 bits of a number 12 are sign and exponent; 11 more tell the buckets of a power of two apart.
    private const int LostBits = 64 - 12 - 11;

    private readonly List<double[]> _chunks = [];
    private Dictionary<int, long>? _buckets;
    private double[] _last = [];
    private int _used;

    /// <summary>How many values there are.</summary>
    public long Count { get; private set; }

    /// <summary>Their sum.</summary>
    public double Sum { get; private set; }

    /// <summary>The least, or infinity of none.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>The greatest, or minus infinity of none.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether every value is kept.</summary>
    public bool IsExact => _buckets is null;

    /// <summary>Records a value, which is finite.</summary>
    public void Add(double value)
    {
        (Count, Sum, Min, Max) = (Count + 1, Sum + value, Math.Min(Min, value), Math.Max(Max, value));
        if (_buckets is null && _used == _last.Length && !Grow())
        {
            Fold();
        }

        if (_buckets is { } buckets)
        {
            AddTo(buckets, KeyOf(value), 1);
        }
        else
        {
            _last[_used++] = value;
        }
    }

    /// <summary>Puts every value behind those that are there; only of exact ones.</summary>
    public void CopyTo(List<double> values)
    {
        foreach (var chunk in _chunks)
        {
            values.AddRange(chunk.AsSpan(0, chunk == _last ? _used : chunk.Length));
        }
    }

    /// <summary>Adds the buckets of all values.</summary>
    public void AddTo(Dictionary<int, long> buckets)
    {
        foreach (var (key, count) in _buckets ?? [])
        {
            AddTo(buckets, key, count);
        }

        foreach (var chunk in _chunks)
        {
            foreach (var value in chunk.AsSpan(0, chunk == _last ? _used : chunk.Length))
            {
                AddTo(buckets, KeyOf(value), 1);
            }
        }
    }

    /// <summary>The middle of a bucket.</summary>
    public static double MiddleOf(int key) =>
        key < 0 ? -MiddleOf(-key - 1) : BitConverter.Int64BitsToDouble(((long)key << LostBits) + (1L << (LostBits - 1)));

    // Greater values have greater keys, below zero as well.
    private static int KeyOf(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        return bits >= 0 ? (int)(bits >> LostBits) : -(int)((bits & long.MaxValue) >> LostBits) - 1;
    }

    private static void AddTo(Dictionary<int, long> buckets, int key, long count) => buckets[key] = buckets.GetValueOrDefault(key) + count;

    private bool Grow()
    {
        var size = (int)Math.Clamp(Count - 1, FirstChunk, LargestChunk);
        if (!room.Take(size))
        {
            return false;
        }

        _last = new double[size];
        _used = 0;
        _chunks.Add(_last);
        return true;
    }

    private void Fold()
    {
        var buckets = new Dictionary<int, long>();
        AddTo(buckets);
        _buckets = buckets;
        room.GiveBack(_chunks.Sum(static chunk => chunk.Length));
        _chunks.Clear();
        _last = [];
        _used = 0;
    }
}
