using Headroom.Analyze;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze;

public sealed class AuditorTests
{
    [Fact]
    public void A_fault_that_was_asked_for_and_could_not_be_put_on_is_told_with_its_cause()
    {
        var told = Untested(new ProbePlan { Throttle = new ThrottlePlan() });

        told.ShouldContain(new NotTested("dependencies throttled", "the service has no 'start'"));
        told.ShouldNotContain(one => one.Subject == "failure behaviour");
    }

    [Fact]
    public void Faults_that_nobody_asked_for_are_told_as_one() => Untested(new ProbePlan()).ShouldContain(one => one.Subject == "failure behaviour");

    private static IReadOnlyList<NotTested> Untested(ProbePlan probes) => Auditor.Audit(
        new EvidenceSet(new Dictionary<string, Collected> { [ThrottleProbe.Kind] = new Collected.Failed("the service has no 'start'") }),
        new Plan { Service = new ServicePlan { Name = "shop", Url = new Uri("http://127.0.0.1:1") }, Probes = probes },
        SampleResult.Ready.Manifest).NotTested;
}
