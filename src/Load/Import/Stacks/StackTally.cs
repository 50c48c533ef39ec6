using Headroom.Load.Import.Runs;
using Headroom.Model.Evidence;

namespace Headroom.Load.Import.Stacks;

/// <summary>Sums samples of call stacks: what each function took by itself and with what it called, and the tree of calls.</summary>
/// <remarks>
/// By itself ("flat") is the innermost function of a stack; with what it called ("cum") counts a function once a stack, however often it
/// stands there: so does <c>go tool pprof -top</c>. Functions are told apart by name alone.
/// </remarks>
internal sealed class StackTally
{
    /// <summary>A deeper stack is cut there, at its leaf's end.</summary>
    public const int MostDepth = 512;

    /// <summary>Places of the tree, at most (a count): what comes after is counted where the tree ends.</summary>
    private const int MostNodes = 500_000;

    /// <summary>Characters of all names together, at most, each name with <see cref="PerName"/> more for what it takes besides.</summary>
    private const long MostCharacters = 32 * 1024 * 1024;

    private const int PerName = 64;

    private const int MostFunctions = 1000, MostCalls = 1500;

    private const int None = -1; // no place in the tree

    /// <summary>The least share of the whole that is shown, 1 in this many.</summary>
    private const int LeastShare = 1000;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<Function> _functions = [];
    private readonly List<Node> _nodes = [new(None, 0)];
    private readonly Dictionary<(int Parent, int Function), int> _children = [];
    private long _total;
    private int _samples;
    private bool _isCut;
    private bool _isFull;
    private long _characters;

    /// <summary>The functions, those first that took most by themselves.</summary>
    public IEnumerable<ProfileFunction> Functions => _functions
        .Where(static function => function.Seen > 0)
        .OrderByDescending(static function => function.Own).ThenByDescending(static function => function.Cumulative)
        .ThenBy(static function => function.Name, StringComparer.Ordinal)
        .Select(static function =>
            new ProfileFunction { Name = function.Name, File = function.File, Own = function.Own, Cumulative = function.Cumulative });

    /// <summary>The number of a function, by its name; the file that comes first stays.</summary>
    /// <exception cref="RunFormException">There are more names than one program has.</exception>
    public int IdOf(string name, string? file)
    {
        if (!_ids.TryGetValue(name, out var id))
        {
            _characters += name.Length + PerName;
            if (_characters > MostCharacters)
            {
                throw new RunFormException(
                    null, $"names of functions of more than {MostCharacters} characters; expected a profile of one program");
            }

            id = _functions.Count;
            _ids.Add(name, id);
            _functions.Add(new Function(name, file));
        }

        return id;
    }

    /// <summary>Adds a sample.</summary>
    /// <param name="stack">The functions' numbers, from where the thread begins to the innermost.</param>
    /// <param name="value">What it took, in the profile's unit.</param>
    public void Add(ReadOnlySpan<int> stack, long value)
    {
        _total = Sum(_total, value);
        _samples++;
        _nodes[0] = _nodes[0] with { Value = _total };
        if (stack.Length > MostDepth)
        {
            stack = stack[..MostDepth];
            _isCut = true;
        }

        var at = 0;
        foreach (var id in stack)
        {
            var function = _functions[id];
            if (function.Seen != _samples)
            {
                (function.Seen, function.Cumulative) = (_samples, Sum(function.Cumulative, value));
            }

            at = at == None ? None : Below(at, id, value);
        }

        if (stack.Length > 0)
        {
            var leaf = _functions[stack[^1]];
            leaf.Own = Sum(leaf.Own, value);
        }
    }

    /// <summary>The profile.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">Where it was read.</param>
    /// <param name="kind">Form, measure and unit.</param>
    /// <param name="duration">How long the profiler looked, or null.</param>
    /// <param name="remarks">What a reader must know.</param>
    public CodeProfile Profile(string name, string source, ProfileKind kind, TimeSpan? duration, IReadOnlyList<string> remarks) => new()
    {
        Name = name,
        Source = source,
        Form = kind.Form,
        Measure = kind.Measure,
        Unit = kind.Unit,
        Duration = duration,
        Total = _total,
        FunctionCount = _functions.Count(static function => function.Seen > 0),
        Functions = [.. Functions.Take(MostFunctions)],
        Calls = Calls(),
        Remarks =
        [
            .. remarks,
            .. _isCut
                ? [$"stacks deeper than {MostDepth} calls are cut: what lies below counts for the last call that is shown"]
                : Array.Empty<string>(),
            .. _isFull
                ? [$"the tree of calls ends at {MostNodes} places: what lies below counts for the last call that is shown"]
                : Array.Empty<string>(),
        ],
    };

    // The node of a function below another, which takes the value; none when the tree is full: what that calls is not another's.
    private int Below(int parent, int function, long value)
    {
        if (!_children.TryGetValue((parent, function), out var node))
        {
            if (_nodes.Count == MostNodes)
            {
                _isFull = true;
                return None;
            }

            node = _nodes.Count;
            _children.Add((parent, function), node);
            _nodes.Add(new Node(function, 0));
        }

        _nodes[node] = _nodes[node] with { Value = Sum(_nodes[node].Value, value) };
        return node;
    }

    private List<ProfileCall> Calls()
    {
        var least = Math.Max(1, _total / LeastShare);
        if (_nodes.Count > MostCalls && _nodes.Select(static node => node.Value).OrderDescending().ElementAt(MostCalls) is var tooSmall)
        {
            least = Math.Max(least, tooSmall + 1);
        }

        var below = _children.Where(child => _nodes[child.Value].Value >= least)
            .ToLookup(static child => child.Key.Parent, static child => child.Value);
        List<ProfileCall> calls = [];
        Stack<(int Node, int Depth)> open = new([(0, 0)]);
        while (open.TryPop(out var next))
        {
            var node = _nodes[next.Node];
            calls.Add(new ProfileCall(next.Depth, node.Function < 0 ? "all" : _functions[node.Function].Name, node.Value));
            foreach (var child in below[next.Node].OrderBy(child => _nodes[child].Value)
                .ThenByDescending(child => _functions[_nodes[child].Function].Name, StringComparer.Ordinal))
            {
                open.Push((child, next.Depth + 1));
            }
        }

        return calls;
    }

    // What is more than a long is a damaged profile: it stays there.
    private static long Sum(long one, long other) => one > long.MaxValue - other ? long.MaxValue : one + other;

    private sealed class Function(string name, string? file)
    {
        public string Name => name;

        public string? File => file;

        public long Own { get; set; }

        public long Cumulative { get; set; }

        public int Seen { get; set; }
    }

    private readonly record struct Node(int Function, long Value);
}

/// <summary>What a profile is.</summary>
/// <param name="Form">"pprof", "speedscope", "cpuprofile", "folded".</param>
/// <param name="Measure">What was measured, as the profiler calls it.</param>
/// <param name="Unit">"nanoseconds", "bytes" or "count".</param>
internal sealed record ProfileKind(string Form, string Measure, string Unit);
