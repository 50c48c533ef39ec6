using Headroom.Cli.Audits;
using Headroom.Collect;
using Headroom.Model.Plans;
using Headroom.Tests.Unit.Collect;
using Headroom.Tests.Unit.Experiments.Journal;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Audits;

public sealed class RunManifestTests : IDisposable
{
    private static readonly Plan Plan = new() { Service = new ServicePlan { Name = "shop", Url = new Uri("http://127.0.0.1:8080") } };

    private readonly TemporaryFolder _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_run_that_began_has_not_ended()
    {
        var folder = RunFolder.Create(_place.Sub("run"));

        RunManifest.Begin(folder, Plan, _place.Path, new SetBackClock());

        var manifest = folder.ReadManifest();
        (manifest.RunId, manifest.Service, manifest.Took).ShouldBe(("run", "shop", null));
        folder.ReadPlan().Service.Name.ShouldBe("shop");
    }

    [Fact]
    public void A_run_took_as_long_as_it_did_when_the_time_of_day_is_set_back_meanwhile()
    {
        var (folder, clock) = (RunFolder.Create(_place.Sub("run")), new SetBackClock());
        var began = clock.GetUtcNow();

        var manifest = RunManifest.Begin(folder, Plan, _place.Path, clock);
        clock.Advance(TimeSpan.FromSeconds(90));
        clock.SetBack(TimeSpan.FromHours(1));
        manifest.End(interrupted: true);

        var ended = folder.ReadManifest();
        (ended.StartedAt, ended.Took, ended.Interrupted).ShouldBe((began, TimeSpan.FromSeconds(90), true));
    }
}
