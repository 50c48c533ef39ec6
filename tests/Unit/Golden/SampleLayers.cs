using Headroom.Model.Results;
using Headroom.Model.Units;

namespace Headroom.Tests.Unit.Golden;

/// <summary>Layers made by hand: two dependencies, and one request whose application nobody saw.</summary>
internal static class SampleLayers
{
    public static IReadOnlyList<EndpointLayers> All { get; } =
    [
        Row("GET /clips/{id}/reach", "/clips/${id}/reach", 214.6, null, Wait("database", 0.008, 0.007, 0.01, 1.01, 1), Wait("partners", 0.951, 0.93, 0.97, 4.98, 5), Share("application", 0.013, 0.011, 0.016), Share("unexplained", 0.028, 0.004, 0.052)),
        Row("GET /clips", "/clips?sort=hot&limit=20", 12.3, null, Wait("database", 0.62, 0.55, 0.7, 24.2, 25), Wait("partners", 0, 0, 0, 0.002, 0), Share("application", 0.21, 0.17, 0.25), Share("unexplained", 0.17, 0.05, 0.28)),
        Row(
            "POST /clips/{id}/votes", "/clips/${id}/votes", 3.1, "the processor time of the service was not seen: the application is among what is not explained",
            Wait("database", 0.55, 0.4, 0.71, 4.9, 5), Wait("partners", 0, 0, 0, -0.01, 0), new LayerShare { Layer = "application", Kind = "application" }, Share("unexplained", 0.45, 0.29, 0.6)),
    ];

    public static IReadOnlyList<EndpointUnderLoad> UnderLoad { get; } =
    [
        new EndpointUnderLoad
        {
            Endpoint = "GET /clips", Request = "/clips?sort=hot&limit=20", Requests = 4012,
            P95 = TimeSpan.FromMilliseconds(41.2), P95Low = TimeSpan.FromMilliseconds(39.5), P95High = TimeSpan.FromMilliseconds(43.1), Alone = TimeSpan.FromMilliseconds(13),
            Layers =
            [
                Share("database", 0.2, 0.15, 0.25) with { Kind = "dependency" }, Share("partners", 0, 0, 0) with { Kind = "dependency" },
                Share("application", 0.07, 0.05, 0.09), Share("unexplained", 0.05, 0.01, 0.1), Share("queueing", 0.68, 0.6, 0.74),
            ],
        },
    ];

    private static EndpointLayers Row(string endpoint, string request, double milliseconds, string? remark, params LayerShare[] layers) =>
        new() { Endpoint = endpoint, Request = request, Service = TimeSpan.FromMilliseconds(milliseconds), Requests = 140, Layers = layers, Remark = remark };

    private static LayerShare Wait(string name, double share, double low, double high, double slope, double roundTrips) => Share(name, share, low, high) with
    {
        Kind = "dependency",
        SerialRoundTrips = slope,
        SerialRoundTripsLow = slope - 0.05,
        SerialRoundTripsHigh = slope + 0.05,
        RoundTrips = roundTrips,
    };

    private static LayerShare Share(string name, double share, double low, double high) =>
        new() { Layer = name, Kind = name, Share = new Ratio(share), Low = new Ratio(low), High = new Ratio(high) };
}
