using System.Text.Json;
using Headroom.Analyze.Detectors.Database;
using Headroom.Analyze.Judge;
using Headroom.Collect.Postgres;
using Headroom.Experiments.Proofs;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Headroom.Model.Json;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Proofs;

[Collection(OnShopCluster.Name)]
public class IndexTrialTests(ShopCluster server)
{
    private readonly Rig _rig = new();
    private readonly RequestedStatement _byUser = Rig.Statement("SELECT * FROM orders WHERE user_id = $1", "7", "11", "4242");

    [Fact]
    public async Task A_missing_index_is_proved_by_its_work_and_an_ignored_one_is_equivalent()
    {
        var before = await server.DatabasesAsync();
        var results = await _rig.TryAsync(
            server.Shop, Rig.Limits, Rig.Request("missing", "orders (user_id)", _byUser), Rig.Request("ignored", "orders (note, total)", _byUser));
        (await server.DatabasesAsync()).ShouldBe(before);

        var experiment = Experiment(results, "missing");
        var proof = ProofJudge.Judge(experiment);
        proof.Verdict.ShouldBe(ProofVerdict.Improved);
        proof.Changes[0].Metric.ShouldBe("buffers_per_call");
        proof.Changes[0].Remedy.ShouldBeLessThan(proof.Changes[0].Base / 10);
        proof.Changes[0].Pairs.ShouldBe(16);
        proof.Size!.Value.Value.ShouldBeGreaterThan(100_000);
        experiment.InsertRows.ShouldBe(1000);
        experiment.Provenance.ShouldContain("OVERRIDING SYSTEM VALUE");
        experiment.Provenance.ShouldContain("triggers off");
        proof.Costs.Single(cost => cost.Metric == "insert_batch_buffers").ChangeLow!.Value.ShouldBeGreaterThan(0);
        JsonSerializer.Serialize<IEvidence>(experiment, ModelJson.Evidence).ShouldNotContain("4242");

        ProofJudge.Judge(Experiment(results, "ignored")).Verdict.ShouldBe(ProofVerdict.Equivalent);
    }

