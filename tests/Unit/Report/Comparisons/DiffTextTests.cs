using Headroom.Model.Results;
using Headroom.Model.Units;
using Headroom.Report.Comparisons;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Comparisons;

public sealed class DiffTextTests
{
    private static readonly DiffedRun Run =
        new("monday", DateTimeOffset.UnixEpoch, new Uri("http://127.0.0.1:8080"), null, new MachineFacts("Debian 12", 2, new Bytes(24_000_000_000)), 483, Trusted: true);

    private static readonly RunDiff Diff = new()
    {
        Base = Run,
        Head = Run,
        Verdict = DiffVerdict.NoRegression,
        Reasons = ["nothing got worse"],
        Unlike = [],
        Counters = [],
        Failures = [],
        Routes = [],
        Findings = [],
        Latency = [],
        LatencyReason = "recorded runs share no noise",
    };

    [Theory]
    [InlineData(null, "rose by no more than chance or a thousandth")]
    [InlineData("the loads differ", "are not judged")]
    public void A_new_kind_of_failure_is_told_without_calling_its_endpoint_the_same(string? unlike, string told)
    {
        var text = DiffText.Render(Diff with
        {
            Unlike = unlike is null ? [] : [unlike],
            Failures = [new FailureDiff("GET /items", null, 0, 483, 5, 613, 0.06, ["reset"], DiffOutcome.Same)],
        });

        text.ShouldContain($"  new     GET /items  0 of 483 → 5 of 613  reset, which the base run did not have; failures in all {told}\n");
        text.ShouldNotContain("same");
    }

    [Fact]
    public void An_endpoint_that_is_a_reason_is_told_once()
    {
        var gone = Diff with { Verdict = DiffVerdict.Regressed, Reasons = ["only in base: GET /gone"], Routes = ["only in base: GET /gone"] };

        var text = DiffText.Render(gone with { Routes = [.. gone.Routes, "only in base: GET /rare"] });

        text.Split("only in base: GET /gone").Length.ShouldBe(2);
        text.ShouldContain("Endpoints\n  only in base: GET /rare\n");
        DiffText.Render(gone).ShouldNotContain("Endpoints");
    }
}
