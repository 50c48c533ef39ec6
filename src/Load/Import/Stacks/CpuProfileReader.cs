using System.Runtime.InteropServices;
using System.Text.Json;
using Headroom.Load.Import.Runs;
using Headroom.Model.Evidence;

namespace Headroom.Load.Import.Stacks;

/// <summary>Reads profiles of V8, as <c>node --cpu-prof</c> and the tools of Chromium write them (<c>.cpuprofile</c>).</summary>
/// <remarks>
/// <b>Source:</b> the type Profiler.Profile of the Chrome DevTools Protocol: nodes with a call frame and children, samples that name a
/// node, and the microseconds between them. What V8 calls (idle) is left out.
/// </remarks>
internal static class CpuProfileReader
{
    /// <summary>The form's name.</summary>
    public const string Form = "cpuprofile";

    private const string Idle = "(idle)", Root = "(root)";

    private static readonly ProfileUnit s_unit = ProfileUnit.Of("microseconds");

    /// <summary>Whether a file begins as one.</summary>
    public static bool Matches(RunHead head) =>
        RunJson.LooksLike(head.Text, "nodes", "callFrame")
            || (RunJson.LooksLike(head.Text) && head.Name.EndsWith(".cpuprofile", StringComparison.OrdinalIgnoreCase));

    /// <summary>The profile.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">The file.</param>
    /// <exception cref="RunFormException">It is none, or damaged.</exception>
    public static IReadOnlyList<CodeProfile> Read(string name, RunSource source) => RunJson.Parse(
        ProfileBytes.Read(source), "a .cpuprofile of V8", root => Read(name, source, root));

    private static CodeProfile[] Read(string name, RunSource source, JsonElement root)
    {
        var nodes = NodesOf(root);
        if (nodes.Count == 0)
        {
            throw new RunFormException(null, "no node in it; expected a .cpuprofile of V8");
        }

        var times = TimesOf(root, nodes, source.Stop);
        var tally = new StackTally();
        List<int> stack = [];
        var hasIdle = false;
        foreach (var (node, depth) in FromRoots(nodes.Values))
        {
            stack.RemoveRange(Math.Min(depth, stack.Count), Math.Max(0, stack.Count - depth));
            if (node.Function is not Root && stack.Count <= StackTally.MostDepth)
            {
                stack.Add(tally.IdOf(node.Function, node.File));
            }

            if (!times.Remove(node.Id, out var microseconds))
            {
                continue;
            }

            hasIdle |= node.Function is Idle;
            if (microseconds > 0 && node.Function is not Idle)
            {
                tally.Add(CollectionsMarshal.AsSpan(stack), s_unit.Times(microseconds));
            }
        }

        // What is left names a node that is not there, or that no root calls.
        foreach (var microseconds in times.Values.Where(static left => left > 0))
        {
            tally.Add([], s_unit.Times(microseconds));
        }

        TimeSpan? duration = root.Number("endTime") - root.Number("startTime") is > 0 and < 1e12 and var took
            ? TimeSpan.FromMicroseconds(took)
            : null;
        return [tally.Profile(
            name, source.Source, new ProfileKind(Form, "time", s_unit.Name), duration,
            hasIdle ? ["the time in which the program had nothing to do is left out"] : [])];
    }

    private static Dictionary<long, Node> NodesOf(JsonElement root)
    {
        Dictionary<long, Node> nodes = [];
        foreach (var node in root.Items("nodes"))
        {
            if (node.Count("id") is { } id)
            {
                var frame = node.Get("callFrame") ?? default;
                var file = frame.Text("url") is { Length: > 0 } url ? url : null;
                nodes[id] = new Node(
                    id, frame.Text("functionName") is { Length: > 0 } function ? function : "(anonymous)", file,
                    node.Count("hitCount") ?? 0);
            }
        }

        foreach (var node in root.Items("nodes"))
        {
            foreach (var child in node.Items("children"))
            {
                if (child.AsCount() is { } id && nodes.TryGetValue(id, out var below) && node.Count("id") is { } parent && parent != id)
                {
                    below.Parent = parent;
                }
            }
        }

        return nodes;
    }

    // Each node after its caller, with how many calls stand above it; (root) is none.
    private static IEnumerable<(Node Node, int Depth)> FromRoots(IEnumerable<Node> nodes)
    {
        var below = nodes.ToLookup(static node => node.Parent);
        Stack<(Node Node, int Depth)> open = new(below[null].Reverse().Select(static node => (node, 0)));
        while (open.TryPop(out var next))
        {
            yield return next;
            var depth = next.Node.Function is Root ? next.Depth : next.Depth + 1;
            foreach (var child in below[next.Node.Id].Reverse())
            {
                open.Push((child, depth));
            }
        }
    }

    // Microseconds by node: a sample takes the time until the next one. Without samples, hits stand for equal parts of the whole.
    private static Dictionary<long, long> TimesOf(JsonElement root, Dictionary<long, Node> nodes, CancellationToken stop)
    {
        long[] samples = [.. root.Items("samples").Select(static sample => sample.AsCount() ?? -1)];
        long[] deltas = [.. root.Items("timeDeltas").Select(static delta => delta.AsCount() ?? 0)];
        stop.ThrowIfCancellationRequested();
        if (samples.Length > 0 && deltas.Length == samples.Length)
        {
            Dictionary<long, long> times = [];
            for (var i = 0; i < samples.Length; i++)
            {
                var until = i + 1 < deltas.Length ? Math.Max(0, deltas[i + 1]) : 0;
                times[samples[i]] = times.GetValueOrDefault(samples[i]) is var sum && sum > long.MaxValue - until
                    ? long.MaxValue
                    : sum + until;
            }

            return times;
        }

        var hits = nodes.Values.Sum(static node => (double)node.Hits);
        return hits > 0 && root.Number("endTime") - root.Number("startTime") is > 0 and < 1e15 and var whole
            ? nodes.ToDictionary(static node => node.Key, node => (long)(whole * node.Value.Hits / hits))
            : throw new RunFormException(
                null, "neither samples with their timeDeltas nor hits with startTime and endTime; expected one of them");
    }

    private sealed class Node(long id, string function, string? file, long hits)
    {
        public long Id => id;

        public string Function => function;

        public string? File => file;

        public long Hits => hits;

        public long? Parent { get; set; }
    }
}
