using System.Text;
using Headroom.Load.Engine;
using Headroom.Load.Protocols;
using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Load;

/// <summary>Fills the requests of a load plan one by one, for probes: the same seed and number give the same drawn values.</summary>
/// <remarks>
/// Values are percent-encoded in a path, a query and a form, escaped in a JSON body (by its Content-Type), and put on one line in a header.
/// Sequential feeds are shared by all callers: each request takes its next value. A unique feed gives its last value first, which a load
/// before has most likely not sent, and starts again when it is dry.
/// What a request would take from an earlier response is empty until <see cref="PrepareAsync"/> fetched it, and the same ever after.
/// Not safe for concurrent callers.
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
    private Target? _prepared;
    private string? _mistake;

    /// <summary>Prepares every request of a load plan.</summary>
    /// <exception cref="ArgumentException">A placeholder names nothing.</exception>
    public RequestRenderer(LoadPlan load, ulong seed, TimeProvider time)
    {
        (_load, _seed, _time) = (load, seed, time);
        _bindings = new Bindings(load);
        _cursors = new FeedCursors(load.Feeds, isAfterLoad: true);
        _values = new Values(_bindings);
        _values.SetVariables(load, _bindings);
        foreach (var template in load.AllRequests())
        {
            _scripts[template] = ScriptOf(template);
        }
    }

    /// <summary>Whether a load has requests that take values from earlier responses: a login's token, the id of what was created.</summary>
    public static bool NeedsPreparation(LoadPlan load) => load.AllRequests().Any(static request => request.Extractions.Count > 0);

    /// <summary>
    /// Fetches what requests take from earlier responses, once until <see cref="EndAsync"/>: sends the setup, then of each flow the
    /// requests up to the last whose response is read. Nothing is sent where nothing is taken.
    /// </summary>
    /// <param name="service">Where to.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>
    /// Null, or which request of the setup did not do what it should. A flow that fails leaves its values empty: its requests tell so
    /// when they are sent.
    /// </returns>
    public async Task<string?> PrepareAsync(Uri service, CancellationToken stop)
    {
        if (!NeedsPreparation(_load))
        {
            return null;
        }

        if (_prepared is not null)
        {
            return _mistake;
        }

        var target = await Target.ResolveAsync(service, _load, stop);
        _prepared = target;
        if (await SendAsync(_load.Setup) is { } mistake)
        {
            _mistake = $"setup: {mistake}";
            return _mistake;
        }

        foreach (var flow in _load.Scenarios.SelectMany(static scenario => scenario.Flows))
        {
            await SendAsync([.. ToLastExtraction(flow)]);
        }

        return null;

        Task<string?> SendAsync(IReadOnlyList<RequestTemplate> requests) =>
            SideSteps.RunAsync(requests, _load, target, _bindings, _values, _time, stop);
    }

    /// <summary>
    /// Sends the teardown of the load, where <see cref="PrepareAsync"/> sent a setup: what that made is taken back. What is answered
    /// counts for nothing, as after the load.
    /// </summary>
    /// <remarks>It is not cut off: each request has the time limit of the load. Fetched values stay as they are.</remarks>
    public async Task EndAsync()
    {
        if (_prepared is { } target && _load.Setup.Count > 0)
        {
            await SideSteps.RunAsync(_load.Teardown, _load, target, _bindings, _values, _time, CancellationToken.None);
        }

        (_prepared, _mistake) = (null, null);
    }

    /// <summary>The value that was fetched for a variable; empty when there is none.</summary>
    /// <exception cref="ArgumentException">Nothing has that name.</exception>
    public string ValueOf(string variable) => Encoding.UTF8.GetString(_values[_bindings.SlotOf(variable)]);

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

    private static IEnumerable<RequestTemplate> ToLastExtraction(Flow flow)
    {
        var last = flow.Requests.Index().LastOrDefault(static request => request.Item.Extractions.Count > 0);
        return last.Item is null ? [] : flow.Requests.Take(last.Index + 1).Where(static request => request.Exchange == Exchange.Http);
    }

    private ScenarioScript ScriptOf(RequestTemplate template) =>
        ScenarioScript.OfOne(template, _load, _bindings, _cursors, target: null, _seed, _time);
}
