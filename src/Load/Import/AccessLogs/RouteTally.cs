using System.Text;
using Headroom.Model.Text;

namespace Headroom.Load.Import.AccessLogs;

/// <summary>What was seen of one method of one route.</summary>
internal sealed class RouteTally
{
    private const int MaxShapes = 8;
    private const int MaxParameters = 16;

    private readonly Dictionary<byte[], RouteShape> _shapes = new(ByteKeys.Comparer);
    private readonly Dictionary<byte[], RouteShape>.AlternateLookup<ReadOnlySpan<byte>> _byNames;
    private RouteShape? _plain;

    /// <summary>Starts at nothing.</summary>
    public RouteTally() => _byNames = _shapes.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>How many requests.</summary>
    public long Count { get; private set; }

    /// <summary>How many by status, from 100 on.</summary>
    public uint[] Statuses { get; } = new uint[500];

    /// <summary>The largest response in bytes; -1: unknown.</summary>
    public long LargestResponse { get; private set; } = -1;

    /// <summary>The largest request in bytes; -1: unknown.</summary>
    public long LargestRequest { get; private set; } = -1;

    /// <summary>The shapes of its queries.</summary>
    public IEnumerable<RouteShape> Shapes => _plain is null ? _shapes.Values : _shapes.Values.Prepend(_plain);

    /// <summary>Counts a request.</summary>
    public void Add(scoped LogEntry entry, ReadOnlySpan<byte> path, ReadOnlySpan<Piece> ids, ReadOnlySpan<byte> query, SampleBudget budget)
    {
        Count++;
        Statuses[entry.Status - 100]++;
        LargestResponse = Math.Max(LargestResponse, entry.ResponseBytes);
        LargestRequest = Math.Max(LargestRequest, entry.RequestBytes);
        if (query.Length == 0)
        {
            (_plain ??= new RouteShape([], [])).Add(path, ids, query, [], budget);
            return;
        }

        Span<Piece> values = stackalloc Piece[MaxParameters];
        if (ShapeOf(query, ref values) is { } shape)
        {
            shape.Add(path, ids, query, values, budget);
        }
    }

    /// <summary>Takes another tally in.</summary>
    /// <param name="other">The other.</param>
    /// <param name="at">Where its rows get one more id.</param>
    /// <param name="value">That id; null when they have it already.</param>
    /// <param name="budget">The bounds of samples.</param>
    public void Absorb(RouteTally other, int at, string? value, SampleBudget budget)
    {
        Count += other.Count;
        for (var i = 0; i < Statuses.Length; i++)
        {
            Statuses[i] += other.Statuses[i];
        }

        LargestResponse = Math.Max(LargestResponse, other.LargestResponse);
        LargestRequest = Math.Max(LargestRequest, other.LargestRequest);
        if (other._plain is { } plain)
        {
            (_plain ??= new RouteShape([], [])).Absorb(plain, at, value, budget);
        }

        foreach (var (names, shape) in other._shapes)
        {
            if (!_shapes.TryGetValue(names, out var own) && _shapes.Count < MaxShapes)
            {
                _shapes[names] = own = new RouteShape(shape.Names, shape.Kept);
            }

            own?.Absorb(shape, at, value, budget);
        }
    }

    private RouteShape? ShapeOf(ReadOnlySpan<byte> query, ref Span<Piece> values)
    {
        Span<byte> names = stackalloc byte[256];
        var (count, length, start) = (0, 0, 0);
        while (start <= query.Length)
        {
            var end = query[start..].IndexOf((byte)'&');
            var pair = end < 0 ? query[start..] : query.Slice(start, end);
            if (pair.Length > 0)
            {
                var equals = pair.IndexOf((byte)'=');
                var name = equals < 0 ? pair : pair[..equals];
                if (count == values.Length || length + name.Length + 1 > names.Length)
                {
                    return null;
                }

                name.CopyTo(names[length..]);
                length += name.Length;
                names[length++] = (byte)'&';
                values[count++] = new Piece(start + name.Length + 1, Math.Max(0, pair.Length - name.Length - 1));
                if (equals < 0)
                {
                    values[count - 1] = new Piece(start, 0);
                }
            }

            start = end < 0 ? query.Length + 1 : start + end + 1;
        }

        values = values[..count];
        return ByNames(names[..length]);
    }

    private RouteShape? ByNames(ReadOnlySpan<byte> key)
    {
        if (_byNames.TryGetValue(key, out var shape) || _shapes.Count >= MaxShapes)
        {
            return shape;
        }

        string[] names = key.Length == 0 ? [] : Encoding.Latin1.GetString(key[..^1]).Split('&');
        shape = new RouteShape(names, [.. names.Select(static name => !SecretNames.Holds(name) && !name.Contains('$'))]);
        _byNames[key] = shape;
        return shape;
    }
}
