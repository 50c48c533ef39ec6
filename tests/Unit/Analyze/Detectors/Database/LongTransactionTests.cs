using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class LongTransactionTests
{
    private const string Query = "SELECT count(*) FROM orders";

    [Fact]
    public void Finds_a_transaction_that_keeps_dead_rows()
    {
        var finding = One(LongTransaction.Detector, Evidence(Open(400)));

        finding.Fingerprint.ShouldBe("long-transaction:app");
        finding.Severity.ShouldBe(Severity.Medium);
        finding.Subject.Query.ShouldBe(Query);
    }

    [Fact]
    public void Vanishes_when_transactions_are_short() => LongTransaction.Detector.Run(Evidence(Open(20))).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_about_one_that_keeps_no_rows() => LongTransaction.Detector.Run(Evidence(Open(4000, holdsRows: false))).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(300, null)]
    [InlineData(301, Severity.Medium)]
    [InlineData(3600, Severity.Medium)]
    [InlineData(3601, Severity.High)]
    public void Five_minutes_and_an_hour_are_the_boundaries(double seconds, Severity? severity) =>
        (LongTransaction.Detector.Run(Evidence(Open(seconds))) is Outcome.Found { Findings: [var finding] } ? finding.Severity : (Severity?)null).ShouldBe(severity);

    [Theory]
    [InlineData(300, false)]
    [InlineData(301, true)]
    public void A_prepared_transaction_counts_by_its_age(double seconds, bool found) => (LongTransaction.Detector.Run(Evidence(Sessions() with
    {
        Holders = [new LastingHolder("prepared transaction", "order 7", 10, TimeSpan.FromSeconds(seconds), true)],
    })) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(1_000_000, false, false)]
    [InlineData(1_000_001, false, true)]
    [InlineData(9_000_000, true, false)]
    public void A_replication_slot_counts_by_its_lag_when_nobody_uses_it(long transactions, bool active, bool found) =>
        (LongTransaction.Detector.Run(Evidence(Sessions() with { Holders = [new LastingHolder("replication slot", "old", transactions, null, active)] })) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(false, "The replication slot old keeps dead rows from being vacuumed")]
    [InlineData(true, "The replication slot old keeps dead rows of the catalogues from being vacuumed")]
    public void A_slot_of_a_logical_consumer_holds_the_catalogues_alone(bool isCatalogueOnly, string title) =>
        One(LongTransaction.Detector, Evidence(Sessions() with { Holders = [new LastingHolder("replication slot", "old", 2_000_000, null, Active: false, isCatalogueOnly)] }))
            .Title.ShouldBe(title);

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(LongTransaction.Detector, Evidence(Open(400))).Fingerprint.ShouldBe(One(LongTransaction.Detector, Evidence(Open(9000))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => LongTransaction.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static SessionSamples Open(double seconds, bool holdsRows = true) => Sessions() with
    {
        Transactions = [new OpenTransaction("app", "report", "active", Sampled(Query), TimeSpan.FromSeconds(seconds), holdsRows)],
    };

    private static EvidenceSet Evidence(SessionSamples samples) => Set((SessionSamples.Kind, samples));
}
