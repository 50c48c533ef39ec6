using System.Text;
using Headroom.Model.Text;

namespace Headroom.Load.Import.AccessLogs;

/// <summary>
/// Makes routes of paths, in one pass and bounded memory. A piece that looks like an id (<see cref="Segments"/>) is <c>{id}</c>; where more
/// than
/// a hundred different names stand under one folder they become <c>{id}</c> too, all but those that alone have 5 % of the folder's
/// requests.
/// </summary>
/// <remarks>An address that the service did not know (400, 404, 405, 410, 414) makes no new route: scanners would fill the tree.</remarks>
internal sealed class RouteTree(int maxRoutes = 5000)
{
    /// <summary>Most pieces of a path; one with more is no route.</summary>
    public const int MaxDepth = 16;

    private const int MaxNames = 100;
    private const int MaxNodes = 50_000;
    private const double OwnShare = 0.05;

    private readonly RouteNode _root = new(0);
    private readonly SampleBudget _budget = new();
    private int _nodes = 1;
    private int _routes;

    /// <summary>Counts a request under its route.</summary>
    /// <returns>False when there is no route for it: unknown to the service, or over the bounds.</returns>
    public bool Add(Verb verb, scoped LogEntry entry)
    {
        var target = entry.Target;
        var mark = target.IndexOf((byte)'?');
        var path = mark < 0 ? target : target[..mark];
        var isKnown = entry.Status is not (400 or 404 or 405 or 410 or 414);
        Span<Piece> ids = stackalloc Piece[MaxDepth];
        if (Find(path, isKnown, ref ids) is not { } node || Tally(node, verb, isKnown) is not { } tally)
        {
            return false;
        }

        tally.Add(entry, path, ids, mark < 0 ? [] : target[(mark + 1)..], _budget);
        return true;
    }

    /// <summary>Every route with its pieces (null: an id) and method.</summary>
    public IEnumerable<(IReadOnlyList<string?> Pieces, Verb Verb, RouteTally Tally)> Routes() => Below(_root, []);

    private static IEnumerable<(IReadOnlyList<string?> Pieces, Verb Verb, RouteTally Tally)> Below(RouteNode node,
        IReadOnlyList<string?> pieces)
    {
        for (var verb = Verb.Get; verb <= Verb.Other; verb++)
        {
            if (node.Tallies[(int)verb] is { } tally)
            {
                yield return (pieces, verb, tally);
            }
        }

        var children = node.Names.Select(pair => ((string?)Encoding.Latin1.GetString(pair.Key), pair.Value));
        foreach (var (piece, child) in node.Id is { } id ? children.Append((null, id)) : children)
        {
            foreach (var route in Below(child, [.. pieces, piece]))
            {
                yield return route;
            }
        }
    }

    private RouteNode? Find(ReadOnlySpan<byte> path, bool create, ref Span<Piece> ids)
    {
        var node = _root;
        var (depth, count, start) = (0, 0, 1);
        while (start < path.Length || (start == path.Length && start > 1))
        {
            if (++depth > MaxDepth)
            {
                return null;
            }

            var slash = path[start..].IndexOf((byte)'/');
            var piece = slash < 0 ? path[start..] : path.Slice(start, slash);
            node.Requests++;
            var child = piece.Length > 0 && Segments.IsId(piece) ? IdOf(node, create) : NameOf(node, piece, create);
            if (child is null)
            {
                return null;
            }

            if (child == node.Id)
            {
                ids[count++] = new Piece(start, piece.Length);
            }

            node = child;
            start += piece.Length + 1;
        }

        node.Requests++;
        ids = ids[..count];
        return node;
    }

    private RouteNode? NameOf(RouteNode node, ReadOnlySpan<byte> name, bool create)
    {
        if (node.ByName.TryGetValue(name, out var child))
        {
            return child;
        }

        if (!create)
        {
            return node.IsCollapsed ? node.Id : null;
        }

        if (!node.IsCollapsed && node.Names.Count >= MaxNames)
        {
            Collapse(node);
        }

        if (node.IsCollapsed)
        {
            return IdOf(node, create);
        }

        return _nodes >= MaxNodes ? null : node.Names[name.ToArray()] = NewNode(node.Ids);
    }

    private RouteNode? IdOf(RouteNode node, bool create) =>
        node.Id ?? (create && _nodes < MaxNodes ? node.Id = NewNode(node.Ids + 1) : null);

    private RouteNode NewNode(int ids)
    {
        _nodes++;
        return new RouteNode(ids);
    }

    private RouteTally? Tally(RouteNode node, Verb verb, bool create)
    {
        if (node.Tallies[(int)verb] is { } tally || !create || _routes >= maxRoutes)
        {
            return node.Tallies[(int)verb];
        }

        _routes++;
        return node.Tallies[(int)verb] = new RouteTally();
    }

    private void Collapse(RouteNode node)
    {
        node.IsCollapsed = true;
        node.Id ??= NewNode(node.Ids + 1);
        foreach (var (name, child) in node.Names.Where(pair => pair.Key.Length > 0 && pair.Value.Requests < OwnShare * node.Requests)
            .ToList())
        {
            node.Names.Remove(name);
            Absorb(node.Id, child, node.Ids, Encoding.Latin1.GetString(name));
        }
    }

    private void Absorb(RouteNode into, RouteNode from, int at, string? value)
    {
        _nodes--;
        into.Requests += from.Requests;
        into.IsCollapsed |= from.IsCollapsed;
        for (var verb = 0; verb < Verbs.Count; verb++)
        {
            if (from.Tallies[verb] is { } tally)
            {
                _routes -= into.Tallies[verb] is null ? 0 : 1;
                (into.Tallies[verb] ??= new RouteTally()).Absorb(tally, at, value, _budget);
            }
        }

        foreach (var (name, child) in from.Names)
        {
            if (!into.Names.TryGetValue(name, out var own))
            {
                _nodes++;
                into.Names[name] = own = new RouteNode(into.Ids);
            }

            Absorb(own, child, at, value);
        }

        if (from.Id is { } id)
        {
            if (into.Id is null)
            {
                _nodes++;
                into.Id = new RouteNode(into.Ids + 1);
            }

            Absorb(into.Id, id, at, value);
        }

        if (into.Names.Count > MaxNames)
        {
            Collapse(into);
        }
    }
}

/// <summary>A place in the tree of routes.</summary>
/// <param name="ids">How many ids lead to it, itself included.</param>
internal sealed class RouteNode(int ids)
{
    private Dictionary<byte[], RouteNode>.AlternateLookup<ReadOnlySpan<byte>>? _byName;

    /// <summary>How many ids lead to it, itself included.</summary>
    public int Ids { get; } = ids;

    /// <summary>How many requests went to it or through it.</summary>
    public long Requests { get; set; }

    /// <summary>Whether new names below it are ids.</summary>
    public bool IsCollapsed { get; set; }

    /// <summary>What stands below it by name.</summary>
    public Dictionary<byte[], RouteNode> Names { get; } = new(ByteKeys.Comparer);

    /// <summary>The same, asked with a piece of a path.</summary>
    public Dictionary<byte[], RouteNode>.AlternateLookup<ReadOnlySpan<byte>> ByName =>
        _byName ??= Names.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>What stands below it by id.</summary>
    public RouteNode? Id { get; set; }

    /// <summary>What was seen of it by method.</summary>
    public RouteTally?[] Tallies { get; } = new RouteTally?[Verbs.Count];
}
