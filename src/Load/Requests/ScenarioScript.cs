using System.Runtime.InteropServices;
using Headroom.Model.Plans;
using Headroom.Statistics;

namespace Headroom.Load.Requests;

/// <summary>One scenario's flows, prepared for one worker: draws iterations and their values. Not safe for concurrent callers.</summary>
internal sealed class ScenarioScript
{
    private readonly FeedCursors _cursors;
    private readonly Bindings _bindings;
    private readonly PreparedFlow[] _flows;
    private readonly double _weights;
    private readonly SeededRandom _origin;
    private readonly SeededRandom _random = new(0);
    private readonly TimeProvider _time;

    /// <summary>Prepares every request of a scenario.</summary>
    /// <exception cref="ArgumentException">A placeholder names nothing.</exception>
    public ScenarioScript(
        Scenario scenario, LoadPlan load, Bindings bindings, FeedCursors cursors, Uri? target, ulong seed, TimeProvider time)
    {
        (_bindings, _cursors, _time) = (bindings, cursors, time);
        _origin = new SeededRandom(seed);
        _flows = [.. scenario.Flows.Select(flow => new PreparedFlow(flow, load, bindings, target))];
        _weights = scenario.Flows.Sum(static flow => flow.Weight);
    }

    /// <summary>Prepares one request by itself.</summary>
    /// <exception cref="ArgumentException">A placeholder names nothing.</exception>
    public static ScenarioScript OfOne(
        RequestTemplate template, LoadPlan load, Bindings bindings, FeedCursors cursors, Uri? target, ulong seed, TimeProvider time)
    {
        var flow = new Flow { Name = template.Endpoint, Requests = [template] };
        var alone = new Scenario
        {
            Name = template.Endpoint,
            Executor = new Executor.ConstantVus(1, TimeSpan.FromSeconds(1)),
            Flows = [flow],
        };
        return new ScenarioScript(alone, load, bindings, cursors, target, seed, time);
    }

    /// <summary>Draws an iteration: its flow by weight, and one value of each feed that the flow uses.</summary>
    /// <param name="number">The iteration's number, from 0; the same number draws the same.</param>
    /// <param name="vu">The virtual user's number.</param>
    /// <param name="values">Where the values go.</param>
    /// <returns>The flow, or null when a feed is dry.</returns>
    public PreparedFlow? Draw(long number, int vu, Values values)
    {
        if (_flows is [{ Slots: [] } only])
        {
            return only;
        }

        _origin.ForkInto(_random, (ulong)number);
        var flow = FlowAt(_random.NextDouble() * _weights);
        foreach (var (feed, columns) in flow.Feeds)
        {
            if (_cursors.Draw(feed, _random, vu) is not { } place)
            {
                return null;
            }

            foreach (var (column, slot) in columns)
            {
                _cursors.Write(feed, column, place, values, slot);
            }
        }

        values.Set(BuiltIn.Iteration, number);
        values.Set(BuiltIn.Vu, vu);
        return flow;
    }

    /// <summary>Draws what is new for each request of the iteration that was drawn last for these values.</summary>
    /// <param name="request">The request.</param>
    /// <param name="number">The iteration's number.</param>
    /// <param name="place">The request's place in its flow, from 0.</param>
    /// <param name="values">Where the values go.</param>
    public void Refresh(PreparedRequest request, long number, int place, Values values)
    {
        if (request.Slots.Contains(BuiltIn.Timestamp))
        {
            values.Set(BuiltIn.Timestamp, _time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        if (request.Slots.Contains(BuiltIn.Uuid))
        {
            _origin.ForkInto(_random, ~(((ulong)number << 16) + (ulong)place));
            values.Set(BuiltIn.Uuid, NextUuid());
        }
    }

    private Guid NextUuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        MemoryMarshal.Cast<byte, ulong>(bytes)[0] = _random.NextBits();
        MemoryMarshal.Cast<byte, ulong>(bytes)[1] = _random.NextBits();
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private PreparedFlow FlowAt(double weight)
    {
        foreach (var flow in _flows)
        {
            weight -= flow.Flow.Weight;
            if (weight < 0)
            {
                return flow;
            }
        }

        return _flows[^1];
    }
}

/// <summary>A flow whose requests are prepared.</summary>
internal sealed class PreparedFlow
{
    /// <summary>Prepares a flow's requests.</summary>
    public PreparedFlow(Flow flow, LoadPlan load, Bindings bindings, Uri? target)
    {
        Flow = flow;
        Requests = [.. flow.Requests.Select(request => PreparedRequest.Of(request, load, bindings, target))];
        Slots = [.. Requests.SelectMany(static request => request.Slots).Distinct().Order()];
        Feeds =
        [
            .. Slots.Select(slot => (Slot: slot, Source: bindings.SourceOf(slot))).Where(static part => part.Source is not null)
                .GroupBy(static part => part.Source!.Value.Feed, static part => (part.Source!.Value.Column, part.Slot))
                .OrderBy(static feed => feed.Key).Select(static feed => (feed.Key, feed.ToArray())),
        ];
    }

    /// <summary>What it was made of.</summary>
    public Flow Flow { get; }

    /// <summary>The requests, in order.</summary>
    public PreparedRequest[] Requests { get; }

    /// <summary>The places that its requests take values from.</summary>
    public int[] Slots { get; }

    /// <summary>The feeds that it draws from, with the columns that it uses and the places where they go.</summary>
    public (int Feed, (int Column, int Slot)[] Columns)[] Feeds { get; }
}
