using Headroom.Analyze.Detectors.Database;
using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;
using static Headroom.Tests.Unit.Analyze.GivenServer;

namespace Headroom.Tests.Unit.Analyze.Judge;

public sealed class IndexSymptomsTests
{
    [Theory]
    [InlineData("votes", true)]
    [InlineData("clips", false)]
    public void The_scans_of_a_table_are_told_with_its_missing_index(string indexed, bool isFolded)
    {
        var set = Set((TableActivity.Kind, Activity(Use("votes") with { SequentialScans = 300, SequentialRows = 300 * 50_000L })));
        var scans = One(LargeSequentialScans.Detector, set);

        ShouldBeFolded(scans, Index(indexed), set, isFolded);
    }

    [Theory]
    [InlineData("active", "UPDATE votes SET value = $1 WHERE user_id = $2", "votes", true)]
    [InlineData("active", "UPDATE \"votes\" SET value = $1 WHERE user_id = $2", "votes", true)]
    [InlineData("active", "UPDATE sales.votes SET value = $1 WHERE user_id = $2", "sales.votes", true)]
    [InlineData("active", "UPDATE votes SET value = $1 WHERE user_id = $2", "clips", false)]
    [InlineData("active", "SELECT 'votes'", "votes", false)]
    [InlineData("idle in transaction", "UPDATE votes SET value = $1 WHERE user_id = $2", "votes", false)]
    public void Waits_for_a_statement_that_is_slow_for_lack_of_an_index_are_told_with_it(string state, string blocker, string indexed, bool isFolded)
    {
        var set = Set((SessionSamples.Kind, Waits(new Wait(state, blocker, 50))));

        ShouldBeFolded(One(LockWait.Detector, set), Index(indexed), set, isFolded);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void Other_waits_at_the_same_place_stand_when_they_are_a_fault_by_themselves(long others, bool isFolded)
    {
        var set = Set((SessionSamples.Kind, Waits(new Wait("active", "UPDATE votes SET value = 1", 50), new Wait("idle in transaction", "SELECT 1", others))));

        ShouldBeFolded(One(LockWait.Detector, set), Index("votes"), set, isFolded);
    }

    private static void ShouldBeFolded(Finding symptom, Finding index, EvidenceSet evidence, bool isFolded)
    {
        var findings = IndexSymptoms.Fold([symptom, index], evidence);

        findings.Select(finding => finding.Detector).ShouldBe(isFolded ? [index.Detector] : [symptom.Detector, index.Detector]);
        findings[^1].Explanation.Contains(symptom.Title, StringComparison.Ordinal).ShouldBe(isFolded);
        findings[^1].Evidence.Contains(symptom.Evidence[0]).ShouldBe(isFolded);
        IndexSymptoms.Fold([symptom], evidence).ShouldHaveSingleItem();
    }

    private static Finding Index(string table) => new()
    {
        Detector = "unindexed-filter",
        Fingerprint = $"unindexed-filter:{table}(value)",
        Severity = Severity.High,
        Confidence = Confidence.High,
        Title = "No index finds rows",
        Explanation = "The plan throws away nearly all rows that it reads.",
        Subject = new Subject { Table = table, Columns = ["value"] },
        Evidence = ["evidence/plans.json#/statements/0"],
        Remedies = [new Remedy { Kind = RemedyKind.Index, Scope = RemedyScope.Schema, Up = "CREATE INDEX", Risk = "" }],
        Effect = new Effect.Unknown("unverified: no experiment was made"),
    };

    private sealed record Wait(string State, string Blocker, long Sessions);

    private static SessionSamples Waits(params Wait[] waits) => Sessions() with
    {
        WaitingSessions = waits.Sum(wait => wait.Sessions),
        ActiveSessions = 300,
        LockWaits =
        [
            .. waits.Select(wait => new BlockedStatement
            {
                Relation = "counters", LockType = "transactionid", Mode = "ShareLock", Waiter = Sampled("UPDATE counters SET n = n + $1", wait.Sessions),
                Blocker = Sampled(wait.Blocker, wait.Sessions), BlockerState = wait.State, BlockerRole = "app", Longest = TimeSpan.FromMilliseconds(200),
            }),
        ],
    };
}
