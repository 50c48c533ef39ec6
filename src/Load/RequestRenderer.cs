using Headroom.Load.Requests;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Load;

/// <summary>Draws iterations and fills their requests: the same seed and number give the same flow and the same drawn values.</summary>
/// <remarks>
/// Values are percent-encoded in a path or query, escaped in a JSON body (by its Content-Type), and put on one line in a header.
/// Sequential feeds are shared by all callers: each iteration that uses one takes its next value. Safe for concurrent callers.
/// </remarks>
public sealed class RequestRenderer
{
    private readonly LoadPlan _load;
    private readonly ulong _seed;
    private readonly Dictionary<string, int> _feeds;
    private readonly long[] _taken;
    private readonly Dictionary<RequestTemplate, RequestScript> _scripts = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Flow, int[]> _feedsOfFlow = new(ReferenceEqualityComparer.Instance);
    private readonly double _weights;

    /// <summary>Prepares every request of a scenario.</summary>
    /// <exception cref="ArgumentException">A request names a feed that the scenario does not have.</exception>
    public RequestRenderer(LoadPlan load, ulong seed)
    {
        _load = load;
        _seed = seed;
        _feeds = load.Feeds.Index().ToDictionary(static feed => feed.Item.Name, static feed => feed.Index, StringComparer.Ordinal);
        _taken = new long[load.Feeds.Count];
        foreach (var flow in load.Scenarios[0].Flows)
        {
            foreach (var template in flow.Requests)
            {
                _scripts[template] = new RequestScript(template, load, _feeds);
            }

            _feedsOfFlow[flow] = [.. flow.Requests.SelectMany(template => _scripts[template].Feeds).Distinct().Order()];
        }

        _weights = load.Scenarios[0].Flows.Sum(static flow => flow.Weight);
    }

    /// <summary>Draws an iteration: its flow by weight, and one value of each feed that the flow uses.</summary>
    /// <param name="number">The iteration's number, from 0.</param>
    public Iteration Draw(long number)
    {
        var random = new SeededRandom(_seed).Fork((ulong)number);
        var flow = FlowAt(random.NextDouble() * _weights);
        return new Iteration(number, flow, Values(random, _feedsOfFlow[flow]));
    }

    /// <summary>A request of an iteration.</summary>
    public RenderedRequest Render(RequestTemplate template, Iteration iteration) => ScriptOf(template).Fill(iteration.Values);

    /// <summary>A request by itself, for probes: values are drawn for it alone.</summary>
    /// <param name="template">The request.</param>
    /// <param name="number">Which draw, from 0; the same number gives the same drawn values.</param>
    public RenderedRequest Render(RequestTemplate template, long number)
    {
        var script = ScriptOf(template);
        var random = new SeededRandom(_seed).Fork((ulong)number);
        _ = random.NextDouble();
        return script.Fill(Values(random, script.Feeds));
    }

    private RequestScript ScriptOf(RequestTemplate template) =>
        _scripts.TryGetValue(template, out var script) ? script : new RequestScript(template, _load, _feeds);

    private Flow FlowAt(double weight)
    {
        foreach (var flow in _load.Scenarios[0].Flows)
        {
            weight -= flow.Weight;
            if (weight < 0)
            {
                return flow;
            }
        }

        return _load.Scenarios[0].Flows[^1];
    }

    private string?[] Values(SeededRandom random, IReadOnlyList<int> feeds)
    {
        if (feeds.Count == 0)
        {
            return [];
        }

        var values = new string?[_taken.Length];
        foreach (var index in feeds)
        {
            var feed = _load.Feeds[index];
            values[index] = feed.Values.At(feed.Order == FeedOrder.Sequential
                ? (Interlocked.Increment(ref _taken[index]) - 1) % feed.Values.Count
                : random.Next(feed.Values.Count));
        }

        return values;
    }
}

/// <summary>One drawn iteration: a flow, and the values that are the same in all its requests.</summary>
public sealed class Iteration
{
    internal Iteration(long number, Flow flow, string?[] values) => (Number, Flow, Values) = (number, flow, values);

    /// <summary>Its number, from 0.</summary>
    public long Number { get; }

    /// <summary>The flow that was drawn.</summary>
    public Flow Flow { get; }

    /// <summary>The values by index of the feed; null where the flow uses none.</summary>
    internal string?[] Values { get; }
}
