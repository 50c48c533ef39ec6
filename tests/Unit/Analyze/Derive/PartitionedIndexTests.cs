using System.Text;
using Headroom.Analyze.Derive;
using Headroom.Analyze.Detectors.Database;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Report.Artifacts;
using Shouldly;
using Xunit;

namespace Headroom.Tests.Unit.Analyze.Derive;

public sealed class PartitionedIndexTests
{
    private static readonly TableFacts Visits = Given.Table("visits", 600, "user_id") with { IsPartitioned = true, HasForeignPartitions = false };

    private static readonly TableFacts Old = Visits with { Schema = "archive", Name = "old", IsPartition = true, Parent = "visits" };

    private static readonly TableFacts January = Old with { Name = "january", IsPartitioned = false, Parent = "archive.old" };

    private static readonly TableFacts Now = January with { Schema = "public", Name = "now", Parent = "visits" };

    private static readonly DatabaseCatalogue Known = Given.Catalogue([January, Old, Now, Visits]);

    private static readonly IndexDefinition ByUser = new()
    {
        Schema = "public",
        Table = "visits",
        IsPartitioned = true,
        Keys = [new IndexKey("user_id", "user_id", Descending: false, NullsFirst: false)],
    };

    [Fact]
    public void Partitions_are_built_concurrently_and_attached_from_below() =>
        PartitionedIndex.Build(ByUser, "visits_user_id_idx", Known).ShouldBe("""
            SET lock_timeout = '2s';
            CREATE INDEX visits_user_id_idx ON ONLY public.visits (user_id);
            CREATE INDEX old_visits_user_id_idx ON ONLY archive.old (user_id);
            SET lock_timeout = 0;
            CREATE INDEX CONCURRENTLY january_visits_user_id_idx ON archive.january (user_id);
            CREATE INDEX CONCURRENTLY now_visits_user_id_idx ON public.now (user_id);
            SET lock_timeout = '2s';
            ALTER INDEX archive.old_visits_user_id_idx ATTACH PARTITION archive.january_visits_user_id_idx;
            ALTER INDEX public.visits_user_id_idx ATTACH PARTITION archive.old_visits_user_id_idx;
            ALTER INDEX public.visits_user_id_idx ATTACH PARTITION public.now_visits_user_id_idx;
            SET lock_timeout = 0;
            """);

    [Fact]
    public void The_parts_of_two_indexes_never_share_a_name()
    {
        var long1 = IndexDefinition.PartName(new string('é', 40), "visits_user_id_idx");
        var long2 = IndexDefinition.PartName(new string('é', 40), "visits_user_id_idx1");

        long1.ShouldNotBe(long2);
        Encoding.UTF8.GetByteCount(long1).ShouldBeInRange(50, 63);
        PartitionedIndex.Build(ByUser, "visits_user_id_idx1", Known).ShouldNotBeNull().ShouldContain(" CONCURRENTLY now_visits_user_id_idx1 ON");
    }

    [Fact]
    public void Where_that_way_is_not_known_to_be_open_there_is_none()
    {
        Build(Known.Tables.Select(table => table with { HasForeignPartitions = null })).ShouldBeNull();
        Build(Known.Tables.Select(table => table with { HasForeignPartitions = true })).ShouldBeNull();
        Build([Visits]).ShouldBeNull();
        Build([Visits, .. Enumerable.Range(0, 101).Select(day => Now with { Name = $"day_{day}" })]).ShouldBeNull();
        Build([Visits with { IsPartitioned = false }]).ShouldBeNull();
        PartitionedIndex.Build(ByUser, "i", Given.Catalogue([.. Known.Tables], Given.Index("now", "own", null, "user_id"))).ShouldBeNull();
        PartitionedIndex.Build(ByUser, "i", Given.Catalogue([.. Known.Tables], Given.Index("now", "own", "user_id > 5", "user_id"))).ShouldNotBeNull();
    }

    [Fact]
    public void The_fix_specification_takes_these_steps_and_the_clone_the_simple_one()
    {
        var remedy = MissingIndex.RemedyOf(ByUser, "visits_user_id_idx", Known);

        remedy.Up.ShouldBe("CREATE INDEX visits_user_id_idx ON public.visits (user_id);");
        var sql = LockSafeSql.Of(remedy).ShouldNotBeNull();
        sql.Up.ShouldStartWith($"{LockSafeSql.Unlimited}\nSET lock_timeout = '2s';\nCREATE INDEX visits_user_id_idx ON ONLY public.visits (user_id);");
        sql.Up.ShouldEndWith($"SET lock_timeout = 0;\n{LockSafeSql.Limited}");
        sql.Check.ShouldNotBeNull().ShouldContain("to_regclass('public.visits_user_id_idx')");
        sql.Before.ShouldBeNull(); // a build that stopped is gone on with
    }

    [Fact]
    public void What_the_index_needs_before_and_after_stands_around_the_steps()
    {
        var pattern = ByUser with
        {
            Method = "gin",
            Extension = "pg_trgm",
            Keys = [new IndexKey(null, "lower(note)", Descending: false, NullsFirst: false) { OperatorClass = "gin_trgm_ops" }],
        };

        var steps = MissingIndex.RemedyOf(pattern, "i", Known).LockSafe.ShouldNotBeNull();
        steps.ShouldStartWith("CREATE EXTENSION IF NOT EXISTS pg_trgm;\nSET lock_timeout");
        steps.ShouldEndWith("ANALYZE public.visits;");
    }

    private static string? Build(IEnumerable<TableFacts> tables) => PartitionedIndex.Build(ByUser, "i", Given.Catalogue([.. tables]));
}
