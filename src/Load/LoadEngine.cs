using Headroom.Load.Engine;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Load;

/// <summary>Sends the load of a scenario to a service and measures what comes back, free of coordinated omission.</summary>
/// <remarks>
/// <code>
///   due ----------- sent ------------- last byte        open model: due by the schedule, whatever the target does
///    |-- send lag --|---- service ------|               later requests of an iteration: end of the last one + think time
///    |------------ latency -------------|               closed model: due when the virtual user was ready
/// </code>
/// A dispatcher thread of its own keeps time (kernel timers, no spinning), so that a busy thread pool does not delay what is due.
/// Every thread that ends requests records for itself; the recordings are merged at the end. The protocol stack is the runtime's own: it
/// allocates for each request, and below some hundred requests a second its idle threads spin more than the requests cost.
/// <para><b>Source:</b> intended start against coordinated omission: Gil Tene, "How NOT to Measure Latency" (2015).</para>
/// </remarks>
public sealed class LoadEngine(TimeProvider time)
{
    /// <summary>Runs a load plan to its end and answers what was measured.</summary>
    /// <param name="target">The service's address. Whether load may go there is asked of <see cref="TargetGuard"/> before.</param>
    /// <param name="load">The load.</param>
    /// <param name="seed">What flows and feeds are drawn with.</param>
    /// <param name="progress">Told about once a second, on a thread of the pool.</param>
    /// <param name="stop">
    /// Ends the run early: nothing new starts, requests in flight may end within the graceful stop, and what was collected comes back as
    /// interrupted. It does not throw.
    /// </param>
    /// <returns>What was measured; whatever the target does is counted by kind, never thrown.</returns>
    /// <exception cref="ArgumentException">A request names a feed that the scenario does not have.</exception>
    public Task<RunMetrics> RunAsync(Uri target, LoadPlan load, ulong seed, IProgress<LoadProgress> progress, CancellationToken stop) =>
        Task.Run(() => new Run(time, target, load, seed, progress).ExecuteAsync(stop), CancellationToken.None);
}
