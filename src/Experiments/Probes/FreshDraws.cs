using Headroom.Load;
using Headroom.Model.Plans;

namespace Headroom.Experiments.Probes;

/// <summary>
/// Draws requests that nobody has sent before: a key, a name or a number that an earlier probe or an earlier audit has drawn would be a
/// repeat, which a service may answer without doing the work.
/// </summary>
/// <remarks>The numbers go on from the moment's microseconds, and a request takes longer than one: two probes never share a number.</remarks>
internal sealed class FreshDraws(RequestRenderer renderer, TimeProvider time)
{
    private long _next = time.GetUtcNow().Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The request, drawn anew.</summary>
    public RenderedRequest Render(RequestTemplate template) => renderer.Render(template, _next++);
}
