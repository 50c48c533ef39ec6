using Headroom.Experiments.Blocks;
using Headroom.Experiments.Clones;
using Headroom.Tests.EndToEnd.Experiments;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Proofs;

[Collection(OnShopCluster.Name)]
public class DatabaseClonesTests(ShopCluster server)
{
    private readonly Rig _rig = new();

    [Fact]
    public async Task An_unused_database_is_copied_with_its_statistics_and_settings()
    {
        await server.ExecuteAsync("shop", "ALTER DATABASE shop SET random_page_cost = 1.25", "ALTER DATABASE shop SET search_path = \"$user\", public, pg_temp");
        var before = await server.DatabasesAsync();
        await server.UntilUnusedAsync("shop");
        var pair = await _rig.PairAsync(new CloneSource(server.Shop, null, Allowed: false, MayBlockSource: true));
        pair.Base.Method.ShouldStartWith("a copy of the database shop (file_copy)");
        pair.Remedy.Method.ShouldStartWith("a copy of headroom_test_base");
        pair.Base.Method.ShouldNotContain("ANALYZE");
        pair.Base.Method.ShouldNotContain("without");
        foreach (var clone in new[] { pair.Base, pair.Remedy })
        {
            (await ShopCluster.TextOfAsync(clone.ConnectionString, "SELECT count(*) FROM orders")).ShouldBe("100000");
            (await ShopCluster.TextOfAsync(clone.ConnectionString, "SHOW random_page_cost")).ShouldBe("1.25");
            (await ShopCluster.TextOfAsync(clone.ConnectionString, "SHOW search_path")).ShouldBe("\"$user\", public, pg_temp");
        }

        _rig.Journal.ShouldBe(["headroom_test_base", "headroom_test_remedy"]);
        await _rig.DropAsync(pair);
        (await server.DatabasesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_database_in_use_is_dumped_and_its_sessions_are_left_alone()
    {
        await using var session = new NpgsqlConnection(server.Shop);
        await session.OpenAsync();
        var pair = await _rig.PairAsync(new CloneSource(server.Shop, null, Allowed: false, MayBlockSource: true));
        pair.Base.Method.ShouldStartWith("pg_dump");
        pair.Base.Method.ShouldContain("CHECKPOINT, VACUUM (ANALYZE)");
        pair.Remedy.Method.ShouldStartWith("a copy of headroom_test_base");
        (await ShopCluster.TextOfAsync(pair.Remedy.ConnectionString, "SELECT count(*) FROM orders")).ShouldBe("100000");
        (await ShopCluster.TextOfAsync(pair.Remedy.ConnectionString, "SELECT bool_and(relallvisible > 0)::text FROM pg_class WHERE relname = 'orders'")).ShouldBe("true");
        await using var command = new NpgsqlCommand("SELECT 1", session);
        (await command.ExecuteScalarAsync()).ShouldBe(1);
        await _rig.DropAsync(pair);
    }

    [Fact]
    public async Task A_live_database_is_dumped_even_while_nobody_is_connected()
    {
        var pair = await _rig.PairAsync(Source() with { MayBlockSource = false });
        pair.Base.Method.ShouldStartWith("pg_dump");
        await _rig.DropAsync(pair);
    }

    [Fact]
    public async Task A_role_that_only_reads_by_default_fills_its_clone()
    {
        await server.ExecuteAsync(
            "shop",
            $"CREATE ROLE looker LOGIN CREATEDB PASSWORD '{server.Password}'",
            "ALTER ROLE looker SET default_transaction_read_only = on",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO looker",
            "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO looker");
        var pair = await _rig.PairAsync(new CloneSource(server.To("shop", "looker"), null, Allowed: false, MayBlockSource: false));
        pair.Base.Method.ShouldStartWith("pg_dump");
        (await ShopCluster.TextOfAsync(pair.Remedy.ConnectionString, "SELECT count(*) FROM orders")).ShouldBe("100000");
        await _rig.DropAsync(pair);
        await server.ExecuteAsync("shop", "DROP OWNED BY looker", "DROP ROLE looker");
    }

    [Fact]
    public async Task A_template_that_nobody_uses_comes_before_a_source_in_use()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE shop_template TEMPLATE shop");
        await using var session = new NpgsqlConnection(server.Shop);
        await session.OpenAsync();
        var pair = await _rig.PairAsync(new CloneSource(server.Shop, "shop_template", Allowed: false, MayBlockSource: true));
        pair.Base.Method.ShouldStartWith("a copy of the template database shop_template");
        await _rig.DropAsync(pair);
        await server.ExecuteAsync("postgres", "DROP DATABASE shop_template");
    }

    [Fact]
    public async Task A_clone_without_statistics_is_analysed()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE unknown_shop");
        await server.ExecuteAsync("unknown_shop", "CREATE TABLE t AS SELECT i FROM generate_series(1, 100) AS i");
        var pair = await _rig.PairAsync(new CloneSource(server.To("unknown_shop"), null, Allowed: false, MayBlockSource: true));
        pair.Base.Method.ShouldContain("ANALYZE");
        (await ShopCluster.TextOfAsync(pair.Remedy.ConnectionString, "SELECT count(*) FROM pg_stats WHERE tablename = 't'")).ShouldBe("1");
        await _rig.DropAsync(pair);
        await server.ExecuteAsync("postgres", "DROP DATABASE unknown_shop");
    }