    [Fact]
    public async Task A_remedy_that_cannot_be_applied_fails_alone_and_leaves_nothing_behind()
    {
        var before = await server.DatabasesAsync();
        var duplicate = Rig.Request("duplicate", "orders (user_id)", _byUser);
        var results = await _rig.TryAsync(
            server.Shop,
            Rig.Limits,
            Rig.Request("nonsense", "orders (no_such_column)", _byUser),
            duplicate with { Remedy = duplicate.Remedy with { Up = "CREATE UNIQUE INDEX CONCURRENTLY duplicate ON orders (user_id)" } },
            Rig.Request("good", "orders (user_id)", _byUser));
        Cause(results, "nonsense").ShouldContain("column \"no_such_column\" does not exist");
        Cause(results, "duplicate").ShouldContain("could not create unique index");
        Experiment(results, "good").Statements.ShouldHaveSingleItem().Pairs.Count.ShouldBe(16);
        (await server.DatabasesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task The_half_of_a_remedy_on_a_partitioned_table_leaves_nothing_behind()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE parted");
        await server.ExecuteAsync(
            "parted", "CREATE TABLE visits (day int NOT NULL, user_id int NOT NULL) PARTITION BY RANGE (day)",
            "CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM (0) TO (10)", "CREATE TABLE visits_2 PARTITION OF visits FOR VALUES FROM (10) TO (20)",
            "INSERT INTO visits SELECT i % 20, i % 5000 FROM generate_series(1, 50000) AS i", "VACUUM (ANALYZE)");
        var byUser = Rig.Statement("SELECT * FROM visits WHERE user_id = $1", "7", "11", "4242");
        var half = Rig.Request("half", "visits (user_id)", byUser);
        var results = await _rig.TryAsync(
            server.To("parted"),
            Rig.Limits,
            half with { Remedy = half.Remedy with { Up = "CREATE INDEX whole ON visits (user_id); CREATE INDEX none ON visits (no_such_column)" } },
            Rig.Request("next", "visits_1 (user_id)", byUser));
        await server.ExecuteAsync("postgres", "DROP DATABASE parted");
        Cause(results, "half").ShouldContain("column \"no_such_column\" does not exist");
        Experiment(results, "next").Statements.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_steps_that_build_an_index_of_a_partitioned_table_lead_to_the_same_index_and_are_taken_back()
    {
        await server.ExecuteAsync("postgres", "CREATE DATABASE stepwise");
        await server.ExecuteAsync(
            "stepwise", "CREATE SCHEMA archive", "CREATE TABLE visits (day int NOT NULL, user_id int NOT NULL) PARTITION BY RANGE (day)",
            "CREATE TABLE archive.old PARTITION OF visits FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (day)",
            "CREATE TABLE archive.older PARTITION OF archive.old FOR VALUES FROM (0) TO (5)", "CREATE TABLE archive.younger PARTITION OF archive.old FOR VALUES FROM (5) TO (10)",
            "CREATE TABLE visits_now PARTITION OF visits FOR VALUES FROM (10) TO (20)",
            "INSERT INTO visits SELECT i % 20, i % 5000 FROM generate_series(1, 50000) AS i", "VACUUM (ANALYZE)");
        var catalogue = await CatalogueCollector.CollectAsync(server.To("stepwise"), TimeProvider.System, TestContext.Current.CancellationToken);
        var index = new IndexDefinition
        {
            Schema = "public",
            Table = "visits",
            IsPartitioned = true,
            Keys = [new IndexKey("user_id", "user_id", Descending: false, NullsFirst: false)],
        };
        var remedy = MissingIndex.RemedyOf(index, "visits_user_id_idx", catalogue);

        var results = await _rig.TryAsync(
            server.To("stepwise"),
            Rig.Limits,
            new IndexRequest("steps", remedy with { Up = remedy.LockSafe.ShouldNotBeNull() }, [Rig.Statement("SELECT * FROM visits WHERE user_id = $1", "7", "11", "4242")]));

        await server.ExecuteAsync("postgres", "DROP DATABASE stepwise");
        ProofJudge.Judge(Experiment(results, "steps")).Verdict.ShouldBe(ProofVerdict.Improved);
    }

    [Fact]
    public async Task A_remedy_that_cannot_be_taken_back_stops_the_trial()
    {
        var stuck = Rig.Request("stuck", "orders (user_id)", _byUser);
        var results = await _rig.TryAsync(
            server.Shop, Rig.Limits, stuck with { Remedy = stuck.Remedy with { Down = "DROP INDEX no_such_index" } }, Rig.Request("next", "orders (total)", _byUser));
        Cause(results, "stuck").ShouldContain("does not exist");
        Cause(results, "next").ShouldStartWith("not tried: ");
    }

    [Fact]
    public async Task Writes_are_measured_and_rolled_back()
    {
        var pair = await _rig.PairAsync(new Headroom.Experiments.Clones.CloneSource(server.Shop, null, Allowed: false, MayBlockSource: true));
        const string state = "SELECT md5(string_agg(o::text, '|' ORDER BY id)) FROM orders AS o";
        var before = await ShopCluster.TextOfAsync(pair.Remedy.ConnectionString, state);
        var update = Rig.Statement("UPDATE orders SET total = total + 1 WHERE user_id = $1", "7", "11");
        var insert = Rig.Statement("INSERT INTO orders (user_id, total, note) VALUES ($1, 5, 'new')", "7") with { StatementId = "s2" };
        var results = await new IndexTrial(1, Rig.Limits, TimeProvider.System).RunAsync(pair, [Rig.Request("i", "orders (user_id)", update, insert)], CancellationToken.None);
        Experiment(results, "i").Statements.Select(s => s.StatementId).ShouldBe(["s1", "s2"]);
        Experiment(results, "i").Statements.ShouldAllBe(s => s.Pairs.Count == 16);
        (await ShopCluster.TextOfAsync(pair.Remedy.ConnectionString, state)).ShouldBe(before);
        (await ShopCluster.TextOfAsync(pair.Base.ConnectionString, state)).ShouldBe(before);
        await _rig.DropAsync(pair);
    }

    [Fact]
    public async Task A_statement_that_cannot_run_is_a_cause_without_values()
    {
        var results = await _rig.TryAsync(
            server.Shop,
            Rig.Limits,
            Rig.Request("value", "orders (user_id)", Rig.Statement("SELECT * FROM orders WHERE user_id = $1", "s3cret")),
            Rig.Request("syntax", "orders (user_id)", Rig.Statement("SELECT * FROM orders WHERE note > interval $1", "1 day")),
            Rig.Request("several", "orders (user_id)", Rig.Statement("SELECT 1; DROP TABLE orders")),
            Rig.Request("some", "orders (user_id)", _byUser, Rig.Statement("SELECT * FROM gone") with { StatementId = "s2" }));
        Cause(results, "value").ShouldBe("statement s1: a value does not have the form of its type, such as {a,b} of an array (22P02)");
        Cause(results, "syntax").ShouldContain("syntax error");
        Cause(results, "several").ShouldContain("more than one statement");
        Experiment(results, "some").Provenance.ShouldContain("statement s2: relation \"gone\" does not exist");
        ProofJudge.Judge(Experiment(results, "some")).Reason.ShouldEndWith("1 of 2 statements could not be measured");
    }

    [Fact]
    public async Task Null_and_repeated_fast_statements_are_measured()
    {
        var results = await _rig.TryAsync(
            server.Shop, Rig.Limits, Rig.Request("null", "orders (user_id)", Rig.Statement("SELECT count(*) FROM tiny WHERE id = $1 OR $1::int IS NULL", "1", null)));
        var pairs = Experiment(results, "null").Statements.ShouldHaveSingleItem().Pairs;
        pairs.Count.ShouldBe(16);
        pairs.ShouldAllBe(pair => pair.BaseBuffers >= 1 && pair.RemedyBuffers >= 1 && pair.BaseTime > TimeSpan.Zero && pair.RemedyTime > TimeSpan.Zero);
    }

    [Fact]
    public async Task What_reaches_the_time_limit_counts_with_it_in_one_arm_and_fails_in_both()
    {
        await server.ExecuteAsync("shop", """
            CREATE OR REPLACE FUNCTION slow_without(name text) RETURNS int STABLE LANGUAGE plpgsql AS
            $$ BEGIN IF to_regclass(name) IS NULL THEN PERFORM pg_sleep(30); END IF; RETURN 7; END $$
            """);
        var limits = new TrialLimits { StatementBudget = TimeSpan.FromSeconds(6) };
        var results = await _rig.TryAsync(
            server.Shop,
            limits,
            Rig.Request("cures", "orders (user_id)", Rig.Statement("SELECT * FROM orders WHERE user_id = (SELECT slow_without('cures'))")),
            Rig.Request("slow", "orders (user_id)", Rig.Statement("SELECT * FROM orders WHERE user_id = (SELECT slow_without('other'))")));
        var pairs = Experiment(results, "cures").Statements.ShouldHaveSingleItem().Pairs;
        pairs.Count.ShouldBeGreaterThanOrEqualTo(12);
        pairs.ShouldAllBe(pair => pair.BaseTime == limits.ArmLimit && pair.BaseCutShort && pair.BaseBuffers == null);
        ProofJudge.Judge(Experiment(results, "cures")).Verdict.ShouldBe(ProofVerdict.Improved);
        Cause(results, "slow").ShouldContain("longer than 0.5 s in both arms");
    }

    [Fact]
    public async Task What_does_not_get_its_turn_in_time_is_not_tried()
    {
        await server.ExecuteAsync("shop", "CREATE OR REPLACE FUNCTION slow() RETURNS int STABLE LANGUAGE sql AS 'SELECT 7 FROM pg_sleep(30)'");
        var results = await _rig.TryAsync(
            server.Shop,
            Rig.Limits with { Total = TimeSpan.FromSeconds(1) },
            Rig.Request("first", "orders (user_id)", Rig.Statement("SELECT * FROM orders WHERE user_id = slow()")),
            Rig.Request("second", "orders (user_id)", _byUser));
        Cause(results, "first").ShouldBe("not finished: the time for experiments was used up");
        Cause(results, "second").ShouldBe("not tried: the time for experiments was used up");
    }

    [Fact]
    public async Task A_table_that_is_too_small_has_no_insert_batches_and_says_why()
    {
        var results = await _rig.TryAsync(server.Shop, Rig.Limits, Rig.Request("small", "tiny (id)", Rig.Statement("SELECT count(*) FROM tiny")));
        Experiment(results, "small").InsertBatches.ShouldBeEmpty();
        Experiment(results, "small").Provenance.ShouldContain("too few rows");
    }

    private static IndexExperiment Experiment(IReadOnlyDictionary<string, Collected> results, string fingerprint) =>
        results[fingerprint].ShouldBeOfType<Collected.Present>(results[fingerprint].ToString()).Evidence.ShouldBeOfType<IndexExperiment>();

    private static string Cause(IReadOnlyDictionary<string, Collected> results, string fingerprint) =>
        results[fingerprint].ShouldBeOfType<Collected.Failed>().Cause;
}
