using System.Runtime.Versioning;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

[SupportedOSPlatform("linux")]
public sealed class BloatCollectorTests(Server server) : IClassFixture<Server>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_measurement_shows_what_was_deleted_and_the_estimate_agrees_within_its_error()
    {
        var database = await server.DatabaseAsync("bloated", """
            CREATE TABLE dense (id bigint, made timestamptz, name text, score int, flag boolean) WITH (autovacuum_enabled = false);
            INSERT INTO dense SELECT g, now(), 'name of clip ' || g, CASE WHEN g % 3 = 0 THEN g END, g % 2 = 0 FROM generate_series(1, 300000) g;
            CREATE INDEX dense_id ON dense (id); CREATE INDEX dense_id_name ON dense (id, name);
            CREATE TABLE hollow (LIKE dense) WITH (autovacuum_enabled = false); INSERT INTO hollow SELECT * FROM dense;
            CREATE INDEX hollow_id_name ON hollow (id, name); DELETE FROM hollow WHERE id % 10 > 1 AND id < 299999;
            """);
        await database.RunAsync("VACUUM ANALYZE");

        var estimated = await BloatCollector.CollectAsync(database.Admin, TimeProvider.System, Cancellation);
        var measured = await BloatCollector.MeasureAsync(database.Admin, database.Admin, TimeProvider.System, Cancellation);

        measured.NotMeasured.ShouldBeNull();
        Of(measured, "hollow").Source.ShouldBe("pgstattuple_approx");
        Of(measured, "hollow").Wasted.Value.ShouldBe(0.8, 0.1);
        Of(measured, "hollow").Options.ShouldBe(["autovacuum_enabled=false"]);
        Of(measured, "hollow_id_name").Options.ShouldBeEmpty();
        Of(measured, "dense").Wasted.Value.ShouldBeLessThan(0.05);
        Of(measured, "hollow_id_name").Source.ShouldBe("pgstatindex");
        Of(measured, "hollow_id_name").Wasted.Value.ShouldBe(0.8, 0.1);
        Of(measured, "dense_id_name").Wasted.Value.ShouldBeLessThan(0.05);
        (await database.ScalarAsync("SELECT count(*) FROM pg_extension WHERE extname = 'pgstattuple'")).ShouldBe("0");
        estimated.NotMeasured.ShouldNotBeNull();
        foreach (var relation in estimated.Relations)
        {
            relation.Source.ShouldBe("statistics");
            relation.Wasted.Value.ShouldBe(Of(measured, relation.Index ?? relation.Table).Wasted.Value, relation.Error.Value, relation.Index ?? relation.Table);
        }

        estimated.Relations.Count.ShouldBe(measured.Relations.Count);
        estimated.Relations[0].Table.ShouldBe("hollow");
    }

    [Fact]
    public async Task What_a_clone_holds_without_its_room_is_estimated()
    {
        var database = await server.DatabaseAsync("roomy", """
            CREATE TABLE hollow (id bigint, name text) WITH (autovacuum_enabled = false);
            INSERT INTO hollow SELECT g, 'name of clip ' || g FROM generate_series(1, 300000) g; DELETE FROM hollow WHERE id % 10 > 1 AND id < 299999;
            """);
        await database.RunAsync("VACUUM ANALYZE");
        var restored = await server.DatabaseAsync("restored", """
            CREATE TABLE hollow (id bigint, name text);
            INSERT INTO hollow SELECT g, 'name of clip ' || g FROM generate_series(1, 300000) g WHERE g % 10 <= 1
            """);

        var bloat = await BloatCollector.MeasureAsync(database.Admin, restored.Admin, TimeProvider.System, Cancellation);

        Of(bloat, "hollow").Source.ShouldBe("statistics");
        Of(bloat, "hollow").Wasted.Value.ShouldBeGreaterThan(0.6);
        bloat.NotMeasured.ShouldNotBeNull().ShouldContain("as large");
    }

    [Fact]
    public async Task A_role_without_rights_gets_no_number_but_a_reason()
    {
        var database = await server.DatabaseAsync("closed", """
            CREATE TABLE dense (id bigint, name text); INSERT INTO dense SELECT g, 'name of clip ' || g FROM generate_series(1, 300000) g;
            CREATE ROLE stranger LOGIN PASSWORD 'x'
            """);
        await database.RunAsync("VACUUM ANALYZE");

        var bloat = await BloatCollector.MeasureAsync(database.As("stranger"), database.As("stranger"), TimeProvider.System, Cancellation);

        bloat.Relations.ShouldBeEmpty();
        bloat.Unknown.ShouldHaveSingleItem().ShouldStartWith("public.dense:");
        bloat.NotMeasured.ShouldNotBeNull().ShouldContain("permission denied");
    }

    private static RelationBloat Of(Bloat bloat, string name) => bloat.Relations.Single(relation => (relation.Index ?? relation.Table) == name);
}
