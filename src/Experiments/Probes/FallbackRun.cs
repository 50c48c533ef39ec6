using Headroom.Experiments.Faults;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Units;

namespace Headroom.Experiments.Probes;

/// <summary>
/// Measures what a service bears while a dependency is gone and its requests are answered nevertheless: the same requests at a quarter, the
/// half and the whole of their rate in the load, first with the dependency, then without.
/// </summary>
/// <remarks>
/// <code>
/// with it: 1/4, 1/2, 1 | gone: 2 s, then 1/4, 1/2, 1         each 1 s of warm-up and 4 s measured
/// </code>
/// The steps with the dependency are the control: what fails there, too, is not the fallback's doing.
/// </remarks>
/// <param name="target">The service.</param>
/// <param name="load">Its requests.</param>
/// <param name="normal">Requests a second in the load of the audit, by endpoint.</param>
/// <param name="seed">What values are drawn with.</param>
/// <param name="time">The clock.</param>
public sealed class FallbackRun(Uri target, LoadPlan load, IReadOnlyDictionary<string, PerSecond> normal, ulong seed, TimeProvider time)
{
    /// <summary>The most requests that are under way at once; what waits beyond them is saturation of the service.</summary>
    private const int MostAtOnce = 200;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);

    /// <summary>By then a breaker is open, and what was under way has failed.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Steps, of the rate in the load.</summary>
    private static readonly double[] Steps = [0.25, 0.5, 1];

    private readonly RequestRenderer _renderer = new(load, seed, time);

    /// <summary>What all steps take, with the dependency and without it.</summary>
    public static TimeSpan Duration => (Loads * (WarmUp + Measured)) + Settling;

    private static int Loads => 2 * Steps.Length;

    /// <summary>What requests that are under way at the ends of the steps may add.</summary>
    public static TimeSpan Waits(LoadPlan load) => Loads * (load.Timeout < load.GracefulStop ? load.Timeout : load.GracefulStop);

    /// <summary>Measures; the dependency is there when it returns.</summary>
    /// <param name="wire">The dependency's proxy.</param>
    /// <param name="templates">The requests that ask it.</param>
    /// <param name="answered">The endpoints among them that were answered while it was gone.</param>
    /// <param name="cancellation">Ends it.</param>
    internal async Task<FallbackCapacity> RunAsync(
        FaultProxy wire, IReadOnlyList<RequestTemplate> templates, IReadOnlyList<string> answered, CancellationToken cancellation)
    {
        var flows = FlowsOf(
        [
            .. templates.Where(template =>
                answered.Contains(template.Endpoint, StringComparer.Ordinal) && RateOf(template.Endpoint) > 0),
        ]);
        if (flows.Count == 0)
        {
            return new FallbackCapacity
            {
                Endpoints = answered,
                NormalRate = default,
                Missing = "the load of the audit had none of these requests, so there is no rate to compare with",
            };
        }

        var rate = flows.Sum(flow => flow.Weight);
        await using var teardown = new Teardown(_renderer);
        var mistake = await _renderer.PrepareAsync(target, cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (mistake is not null)
        {
            // No exception: the outage itself was seen.
            return new FallbackCapacity { Endpoints = answered, NormalRate = new PerSecond(rate), Missing = mistake };
        }

        var control = await StepsAsync(flows, rate, cancellation);
        var gone = PlacedToxic.On(WireStream.Downstream, new Toxic.Rst());
        wire.Add(gone);
        try
        {
            await Task.Delay(Settling, time, cancellation);
            return new FallbackCapacity
            {
                Endpoints = [.. flows.Select(flow => flow.Requests[0].Endpoint).Distinct()],
                NormalRate = new PerSecond(rate),
                With = control,
                Without = await StepsAsync(flows, rate, cancellation),
            };
        }
        finally
        {
            wire.Remove(gone.Name);
        }
    }

    private double RateOf(string endpoint) => normal.TryGetValue(endpoint, out var rate) ? rate.Value : 0;

    // In the proportions of the load.
    private List<Flow> FlowsOf(IReadOnlyList<RequestTemplate> templates) =>
    [
        .. templates.Index().Select(one => new Flow
        {
            Name = $"{one.Index}",
            Weight = RateOf(one.Item.Endpoint) / templates.Count(other => other.Endpoint == one.Item.Endpoint),
            Requests = [one.Item with { ThinkTime = TimeSpan.Zero, Group = null, Extractions = [] }],
        }),
    ];

    // What a request takes from an earlier response stays as it was fetched, as when the request was sent alone.
    private SortedDictionary<string, string> Variables()
    {
        var variables = new SortedDictionary<string, string>(load.Variables.ToDictionary(), StringComparer.Ordinal);
        foreach (var extraction in load.AllRequests().SelectMany(static request => request.Extractions))
        {
            variables.TryAdd(extraction.Variable, _renderer.ValueOf(extraction.Variable));
        }

        return variables;
    }

    // Each step draws values of its own: those of the one before have warmed the caches, and a key that was sent already would be a repeat.
    private async Task<IReadOnlyList<FallbackStep>> StepsAsync(List<Flow> flows, double rate, CancellationToken cancellation)
    {
        var steps = new List<FallbackStep>();
        foreach (var share in Steps)
        {
            var due = new PerSecond(share * rate);
            var plan = load with
            {
                Name = "fallback",
                Scenarios =
                [
                    new Scenario
                    {
                        Name = "fallback",
                        Executor = new Executor.ConstantArrivalRate(due, WarmUp + Measured, MostAtOnce),
                        Flows = flows,
                    },
                ],
                Variables = Variables(),
                Setup = [],
                Teardown = [],
                Thresholds = [],
                WarmUp = WarmUp,
            };
            var options = new LoadOptions { Seed = FreshDraws.SeedOf(seed, time) };
            var run = await new LoadEngine(time).RunAsync(target, plan, options, cancellation);
            cancellation.ThrowIfCancellationRequested();
            steps.Add(new FallbackStep
            {
                Rate = due,
                DroppedByGenerator = run.Generator.DroppedByGenerator,
                DroppedByTarget = run.Generator.DroppedByTarget,
                Endpoints = run.Endpoints,
            });
        }

        return steps;
    }
}
