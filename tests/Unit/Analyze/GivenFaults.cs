using Headroom.Model.Evidence;
using Headroom.Model.Plans;

namespace Headroom.Tests.Unit.Analyze;

/// <summary>Hang and outage probes as a test needs them.</summary>
internal static class GivenFaults
{
    public const string Endpoint = "GET /reach";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A wire whose only request met this answer, and waves of it that took so many milliseconds.</summary>
    public static HungWire Hung(FaultAnswer first, double[] waves, int unanswered = 0, double before = 40, params HungRequest[] bystanders) => new()
    {
        Name = "partners",
        Dependency = DependencyKind.Http,
        Requests = [new HungRequest(Endpoint, Ms(before), first)],
        WaveEndpoint = Endpoint,
        Control = new HungWave { Sent = 40, Refused = 0, Unanswered = 0, Failed = 0, Median = Ms(before) },
        Waves = [.. waves.Select(median => new HungWave { Sent = 40, Refused = 0, Unanswered = unanswered, Failed = 40 - unanswered, Median = Ms(median) })],
        Bystanders = bystanders,
    };

    public static EvidenceSet Set(params HungWire[] wires) => Given.Set((HangProbe.Kind, Probe(wires)));

    public static HangProbe Probe(params HungWire[] wires) => new() { Window = Given.Throughout, Provenance = "test", Patience = Patience, Wires = wires };

    public static EvidenceSet Set(params OutageWire[] wires) => Given.Set((OutageProbe.Kind, Probe(wires)));

    public static OutageProbe Probe(params OutageWire[] wires) => new() { Window = Given.Throughout, Provenance = "test", Wires = wires };

    /// <summary>No answer within the patience.</summary>
    public static FaultAnswer Nothing => new() { Error = "timeout", After = Patience };

    public static FaultAnswer Answer(int status, double ms = 2000, long bytes = 90, params string[] leaks) =>
        new() { Status = status, After = Ms(ms), MediaType = "application/problem+json", BodyBytes = bytes, Leaks = leaks };

    public static HungRequest Bystander(FaultAnswer answer) => new("GET /beside", Ms(20), answer);

    /// <summary>20 requests a second, gone from 12 to 22 s; each second's calls and failures as they are told.</summary>
    public static OutageWire Outage(double callsBefore = 5, double callsDuring = 5, int lastFailing = 21, int seconds = 52, int sent = 20) => new()
    {
        Name = "partners",
        Dependency = DependencyKind.Http,
        Endpoints = [Endpoint],
        From = TimeSpan.FromSeconds(12),
        Until = TimeSpan.FromSeconds(22),
        Seconds =
        [
            .. Enumerable.Range(0, seconds).Select(second => new OutageSecond
            {
                Second = second,
                Sent = sent,
                Ended = sent,
                Failed = second >= 12 && second <= lastFailing ? sent : 0,
                P95 = Ms(50),
                Connections = second is >= 12 and < 22 ? (long)(sent * callsDuring) : 0,
                RoundTrips = second is >= 12 and < 22 ? 0 : (long)(sent * callsBefore),
            }),
        ],
        Answers = [new OutageAnswer(Endpoint, 200, Before: 0, Answer(503, 3))],
    };

    public static EvidenceSet Throttled(params OutageWire[] wires) => Given.Set((ThrottleProbe.Kind, new ThrottleProbe
    {
        Window = Given.Throughout,
        Provenance = "test",
        Delay = TimeSpan.FromSeconds(1),
        KilobytesPerSecond = 32,
        Patience = Patience,
        Wires = wires,
    }));

    /// <summary>20 requests a second, throttled from 12 to 27 s; of those that began in each second so many had no answer.</summary>
    public static OutageWire Throttling(int unanswered)
    {
        var wire = Outage(lastFailing: 0);
        return wire with
        {
            Until = TimeSpan.FromSeconds(27),
            Seconds = [.. wire.Seconds.Select(second => second with { Unanswered = second.Second is >= 12 and < 17 ? unanswered : 0 })],
            Answers = [],
        };
    }

    public static EvidenceSet Set(KillProbe probe) => Given.Set((KillProbe.Kind, probe));

    /// <summary>20 requests a second, killed at 12 s and healthy again at another one; null: it does not start.</summary>
    public static KillProbe Kill(double? healthy = 14.0, int lastFailing = 13, params WrittenTable[] writes) => new()
    {
        Window = Given.Throughout,
        Provenance = "test",
        Service = "shop",
        Endpoints = [Endpoint],
        From = TimeSpan.FromSeconds(12),
        Until = healthy is { } at ? TimeSpan.FromSeconds(at) : null,
        StartFailure = healthy is null ? "exit code 1" : null,
        FirstGoodAnswer = healthy is { } good ? TimeSpan.FromSeconds(good - 12 + 0.1) : null,
        LostInFlight = 3,
        Seconds = Outage(lastFailing: lastFailing, seconds: (int)(healthy ?? 20) + 30).Seconds,
        Writes = writes,
        WritesMissing = writes.Length == 0 ? "nobody counts" : null,
    };

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
