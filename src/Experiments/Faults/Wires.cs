using Headroom.Model.Plans;

namespace Headroom.Experiments.Faults;

/// <summary>
/// A proxy on each wire between a service and its dependencies. Whatever ends it, or this process, ends them all.
/// </summary>
public sealed class Wires : IAsyncDisposable
{
    private readonly SortedDictionary<string, FaultProxy> _proxies;

    private Wires(SortedDictionary<string, FaultProxy> proxies) => _proxies = proxies;

    /// <summary>The wires' names, in order.</summary>
    public IReadOnlyList<string> Names => [.. _proxies.Keys];

    /// <summary>What the service must be given in place of the dependencies' own addresses.</summary>
    public IReadOnlyDictionary<string, WireAddress> Ends =>
        _proxies.ToDictionary(
            wire => wire.Key, wire => new WireAddress(wire.Value.Address.Address.ToString(), wire.Value.Address.Port),
            StringComparer.Ordinal);

    /// <summary>The proxy on a wire.</summary>
    public FaultProxy this[string name] => _proxies[name];

    /// <summary>Starts a proxy for each dependency.</summary>
    /// <param name="dependencies">By name.</param>
    /// <param name="allowed">Hosts besides loopback that a wire may lead to.</param>
    /// <param name="seed">What the proxies draw with.</param>
    /// <param name="time">Their clock.</param>
    /// <exception cref="ArgumentException">A dependency is where no proxy may go; none is left running.</exception>
    public static async Task<Wires> StartAsync(
        IReadOnlyDictionary<string, DependencyPlan> dependencies, IReadOnlyList<string> allowed, ulong seed, TimeProvider time)
    {
        var proxies = new SortedDictionary<string, FaultProxy>(StringComparer.Ordinal);
        Wires? started = null;
        try
        {
            foreach (var (name, dependency) in dependencies)
            {
                var settings =
                    new ProxySettings { Name = name, Host = dependency.Host, Port = dependency.Port, Seed = seed, AllowedHosts = allowed };
                proxies[name] = FaultProxy.Start(settings, time);
            }

            return started = new Wires(proxies);
        }
        finally
        {
            if (started is null)
            {
                await new Wires(proxies).DisposeAsync();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies.Values)
        {
            await proxy.DisposeAsync();
        }
    }
}
