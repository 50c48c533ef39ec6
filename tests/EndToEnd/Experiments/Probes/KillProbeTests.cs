using Headroom.Analyze.Detectors.Dependencies;
using Headroom.Cli.Demo;
using Headroom.Collect;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Faults;
using Headroom.Experiments.Probes;
using Headroom.Experiments.Processes;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Probes;

/// <summary>The kill probe, and what is judged by it, against a real process that serves HTTP: the sample's partners, which need nothing else.</summary>
public sealed class KillProbeTests : IDisposable
{
    private readonly Place _place = new();
    private readonly Uri _url = new($"http://127.0.0.1:{FreePort.Next()}");

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_service_that_starts_again_is_back_and_nothing_of_it_remains()
    {
        var probe = await KillAsync("");

        var seen = string.Join('\n', probe.Seconds);
        SlowRecovery.Detector.Run(Set(probe)).ShouldBeOfType<Outcome.Clean>(seen);
        LostWrite.Detector.Run(Set(probe)).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldBe("nobody counts");
        probe.Until.ShouldNotBeNull().ShouldBeGreaterThan(probe.From);
        probe.FirstGoodAnswer.ShouldNotBeNull(seen);
        probe.Seconds.Where(second => second.Second >= (int)probe.From.TotalSeconds).Sum(second => second.Failed).ShouldBeGreaterThan(0, seen);
        File.Exists(Path.Combine(_place.Folder, "service.2.log")).ShouldBeTrue("the second start has a file of its own");
        Place.ProcessesWith(_place.Journal.OwnerId).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_service_that_a_kill_keeps_from_starting_again_is_found()
    {
        // The file that an orderly end would remove.
        var probe = await KillAsync("[ -e lock ] && { echo already running; exit 1; }; touch lock; ");

        var finding = SlowRecovery.Detector.Run(Set(probe)).ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.High);
        finding.Fingerprint.ShouldBe("slow-recovery:partners:killed");
        probe.Until.ShouldBeNull();
        probe.StartFailure.ShouldNotBeNull().ShouldContain("exit code 1");
        Place.ProcessesWith(_place.Journal.OwnerId).ShouldBeEmpty();
    }

    private async Task<KillProbe> KillAsync(string before)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var wires = await Wires.StartAsync(new SortedDictionary<string, DependencyPlan>(StringComparer.Ordinal), [], seed: 1, TimeProvider.System);
        var start = new ServiceStart
        {
            Command = $"{before}exec '{ClipperSample.Find(TimeProvider.System).Executable}' partners --urls {_url.GetLeftPart(UriPartial.Authority)}",
            Name = "services.partners.start",
            Health = new Uri(_url, "/health"),
            WorkingDirectory = _place.Folder,
            LogPath = Path.Combine(_place.Folder, "service.log"),
        };
        await using var service = await WiredService.StartAsync(wires, start, _place.Journal, TimeProvider.System, cancellation);
        using var sender = new HttpSender(_url, OutageProbeRun.MostAtOnce, TimeProvider.System);
        var load = ProbedService.Load("""
              - get: /networks/agora/clips/${id}
            """);
        return await new KillProbeRun("partners", service, sender, load, new Attempt<ProbeSession>(null, "nobody counts"), seed: 1, TimeProvider.System).RunAsync(cancellation);
    }

    private static EvidenceSet Set(KillProbe probe) => new(new Dictionary<string, Collected> { [KillProbe.Kind] = new Collected.Present(probe) });
}
