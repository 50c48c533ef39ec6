using Headroom.Model.Results;
using Headroom.Report.Documents.Facts;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Facts;

public sealed class FaultsTests
{
    [Fact]
    public void Every_fault_that_nobody_put_on_is_not_tested() => Told(SampleResult.Ready).ShouldContain(
        "- not tested: a dependency that hangs, a dependency that is gone, a dependency that is throttled, the service killed");

    [Fact]
    public void What_was_put_on_is_not_among_what_was_not_tested()
    {
        var told = Told(SampleResult.Ready with { Outages = [DocumentSample.Gone()] });

        told.ShouldContain("| `partners` | gone | 10.00 s |");
        told.ShouldContain("- not tested: a dependency that hangs, a dependency that is throttled, the service killed");
    }

    [Fact]
    public void A_fault_whose_reason_is_known_is_told_with_it_alone()
    {
        var told = Told(SampleResult.Ready with { NotTested = [new NotTested("partners throttled", "the wire cannot be slowed down")] });

        told.ShouldContain("- not tested: partners throttled: the wire cannot be slowed down");
        told.ShouldContain("- not tested: a dependency that hangs, a dependency that is gone, the service killed");
    }

    [Theory]
    [InlineData("missing-client-timeout")]
    [InlineData("missing-circuit-breaker")]
    public void A_detector_that_saw_a_dependency_hang_had_it_hang(string detector) =>
        Told(SampleResult.Ready with { Outcomes = [new DetectorOutcome { Detector = detector, Outcome = "clean" }] }).ShouldNotContain("a dependency that hangs");

    [Fact]
    public void A_breaker_that_could_be_seen_does_not_say_that_every_request_had_an_answer() =>
        Told(SampleResult.Ready with { Outcomes = [new DetectorOutcome { Detector = "missing-circuit-breaker", Outcome = "clean" }] })
            .ShouldNotContain("every request had an answer");

    [Fact]
    public void A_database_by_itself_has_no_dependencies_to_put_at_fault() => Told(SampleDatabase.Audited).ShouldNotContain("a dependency that hangs");

    private static string Told(AuditResult result) => string.Join("\n\n", Faults.Parts(result));
}
