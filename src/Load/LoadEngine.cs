using Headroom.Load.Engine;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Load;

/// <summary>Sends the load of a plan to a service and measures what comes back, free of coordinated omission.</summary>
/// <remarks>
/// <code>
///   due ----------- sent ------------- last byte        open model: due by the schedule, whatever the target does
///    |-- send lag --|---- service ------|               later requests of an iteration: end of the last one + think time
///    |------------ latency -------------|               closed model: due when the virtual user was ready
/// </code>
/// Each thread has an event loop, a share of the virtual users, connections and a recording of its own; nothing is shared while the run
/// goes on, and the recordings are merged. On Linux plain HTTP/1.1 is spoken over epoll, without allocating once it is warm.
/// <para><b>Source:</b> intended start against coordinated omission: Gil Tene, "How NOT to Measure Latency" (2015).</para>
/// The benchmark <c>bench/load</c> guards its cost and its arithmetic.
/// </remarks>
public sealed class LoadEngine(TimeProvider time)
{
    /// <summary>
    /// Sends a little load to a socket of this process, so that the first requests of a run that has no warm-up do not pay for the
    /// start of the engine. It takes about a quarter of a second.
    /// </summary>
    public Task RehearseAsync(CancellationToken stop) => Task.Run(() => Rehearsal.RunAsync(time, stop), CancellationToken.None);

    /// <summary>Runs a load plan to its end and answers what was measured.</summary>
    /// <param name="target">The service's address. Whether load may go there is asked of <see cref="TargetGuard"/> before.</param>
    /// <param name="load">The load.</param>
    /// <param name="options">Seed, threads, and who is told.</param>
    /// <param name="stop">
    /// Ends the run early: nothing new starts, requests in flight may end within the graceful stop, and what was collected comes back as
    /// interrupted. It does not throw.
    /// </param>
    /// <returns>What was measured; whatever the target does is counted by kind, never thrown.</returns>
    /// <exception cref="ArgumentException">A placeholder names nothing.</exception>
    public Task<RunMetrics> RunAsync(Uri target, LoadPlan load, LoadOptions options, CancellationToken stop) =>
        Task.Run(() => new Run(time, target, load, options).ExecuteAsync(stop), CancellationToken.None);
}
