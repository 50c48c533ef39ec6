using Headroom.Analyze.Detectors.Database;
using Headroom.Cli.Databases;
using Headroom.Cli.Output;
using Headroom.Collect;
using Headroom.Model.Findings;
using Headroom.Model.Plans;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Cli.Databases;

public sealed class GrowthRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("headroom-growth-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_plan_that_does_not_ask_for_it_is_told_as_of_every_other_probe()
    {
        var folder = RunFolder.Create(_folder);

        new GrowthRun(new ProbePlan(), folder, new Progress(TextWriter.Null, size: null, TimeProvider.System), TimeProvider.System).TellUnasked();

        FullScanGrowth.Detector.Run(folder.ReadEvidence()).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("the plan does not ask for it: probes.growth");
    }

    [Fact]
    public void What_a_plan_asks_for_is_left_to_the_probe()
    {
        var folder = RunFolder.Create(_folder);

        new GrowthRun(new ProbePlan { Growth = true }, folder, new Progress(TextWriter.Null, size: null, TimeProvider.System), TimeProvider.System).TellUnasked();

        folder.ReadEvidence().Named("growth-probe").ShouldBeNull();
    }
}
