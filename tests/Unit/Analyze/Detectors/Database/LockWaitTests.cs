using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Detectors.Database;

public sealed class LockWaitTests
{
    private const string Query = "UPDATE counters SET n = n + $1";

    [Fact]
    public void Finds_who_waits_and_who_blocks()
    {
        var finding = One(LockWait.Detector, Evidence(Waits(50, 500)));

        finding.Fingerprint.ShouldBe("lock-wait:counters");
        finding.Severity.ShouldBe(Severity.High);
        finding.Subject.Table.ShouldBe("counters");
        finding.Subject.StatementId.ShouldBe(StatementText.IdOf(Query));
        finding.Explanation.ShouldContain("idle in transaction");
    }

    [Fact]
    public void Vanishes_when_nobody_waits() => LockWait.Detector.Run(Evidence(Sessions())).ShouldBeOfType<Outcome.Clean>();

    [Fact]
    public void Stays_silent_about_a_few_short_collisions() => LockWait.Detector.Run(Evidence(Waits(4, 200))).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData(4, 300, false)]
    [InlineData(5, 300, true)]
    [InlineData(10, 1000, false)]
    [InlineData(11, 1000, true)]
    public void Five_waits_and_one_percent_of_the_active_sessions_are_the_boundary(long waits, long active, bool found) =>
        (LockWait.Detector.Run(Evidence(Waits(waits, 200) with { ActiveSessions = active })) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData(1000, false)]
    [InlineData(1001, true)]
    public void A_single_wait_above_one_second_is_enough(double milliseconds, bool found) =>
        (LockWait.Detector.Run(Evidence(Waits(1, milliseconds))) is Outcome.Found).ShouldBe(found);

    [Theory]
    [InlineData("3000", false)]
    [InlineData("1500", true)]
    public void The_servers_deadlock_timeout_replaces_that_second(string timeout, bool found) =>
        (LockWait.Detector.Run(Set((SessionSamples.Kind, Waits(1, 2000)), (ServerSettings.Kind, Settings(("deadlock_timeout", timeout))))) is Outcome.Found).ShouldBe(found);

    [Fact]
    public void Locks_that_are_on_no_table_are_named_by_their_type()
    {
        var samples = Waits(50, 500);
        One(LockWait.Detector, Evidence(samples with { LockWaits = [samples.LockWaits[0] with { Relation = null, LockType = "advisory" }] })).Fingerprint.ShouldBe("lock-wait:(advisory)");
    }

    [Fact]
    public void Waits_for_advisory_locks_may_be_meant_and_weigh_less()
    {
        var samples = Waits(50, 60_000);
        var wait = samples.LockWaits[0] with { Relation = null, LockType = "advisory" };
        var finding = One(LockWait.Detector, Evidence(samples with { LockWaits = [wait] }));

        finding.Severity.ShouldBe(Severity.Medium);
        finding.Explanation.ShouldContain("on purpose");
        finding.Remedies[0].Up.ShouldContain("pg_try_advisory_lock");
    }

    [Fact]
    public void The_fingerprint_stays_when_numbers_change() =>
        One(LockWait.Detector, Evidence(Waits(60, 700))).Fingerprint.ShouldBe(One(LockWait.Detector, Evidence(Waits(90, 5000))).Fingerprint);

    [Fact]
    public void Missing_evidence_is_not_run() => LockWait.Detector.Run(Set()).ShouldBeOfType<Outcome.NotRun>();

    private static SessionSamples Waits(long sessions, double milliseconds) => Sessions() with
    {
        WaitingSessions = sessions,
        LockWaits =
        [
            new BlockedStatement
            {
                Relation = "counters", LockType = "transactionid", Mode = "ShareLock", Waiter = Sampled(Query, sessions), Blocker = Sampled("SELECT $1", sessions),
                BlockerState = "idle in transaction", BlockerRole = "app", Longest = TimeSpan.FromMilliseconds(milliseconds),
            },
        ],
    };

    private static EvidenceSet Evidence(SessionSamples samples) => Set((SessionSamples.Kind, samples));
}
