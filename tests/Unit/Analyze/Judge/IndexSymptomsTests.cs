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
    private const string Slow = "UPDATE votes SET value = $1 WHERE user_id = $2";

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
    [InlineData("active", Slow, true)]
    [InlineData("active", "UPDATE votes SET value = 7 WHERE user_id = 9", true)] // the same statement with its values
    [InlineData("active", "INSERT INTO votes (user_id, n) SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM votes WHERE value = $3)", true)] // searches by the same column
    [InlineData("active", "DELETE FROM ONLY public.votes WHERE value = $1", true)]
    [InlineData("active", "INSERT INTO votes (user_id, value) VALUES ($1, $2)", false)]
    [InlineData("active", "UPDATE votes SET n = $1 WHERE id = $2", false)]
    [InlineData("idle in transaction", Slow, false)]
    public void Waits_for_a_statement_that_is_slow_for_lack_of_an_index_are_told_with_it(string state, string blocker, bool isFolded)
    {
        var set = Set((SessionSamples.Kind, Waits(new Wait(state, blocker, 50))));

        ShouldBeFolded(One(LockWait.Detector, set), Index("votes"), set, isFolded);
    }

    [Theory]
    [InlineData(Slow, true)]
    [InlineData("UPDATE votes SET n = $1 WHERE id = $2", false)]
    public void A_blocker_seen_just_after_its_slow_statement_counts_as_one_that_executes_it(string blocker, bool isFolded)
    {
        var samples = Waits(new Wait("idle in transaction", blocker, 50));
        var set = Set((SessionSamples.Kind, samples with { LockWaits = [samples.LockWaits[0] with { BlockerIsBrieflyIdle = true }] }));

        ShouldBeFolded(One(LockWait.Detector, set), Index("votes"), set, isFolded);
    }

    [Fact]
    public void The_other_statements_of_the_index_count_too()
    {
        var chosen = new ChosenIndex
        {
            Index = new IndexDefinition { Schema = "public", Table = "votes", Keys = [new IndexKey("value", "value", false, false)] },
            Name = "i",
            ServesOrder = false,
            ServesForeignKey = false,
            Statements = [StatementText.IdOf(Slow), StatementText.IdOf("DELETE FROM votes WHERE value = $1")],
        };
        var search = new IndexSearch { Window = Throughout, Provenance = "", Baseline = [], Trials = [], Chosen = [chosen], Refuted = [] };
        var set = Set((SessionSamples.Kind, Waits(new Wait("active", "DELETE FROM votes WHERE value = $1", 50))), (IndexSearch.Kind, search));

        ShouldBeFolded(One(LockWait.Detector, set), Index("votes"), set, isFolded: true);
    }

    [Fact]
    public void The_index_is_as_severe_as_what_it_shows_by()
    {
        var set = Set((SessionSamples.Kind, Waits(new Wait("active", Slow, 50))));

        IndexSymptoms.Fold([One(LockWait.Detector, set), Index("votes") with { Severity = Severity.Medium }], set).ShouldHaveSingleItem().Severity.ShouldBe(Severity.High);
    }

    [Theory]
    [InlineData(50, 49, true)]
    [InlineData(50, 50, false)]
    [InlineData(3, 4, true)] // no fault by themselves
    [InlineData(4, 5, false)]
    public void Other_waits_at_the_same_place_stand_when_they_are_a_fault_by_themselves_and_not_the_fewer(long slow, long others, bool isFolded)
    {
        var set = Set((SessionSamples.Kind, Waits(new Wait("active", Slow, slow), new Wait("idle in transaction", "SELECT 1", others))));

        ShouldBeFolded(One(LockWait.Detector, set), Index("votes"), set, isFolded);
    }

    [Theory]
    [InlineData(10, true)] // ten looks of 300 in 30 s: a second, which is normal
    [InlineData(11, false)]
    public void Of_a_wait_that_was_for_both_the_others_count_by_the_time_in_which_they_were_seen(long others, bool isFolded)
    {
        var samples = Waits(new Wait("active", Slow, 9), new Wait("idle in transaction", "SELECT 1", others));
        var set = Set((SessionSamples.Kind, samples with
        {
            ActiveSessions = 5000,
            LockWaits = [.. samples.LockWaits.Select(wait => wait with { Longest = TimeSpan.FromSeconds(5) })],
        }));

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
        Subject = new Subject { Table = table, Columns = ["value"], StatementId = StatementText.IdOf(Slow) },
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
