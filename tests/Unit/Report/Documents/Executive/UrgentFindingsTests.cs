using Headroom.Model.Findings;
using Headroom.Report.Documents.Executive;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Documents.Executive;

public sealed class UrgentFindingsTests
{
    private const string Time = "time of the statement on a clone";

    [Fact]
    public void A_time_that_may_not_have_fallen_is_no_gain()
    {
        var finding = SampleResult.Blocked.Findings[0];
        var measured = (Effect.Measured)finding.Effect;

        Told(finding).ShouldContain($"{Time}: 58.4 ms → 62 µs");
        Told(finding with { Effect = measured with { Changes = [measured.Changes[0], measured.Changes[1] with { ChangeHigh = 0 }] } }).ShouldNotContain(Time);
        Told(finding with { Effect = measured with { Changes = [measured.Changes[0], measured.Changes[1] with { ChangeHigh = null }] } }).ShouldNotContain(Time);
    }

    [Fact]
    public void What_was_measured_elsewhere_than_on_a_clone_is_not_told_as_of_one()
    {
        var finding = SampleResult.Blocked.Findings[0];

        Told(finding with { Remedies = [finding.Remedies[0] with { Kind = RemedyKind.Code }] }).ShouldNotContain(Time);
    }

    private static string Told(Finding finding) => ExecutiveDocument.Render(SampleResult.Blocked with { Findings = [finding] });
}
