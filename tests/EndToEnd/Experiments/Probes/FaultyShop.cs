using System.Runtime.CompilerServices;
using Headroom.Experiments.Faults;
using Headroom.Experiments.Probes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Units;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>
/// A service whose <c>GET /priced</c> asks another one for a price, through a proxy, in the way that a test writes; <c>GET /beside</c> asks
/// nobody.
/// </summary>
internal sealed class FaultyShop : IAsyncDisposable
{
    private const string Wire = "prices";

    private readonly ProbedService _prices;
    private readonly ProbedService _shop;
    private readonly Wires _wires;
    private readonly HttpClient _client;

    private readonly StrongBox<int> _asked;

    private FaultyShop(ProbedService prices, ProbedService shop, Wires wires, HttpClient client, StrongBox<int> asked) =>
        (_prices, _shop, _wires, _client, _asked) = (prices, shop, wires, client, asked);

    /// <summary>Starts both.</summary>
    /// <param name="limit">How long the shop waits for a price.</param>
    /// <param name="answer">What the shop answers; it is given how one price is asked for.</param>
    public static async Task<FaultyShop> StartAsync(TimeSpan limit, Func<Func<Task<string>>, CancellationToken, Task<IResult>> answer)
    {
        var asked = new StrongBox<int>();
        var prices = await ProbedService.StartAsync(app => app.MapGet("/price", () =>
        {
            Interlocked.Increment(ref asked.Value);
            return "7";
        }));
        var wires = await Wires.StartAsync(
            new SortedDictionary<string, DependencyPlan>(StringComparer.Ordinal) { [Wire] = new() { Host = "127.0.0.1", Port = prices.Url.Port, Kind = DependencyKind.Http } },
            [], seed: 1, TimeProvider.System);
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://{wires.Ends[Wire].Address}"), Timeout = limit };
        var shop = await ProbedService.StartAsync(app =>
        {
            app.MapGet("/priced", (CancellationToken gone) => answer(() => client.GetStringAsync("/price", gone), gone));
            app.MapGet("/beside", () => Results.Ok());
        });
        return new FaultyShop(prices, shop, wires, client, asked);
    }

    /// <summary>503 with a problem for a price that cannot be had.</summary>
    public static async Task<IResult> FriendlyAsync(Func<Task<string>> ask)
    {
        try
        {
            return Results.Text(await ask());
        }
        catch (Exception e) when (e is not OutOfMemoryException) // a reset has many names, by the moment in which it comes
        {
            return Results.Problem(title: "prices are not available", statusCode: 503);
        }
    }

    /// <summary>What the hang probe sees.</summary>
    public async Task<HangProbe> HangAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var sender = new HttpSender(_shop.Url, HangProbeRun.MostAtOnce, TimeProvider.System);
        var wire = await new HangProbeRun(sender, Load, _wires, patience, seed: 1, TimeProvider.System).RunAsync(Wire, DependencyKind.Http, cancellation);
        return new HangProbe { Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.Zero), Provenance = "test", Patience = patience, Wires = [wire] };
    }

    /// <summary>What the outage probe sees; the load of an audit had no such requests.</summary>
    public Task<OutageProbe> OutageAsync(TimeSpan duration, CancellationToken cancellation) => OutageAsync(duration, normal: 0, cancellation);

    /// <summary>What the outage probe sees.</summary>
    /// <param name="duration">How long the other service is gone.</param>
    /// <param name="normal">Requests a second to <c>GET /priced</c> as the load of an audit had them.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<OutageProbe> OutageAsync(TimeSpan duration, double normal, CancellationToken cancellation)
    {
        var rates = new Dictionary<string, PerSecond> { ["GET /priced"] = new(normal) };
        var fallback = new FallbackRun(_shop.Url, Load, rates, seed: 1, TimeProvider.System);
        var wire = await FaultAsync(WireFault.Gone(duration), fallback, cancellation);
        return new OutageProbe { Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.Zero), Provenance = "test", Wires = [wire] };
    }

    /// <summary>What the throttle probe sees.</summary>
    public async Task<ThrottleProbe> ThrottleAsync(ThrottlePlan plan, CancellationToken cancellation) => new()
    {
        Window = new Window(DateTimeOffset.UnixEpoch, TimeSpan.Zero),
        Provenance = "test",
        Delay = plan.Delay,
        KilobytesPerSecond = WireFault.ThrottledKilobytesPerSecond,
        Patience = ThrottlePlan.Patience,
        Wires = [await FaultAsync(WireFault.Throttled(plan), fallback: null, cancellation)],
    };

    /// <summary>How often a price was asked for, as the other service saw it.</summary>
    public int Asked => Volatile.Read(ref _asked.Value);

    /// <summary>The faults that are on the wire now.</summary>
    public int Faults => _wires[Wire].Toxics.Count;

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        _client.Dispose();
        await _wires.DisposeAsync();
        await _prices.DisposeAsync();
    }

    private async Task<OutageWire> FaultAsync(WireFault fault, FallbackRun? fallback, CancellationToken cancellation)
    {
        using var sender = new HttpSender(_shop.Url, OutageProbeRun.MostAtOnce, TimeProvider.System);
        return await new OutageProbeRun(sender, Load, _wires, fault, fallback, seed: 1, TimeProvider.System).RunAsync(Wire, DependencyKind.Http, cancellation);
    }

    private static LoadPlan Load => ProbedService.Load("""
          - get: /priced
          - get: /beside
        """);
}
