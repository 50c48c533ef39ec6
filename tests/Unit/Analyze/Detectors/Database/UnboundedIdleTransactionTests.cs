using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class UnboundedIdleTransactionTests
{
    [Fact]
    public void Finds_a_role_without_a_limit()
    {
        var finding = One(UnboundedIdleTransaction.Detector, Evidence(("idle_in_transaction_session_timeout", "0"), ("transaction_timeout", "0")));

        finding.Fingerprint.ShouldBe("unbounded-idle-transaction:app");
        finding.Severity.ShouldBe(Severity.Low);
        finding.Remedies[0].Up.ShouldBe("ALTER ROLE \"app\" SET idle_in_transaction_session_timeout = '10s';");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("5000")]
    public void Vanishes_with_any_limit(string value) => UnboundedIdleTransaction.Detector.Run(Evidence(("idle_in_transaction_session_timeout", value))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_when_another_limit_bounds_the_same_time() =>
        UnboundedIdleTransaction.Detector.Run(Evidence(("idle_in_transaction_session_timeout", "0"), ("transaction_timeout", "5000"))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_when_the_role_sets_a_limit_itself() => UnboundedIdleTransaction.Detector.Run(
        Set((RoleSettings.Kind, Roles(("idle_in_transaction_session_timeout", "0")) with { SetByStatement = ["app idle_in_transaction_session_timeout"] }))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void A_value_that_could_not_be_seen_is_not_run() => UnboundedIdleTransaction.Detector.Run(
        Set((RoleSettings.Kind, Roles(("idle_in_transaction_session_timeout", "5000")) with { Masked = ["worker idle_in_transaction_session_timeout"] }))).ShouldBeOfType<Outcome.NotRun>();

    [Fact]
    public void The_fingerprint_stays_when_the_source_changes() => One(UnboundedIdleTransaction.Detector, Set((RoleSettings.Kind, Roles() with
    {
        Settings = [new RoleSetting("app", "idle_in_transaction_session_timeout", "0", "ms", "database")],
    }))).Fingerprint.ShouldBe("unbounded-idle-transaction:app");

    [Fact]
    public void Missing_evidence_is_not_run()
    {
        UnboundedIdleTransaction.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();
        UnboundedIdleTransaction.Detector.Run(Evidence()).ShouldBeOfType<Outcome.NotRun>();
    }

    private static EvidenceSet Evidence(params (string Name, string Value)[] settings) => Set((RoleSettings.Kind, Roles(settings)));
}
