using Headroom.Load;

namespace Headroom.Experiments.Probes;

/// <summary>
/// The end of requests whose setup was sent: disposing of it sends the teardown of their load, also when a probe fails or is cut off.
/// </summary>
/// <param name="renderer">What was prepared, or will be.</param>
internal sealed class Teardown(RequestRenderer renderer) : IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await renderer.EndAsync();
}
