using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Load;

/// <summary>Fills the requests of a load plan one by one, for probes: the same seed and number give the same drawn values.</summary>
/// <remarks>
/// Values are percent-encoded in a path or query, escaped in a JSON body (by its Content-Type), and put on one line in a header.
/// Sequential feeds are shared by all callers: each request takes its next value; a unique feed starts again when it is dry.
/// What a request would take from an earlier response is empty. Not safe for concurrent callers.
/// </remarks>
public sealed class RequestRenderer
{
    private readonly LoadPlan _load;
    private readonly Bindings _bindings;
    private readonly FeedCursors _cursors;
    private readonly Values _values;
    private readonly ulong _seed;
    private readonly TimeProvider _time;
    private readonly Dictionary<RequestTemplate, ScenarioScript> _scripts = new(ReferenceEqualityComparer.Instance);

    /// <summary>Prepares every request of a load plan.</summary>
    /// <exception cref="ArgumentException">A placeholder names nothing.</exception>
    public RequestRenderer(LoadPlan load, ulong seed, TimeProvider time)
    {
        (_load, _seed, _time) = (load, seed, time);
        _bindings = new Bindings(load);
        _cursors = new FeedCursors(
        [
            .. load.Feeds.Select(static feed =>
                feed.Order == FeedOrder.Unique ? feed with { Order = FeedOrder.Sequential } : feed),
        ]);
        _values = new Values(_bindings);
        _values.SetVariables(load, _bindings);
        foreach (var template in load.AllRequests())
        {
            _scripts[template] = ScriptOf(template);
        }
    }

    /// <summary>A request by itself.</summary>
    /// <param name="template">The request.</param>
    /// <param name="number">Which draw, from 0; the same number gives the same drawn values.</param>
    public RenderedRequest Render(RequestTemplate template, long number)
    {
        var script = _scripts.TryGetValue(template, out var known) ? known : ScriptOf(template);
        var request = script.Draw(number, vu: 0, _values)!.Requests[0];
        script.Refresh(request, number, place: 0, _values);
        return request.Fill(_values);
    }

    private ScenarioScript ScriptOf(RequestTemplate template) =>
        ScenarioScript.OfOne(template, _load, _bindings, _cursors, target: null, _seed, _time);
}
