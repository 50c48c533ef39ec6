using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class IdleInTransactionTests
{
    private const string Query = "UPDATE orders SET paid = $1 WHERE id = $2";

    [Fact]
    public void Finds_a_role_whose_transactions_stay_open()
    {
        var finding = One(IdleInTransaction.Detector, Evidence(Idle(100)));

        finding.Fingerprint.ShouldBe("idle-in-transaction:app");
        finding.Severity.ShouldBe(Severity.High);
        finding.Subject.StatementId.ShouldBe(StatementText.IdOf(Query));
        finding.Explanation.ShouldContain("UPDATE orders");
        finding.Remedies.ShouldContain(remedy => remedy.Up == "ALTER ROLE \"app\" SET idle_in_transaction_session_timeout = '10s';");
    }

    [Fact]
    public void Vanishes_when_transactions_end() => IdleInTransaction.Detector.Run(Evidence(Sessions())).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_about_pauses_between_two_statements() => IdleInTransaction.Detector.Run(Evidence(Idle(0))).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(15, false)]
    [InlineData(16, true)]
    public void Five_percent_of_the_samples_is_the_boundary(int samples, bool found) =>
        (IdleInTransaction.Detector.Run(Evidence(Idle(samples))) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(49, false)]
    [InlineData(50, true)]
    public void Fewer_than_fifty_looks_tell_nothing(int samples, bool told)
    {
        (IdleInTransaction.Detector.Run(Evidence(Idle(samples, samples))) is Outcome.Found).ShouldBe(told);
        (IdleInTransaction.Detector.Run(Evidence(Sessions(samples))) is Outcome.Clean).ShouldBe(told);
    }

    [Fact]
    public void What_is_hidden_is_not_clean() =>
        IdleInTransaction.Detector.Run(Evidence(Sessions() with { Missing = "hidden: GRANT pg_monitor" })).ShouldBeOfType<Outcome.NotRun>().Reason.ShouldContain("pg_monitor");

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(IdleInTransaction.Detector, Evidence(Idle(200))).Fingerprint.ShouldBe(One(IdleInTransaction.Detector, Evidence(Idle(50))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => IdleInTransaction.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static SessionSamples Idle(int longSamples, int samples = 300) => Sessions(samples) with
    {
        IdleTransactions = [new IdleTransactions("app", ["web"], longSamples, 2, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4), [Sampled(Query, 10)])],
    };

    private static EvidenceSet Evidence(SessionSamples samples) => Set((SessionSamples.Kind, samples));
}