    [Fact]
    public async Task Only_tables_without_statistics_are_analysed()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE half_known");
        await server.ExecuteAsync(
            "half_known", "CREATE TABLE known (i int) WITH (autovacuum_enabled = false)", "INSERT INTO known SELECT 1 FROM generate_series(1, 100)",
            "ANALYZE known", "INSERT INTO known SELECT i FROM generate_series(1, 1000) AS i", "CREATE TABLE unknown AS SELECT i FROM generate_series(1, 100) AS i");
        var pair = await _rig.PairAsync(new CloneSource(server.To("half_known"), null, Allowed: false, MayBlockSource: true));
        pair.Base.Method.ShouldContain("ANALYZE of 1 table without statistics");
        (await ShopCluster.TextOfAsync(pair.Base.ConnectionString, "SELECT n_distinct::int::text FROM pg_stats WHERE tablename = 'known'")).ShouldBe("1");
        (await ShopCluster.TextOfAsync(pair.Base.ConnectionString, "SELECT count(*) FROM pg_stats WHERE tablename = 'unknown'")).ShouldBe("1");
        await _rig.DropAsync(pair);
        await server.ExecuteAsync("postgres", "DROP DATABASE half_known");
    }

    [Fact]
    public async Task What_the_server_refuses_is_a_cause_and_nothing_is_left_behind()
    {
        await server.ExecuteAsync("postgres", $"CREATE ROLE plain LOGIN PASSWORD '{server.Password}'");
        var before = await server.DatabasesAsync();
        var source = new CloneSource(server.To("shop", "plain"), "no_such_template", Allowed: false, MayBlockSource: true);
        (await RefusalAsync(source)).ShouldStartWith("the role plain may not create databases: ALTER ROLE plain CREATEDB;");
        _rig.Entered.ShouldBeEmpty();

        await server.ExecuteAsync("postgres", "ALTER ROLE plain CREATEDB");
        var cause = await RefusalAsync(source);
        cause.ShouldStartWith("no clone could be made: the template database no_such_template does not exist; the role plain may not read all");
        cause.ShouldContain("GRANT SELECT ON ALL TABLES IN SCHEMA public TO plain");
        cause.ShouldNotContain("pg_dump ended");
        cause.ShouldNotContain(server.Password);
        _rig.Entered.ShouldBe(["headroom_test_base"]);
        _rig.Journal.ShouldBeEmpty();
        (await server.DatabasesAsync()).ShouldBe(before);
        await server.ExecuteAsync("postgres", "DROP ROLE plain");
    }

    [Fact]
    public async Task A_sequence_that_pg_dump_may_not_read_is_told_with_its_grant_and_the_grant_cures_it()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE parcels");
        await server.ExecuteAsync(
            "parcels",
            "CREATE TABLE parcels (id serial PRIMARY KEY, weight int)",
            "INSERT INTO parcels (weight) SELECT i FROM generate_series(1, 100) AS i",
            $"CREATE ROLE counter LOGIN CREATEDB PASSWORD '{server.Password}'",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO counter");
        var source = new CloneSource(server.To("parcels", "counter"), null, Allowed: false, MayBlockSource: true);
        const string grant = "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO counter";

        (await RefusalAsync(source)).ShouldBe($"no clone could be made: the role counter may not read all that pg_dump copies: {grant}");

        await server.ExecuteAsync("parcels", grant);
        var pair = await _rig.PairAsync(source);
        (await ShopCluster.TextOfAsync(pair.Remedy.ConnectionString, "SELECT count(*) FROM parcels")).ShouldBe("100");
        await _rig.DropAsync(pair);
        await server.ExecuteAsync("parcels", "DROP OWNED BY counter", "DROP ROLE counter");
        await server.ExecuteAsync("postgres", "DROP DATABASE parcels");
    }

    [Fact]
    public async Task Statements_of_a_clone_without_the_extension_are_counted_where_its_source_has_it()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE counted");
        await server.ExecuteAsync(
            "counted",
            "CREATE EXTENSION pg_stat_statements",
            "CREATE TABLE t AS SELECT i FROM generate_series(1, 100) AS i",
            $"CREATE ROLE teller LOGIN CREATEDB PASSWORD '{server.Password}'",
            "GRANT pg_monitor TO teller",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO teller");
        var pair = await _rig.PairAsync(new CloneSource(server.To("counted", "teller"), null, Allowed: false, MayBlockSource: false));
        (await ShopCluster.TextOfAsync(pair.Base.ConnectionString, "SELECT count(*) FROM pg_extension WHERE extname = 'pg_stat_statements'")).ShouldBe("0");
        using (var place = new Place())
        {
            var request = new ArmRequest
            {
                Name = "A",
                Url = new Uri("http://127.0.0.1:9"),
                Postgres = pair.Base.ConnectionString,
                OwnClone = new ArmClone(pair.Base, "a clone"),
            };
            await using var arm = await ArmService.OpenAsync(request, place.Journal, TimeProvider.System, TestContext.Current.CancellationToken);
            var before = await arm.MarkAsync(TestContext.Current.CancellationToken);
            await ShopCluster.TextOfAsync(pair.Base.ConnectionString, "SELECT count(*) FROM t");
            (await arm.WorkSinceAsync(before, 1, TestContext.Current.CancellationToken))["statements"].ShouldBeGreaterThan(0);
            arm.UncountedBecause.ShouldBeNull();
        }

        await _rig.DropAsync(pair);
        await server.ExecuteAsync("counted", "DROP OWNED BY teller", "DROP ROLE teller");
        await server.ExecuteAsync("postgres", "DROP DATABASE counted");
    }

    [Fact]
    public async Task A_server_that_is_not_there_and_a_wrong_password_are_causes()
    {
        (await RefusalAsync(new CloneSource("Host=127.0.0.1;Port=1;Username=x;Password=hidden;Database=y", null, Allowed: false, MayBlockSource: true))).ShouldNotContain("hidden");
        (await RefusalAsync(new CloneSource(server.Shop.Replace(server.Password, "hidden", StringComparison.Ordinal), null, Allowed: false, MayBlockSource: true)))
            .ShouldContain("password authentication failed");
    }

    [Fact]
    public async Task A_database_that_bears_the_name_already_is_left_alone()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE headroom_test_base");
        (await RefusalAsync(new CloneSource(server.Shop, null, Allowed: false, MayBlockSource: true))).ShouldContain("exists already");
        (await server.DatabasesAsync()).ShouldContain("headroom_test_base");
        await server.ExecuteAsync("postgres", "DROP DATABASE headroom_test_base");
    }

    [Theory]
    [InlineData("headroom_test_base")]
    [InlineData("headroom_test_remedy")]
    public async Task An_interrupted_clone_leaves_nothing_behind(string interruptedAt)
    {
        var before = await server.DatabasesAsync();
        using var interrupt = new CancellationTokenSource();
        _rig.WhenEntered = name => (name == interruptedAt ? interrupt : null)?.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(
            () => _rig.Clones.CreatePairAsync(new CloneSource(server.Shop, null, Allowed: false, MayBlockSource: true), "headroom_test", interrupt.Token));
        _rig.Entered.ShouldContain(interruptedAt);
        _rig.Journal.ShouldBeEmpty();
        (await server.DatabasesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_clone_that_cannot_be_crossed_out_is_told_and_the_other_is_dropped_all_the_same()
    {
        var before = await server.DatabasesAsync();
        var pair = await _rig.PairAsync(Source());
        _rig.WhenLeft = name => { if (name == pair.Remedy.Name) throw new IOException("disk full"); };
        (await _rig.Clones.DropPairAsync(pair, CancellationToken.None)).ShouldHaveSingleItem()
            .ShouldBe("headroom_test_remedy is dropped, but cannot be crossed out in the journal: disk full");
        _rig.Journal.ShouldBe(["headroom_test_remedy"]);
        (await server.DatabasesAsync()).ShouldBe(before);
    }

    private CloneSource Source() => new(server.Shop, null, Allowed: false, MayBlockSource: true);

    private async Task<string> RefusalAsync(CloneSource source) =>
        (await _rig.Clones.CreatePairAsync(source, "headroom_test", CancellationToken.None)).ShouldBeOfType<CloneResult<ClonePair>.Refused>().Cause;
}
