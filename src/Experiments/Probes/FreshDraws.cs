using Headroom.Load;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// Draws requests that nobody has sent before: a key, a name or a number that an earlier probe or an earlier audit has drawn would be a
/// repeat, which a service may answer without doing the work.
/// </summary>
/// <remarks>
/// The numbers go on from the moment's microseconds, and a request takes longer than one: two probes never share a number. A whole load is
/// seeded by the moment in the same way.
/// </remarks>
internal sealed class FreshDraws(RequestRenderer renderer, TimeProvider time)
{
    private long _next = Moment(time);

    /// <summary>
    /// The seed of a load that begins now: no load that began earlier has it, nor the next ones, which its scenarios have.
    /// </summary>
    /// <param name="seed">The seed of the plan.</param>
    /// <param name="time">The clock.</param>
    public static ulong SeedOf(ulong seed, TimeProvider time) => seed + (ulong)Moment(time);

    /// <summary>Fetches what the requests take from earlier responses.</summary>
    /// <exception cref="Collect.CollectorException">The setup of the load failed.</exception>
    public Task PrepareAsync(Uri service, CancellationToken cancellation) => renderer.PrepareOrThrowAsync(service, cancellation);

    /// <summary>What sends the teardown of the load when it is disposed of.</summary>
    public Teardown AtEnd() => new(renderer);

    /// <summary>The request, drawn anew.</summary>
    public RenderedRequest Render(RequestTemplate template) => renderer.Render(template, _next++);

    private static long Moment(TimeProvider time) => time.GetUtcNow().Ticks / TimeSpan.TicksPerMicrosecond;
}
