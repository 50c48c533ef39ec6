using Headroom.Analyze.Derive;
using Headroom.Model.Evidence;
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
}
