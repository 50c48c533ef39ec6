using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Report.Artifacts;
using Headroom.Tests.Unit.Golden;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Report.Artifacts;

public sealed class IndexMigrationTests
{
    [Fact]
    public void A_migration_lifts_the_time_limits_of_its_session_and_sets_them_back()
    {
        foreach (var migration in new[] { IndexMigration.Up(SampleResult.Blocked), IndexMigration.Down(SampleResult.Blocked) })
        {
            var sql = migration.ShouldNotBeNull();
            var lines = sql.Split('\n').ToList();
            var index = lines.FindIndex(static line => line.Contains(" INDEX CONCURRENTLY clips_user_id_created_at_idx", StringComparison.Ordinal));

            lines.IndexOf("SET lock_timeout = 0;").ShouldBeInRange(0, index);
            lines.IndexOf("SET statement_timeout = 0;").ShouldBeInRange(0, index);
            lines.IndexOf("RESET statement_timeout;").ShouldBeGreaterThan(index);
            lines.IndexOf("RESET lock_timeout;").ShouldBeGreaterThan(index);
            MigrationLocks.Of(sql).ShouldBeEmpty();
        }
    }

    [Fact]
    public void An_audit_without_an_index_to_make_has_no_migration()
    {
        IndexMigration.Up(SampleResult.Ready).ShouldBeNull();
        IndexMigration.Down(SampleResult.Ready).ShouldBeNull();
        IndexMigration.Analysis(SampleResult.Ready).ShouldBeNull();
    }

    [Fact]
    public void What_is_left_of_a_gain_is_told_and_never_a_round_hundred_percent()
    {
        var index = SampleResult.Blocked.Findings[0];
        var measured = SampleResult.Blocked with
        {
            Findings =
            [
                index with
                {
                    Proof = index.Proof! with
                    {
                        Changes = [Change("time_ms", 40, 0.02, -0.9995, -0.9996, -0.9992)],
                        Costs = [Change("insert_batch_ms", 40, 44, 0.1, -0.2, 0.7)],
                    },
                },
            ],
        };

        var analysis = IndexMigration.Analysis(measured).ShouldNotBeNull();

        analysis.ShouldContain("--   time_ms: 40 -> 0.02 (2,000x less, 99 %: 1,250x less to 2,500x less), 12 pairs");
        analysis.ShouldContain("--   price: insert_batch_ms: 40 -> 44 (+10 %, 99 %: -20 % to +70 %), 12 pairs");
    }

    [Fact]
    public void An_index_whose_finding_another_remedy_cured_is_in_no_migration()
    {
        var index = SampleResult.Blocked.Findings[0];
        var cured = SampleResult.Blocked with
        {
            Findings = [index with { Proof = index.Proof! with { Evidence = $"evidence/{EvidenceSet.RemedyName(index.Fingerprint)}.json" } }],
        };

        IndexMigration.Up(cured).ShouldBeNull();
        IndexMigration.Down(cured).ShouldBeNull();
        var analysis = IndexMigration.Analysis(cured).ShouldNotBeNull();
        analysis.ShouldContain("the index itself was not shown to help: what was measured is another remedy");
        analysis.ShouldNotContain("6430 -> 10");
        IndexMigration.Analysis(SampleResult.Blocked).ShouldNotBeNull().ShouldContain("6430 -> 10");
    }

    private static MeasuredChange Change(string metric, double before, double after, double change, double low, double high) =>
        new() { Metric = metric, Base = before, Remedy = after, Change = change, ChangeLow = low, ChangeHigh = high, Pairs = 12 };
}
