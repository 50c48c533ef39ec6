using System.Runtime.Versioning;
using Headroom.Analyze;
using Headroom.Analyze.Detectors.Database;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Npgsql;
using NpgsqlTypes;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

/// <summary>Every detector of plans finds its fault in plans that a real server made, and nothing in those of the cured statement.</summary>
[SupportedOSPlatform("linux")]
public sealed class PlanDetectorTests(Server server) : IClassFixture<Server>
{
    private const string Orders = """
        CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL, number text NOT NULL, status text, note text, created_at timestamptz NOT NULL, discount int);
        INSERT INTO orders SELECT g, g % 5000 + 1, 'n' || g, CASE WHEN g % 50 = 0 THEN 'open' ELSE 'done' END, repeat('x', 40), timestamptz '2026-01-01' + g * interval '1 minute',
            CASE WHEN g % 3 = 0 THEN NULL ELSE g % 1000 END FROM generate_series(1, 60000) g;
        CREATE INDEX ON orders (user_id); CREATE INDEX ON orders (number); CREATE INDEX ON orders (created_at); CREATE INDEX ON orders (discount);
        CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, email varchar(80) NOT NULL);
        INSERT INTO users SELECT g, 'name' || g, 'u' || g || '@example.com' FROM generate_series(1, 20000) g;
        CREATE INDEX ON users (name); CREATE INDEX ON users (email);
        VACUUM ANALYZE
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sort_on_disk_and_its_work_mem()
    {
        var shop = await ShopAsync("sort_spill", "ALTER DATABASE sort_spill SET work_mem = '64kB'; ALTER DATABASE sort_spill SET max_parallel_workers_per_gather = 0");
        const string query = "SELECT id FROM orders ORDER BY note, number";

        var finding = await FoundAsync(SortSpill.Detector, shop, query);
        await shop.Database.RunAsync(finding.Remedies[0].Up);

        finding.Explanation.ShouldContain("an index on note, number");
        (await RunAsync(SortSpill.Detector, shop, query)).ShouldBeOfType<Outcome.Clean>();
        await shop.Database.RunAsync(finding.Remedies[0].Down!);
        (await RunAsync(SortSpill.Detector, shop, query)).ShouldBeOfType<Outcome.Found>();
        (await RunAsync(SortSpill.Detector, shop, "SELECT id FROM orders ORDER BY note, number LIMIT 10")).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public async Task An_incremental_sort_and_one_of_parallel_processes_on_disk()
    {
        var shop = await ShopAsync("sorts", "ALTER DATABASE sorts SET work_mem = '64kB'; ALTER DATABASE sorts SET max_parallel_workers_per_gather = 0");
        const string incremental = "SELECT id FROM orders WHERE discount < 900 ORDER BY discount, note, number";
        const string parallel = "SELECT id FROM orders ORDER BY note, number";

        await shop.Database.RunAsync("""
            UPDATE orders SET discount = 5; ANALYZE orders;
            ALTER DATABASE sorts SET enable_seqscan = off; ALTER DATABASE sorts SET enable_bitmapscan = off; ALTER DATABASE sorts SET enable_sort = off
            """);
        var sort = (await PlansAsync(shop, incremental, [])).Statements[0].Samples[0].Root.Descendants().First(node => node.NodeType == "Incremental Sort");
        sort.DiskUsage.ShouldNotBeNull();
        await shop.Database.RunAsync("""
            ALTER DATABASE sorts RESET enable_sort; ALTER DATABASE sorts RESET enable_seqscan; ALTER DATABASE sorts SET max_parallel_workers_per_gather = 2;
            ALTER DATABASE sorts SET parallel_setup_cost = 0; ALTER DATABASE sorts SET parallel_tuple_cost = 0;
            ALTER DATABASE sorts SET min_parallel_table_scan_size = 0; ALTER DATABASE sorts SET parallel_leader_participation = off
            """);
        (await FoundAsync(SortSpill.Detector, shop, parallel)).Facts[0].Value.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("join", "SELECT count(*) FROM orders o JOIN users u ON u.id = o.user_id AND u.name <> o.note")]
    [InlineData("groups", "SELECT number, count(*) FROM orders GROUP BY number")]
    public async Task A_hash_table_on_disk_and_its_work_mem(string name, string query)
    {
        string[] settings =
        [
            "work_mem = '64kB'", "max_parallel_workers_per_gather = 0", "enable_sort = off", "enable_nestloop = off", "enable_mergejoin = off",
            "enable_indexscan = off", "enable_indexonlyscan = off",
        ];
        var shop = await ShopAsync($"hash_{name}", string.Join("; ", settings.Select(setting => $"ALTER DATABASE hash_{name} SET {setting}")));

        var finding = await FoundAsync(HashSpill.Detector, shop, query);
        await shop.Database.RunAsync(finding.Remedies[0].Up);

        (await RunAsync(HashSpill.Detector, shop, query)).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public async Task A_common_table_expression_on_disk()
    {
        var shop = await ShopAsync("spills", "ALTER DATABASE spills SET work_mem = '64kB'");
        const string query = "WITH recent AS MATERIALIZED (SELECT id, note FROM orders) SELECT (SELECT count(*) FROM recent), (SELECT max(id) FROM recent)";
        await using var connection = await EvidenceConnection.OpenAsync(shop.Database.Admin, Cancellation);
        var before = await StatementSnapshot.ReadAsync(connection, Cancellation);
        await shop.Database.RunAsync(query, shop.Role);
        var statements = LoadOf(StatementSnapshot.Between(before, await StatementSnapshot.ReadAsync(connection, Cancellation)));

        var id = statements.Statements.Single(s => s.Query.Contains("recent", StringComparison.Ordinal)).StatementId;
        var plans = (await PlansAsync(shop, query, [])) is var made ? made with { Statements = [made.Statements[0] with { StatementId = id }] } : null;
        var finding = StatementSpill.Detector.Run(Set(plans, await CatalogueAsync(shop), statements)).ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem();

        finding.Explanation.ShouldContain("CTE Scan");
    }

    [Fact]
    public async Task Columns_that_depend_on_each_other_and_their_statistics()
    {
        var shop = await ShopAsync("misestimate", """
            CREATE TABLE places (id bigint PRIMARY KEY, owner bigint, city int, zip int);
            INSERT INTO places SELECT g, g * 7919 % 20000 + 1, g % 30, g % 30 FROM generate_series(1, 60000) g; ANALYZE places
            """);
        const string query = "SELECT count(*) FROM places p JOIN users u ON u.id = p.owner WHERE p.city = $1 AND p.zip = $2";

        var finding = await FoundAsync(RowMisestimate.Detector, shop, query, "7", "7");
        await shop.Database.RunAsync(finding.Remedies[0].Up);

        finding.Fingerprint.ShouldBe("row-misestimate:places(city,zip)");
        (await RunAsync(RowMisestimate.Detector, shop, query, "7", "7")).ShouldBeOfType<Outcome.Clean>();
        await shop.Database.RunAsync(finding.Remedies[0].Down!);
        await shop.Database.RunAsync("ANALYZE places");
        (await RunAsync(RowMisestimate.Detector, shop, "SELECT * FROM places WHERE city = $1 AND zip = $2 LIMIT 1500", "7", "7")).ShouldBeOfType<Outcome.Clean>();
    }

    [Theory]
    [InlineData("SELECT id FROM orders ORDER BY created_at DESC LIMIT 20 OFFSET $1", "50000", true)]
    [InlineData("SELECT id FROM orders ORDER BY number, id LIMIT 20 OFFSET $1", "50000", true)]
    [InlineData("SELECT id FROM orders ORDER BY created_at DESC LIMIT 20 OFFSET $1", "0", false)]
    [InlineData("SELECT id FROM orders WHERE created_at < $1::timestamptz ORDER BY created_at DESC LIMIT 20", "2026-01-03", false)]
    public async Task A_page_that_is_reached_by_counting(string query, string value, bool found) =>
        (await RunAsync(OffsetPagination.Detector, await ShopAsync(), query, value)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData("SELECT id FROM orders ORDER BY random() LIMIT 5", true)]
    [InlineData("SELECT id FROM orders ORDER BY gen_random_uuid() LIMIT 5", true)]
    [InlineData("SELECT id FROM orders WHERE user_id = 7 ORDER BY random() LIMIT 5", false)]
    [InlineData("SELECT id FROM orders ORDER BY status, random() LIMIT 5", false)]
    [InlineData("SELECT id FROM orders WHERE id >= 777 ORDER BY id LIMIT 5", false)]
    public async Task An_order_at_random(string query, bool found) =>
        (await RunAsync(RandomOrder.Detector, await ShopAsync(), query)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData("SELECT * FROM articles ORDER BY id LIMIT 20", true)]
    [InlineData("SELECT a.*, u.name FROM articles a JOIN users u ON u.id = a.author ORDER BY a.id LIMIT 20", true)]
    [InlineData("SELECT id, author, title FROM articles ORDER BY id LIMIT 20", false)]
    [InlineData("SELECT * FROM articles WHERE id = 7", false)]
    [InlineData("SELECT * FROM orders ORDER BY id LIMIT 20", false)]
    public async Task All_columns_of_a_wide_table(string query, bool found) =>
        (await RunAsync(WideProjection.Detector, await ShopAsync(), query)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData("SELECT * FROM orders WHERE id = $1::numeric", "id = $1::bigint")]
    [InlineData("SELECT * FROM orders WHERE id::text = $1", "id = $1::bigint")]
    [InlineData("SELECT * FROM orders WHERE id = ANY ($1::numeric[])", "id = ANY ($1::bigint[])")]
    [InlineData("SELECT * FROM orders WHERE user_id = $1::float8", "user_id = $1::bigint")]
    public async Task A_column_that_is_converted(string query, string cured)
    {
        var shop = await ShopAsync();
        var value = query.Contains("ANY", StringComparison.Ordinal) ? "{7,8}" : "7";

        (await FoundAsync(CastOnColumn.Detector, shop, query, value)).Remedies[0].Up.ShouldEndWith($"orders.{cured}");
        (await RunAsync(CastOnColumn.Detector, shop, $"SELECT * FROM orders WHERE {cured}", value)).ShouldBeOfType<Outcome.Clean>();
        (await CountAsync(shop, cured, value)).ShouldBe(await CountAsync(shop, query[(query.IndexOf("WHERE", StringComparison.Ordinal) + 6)..], value));
    }

    [Theory]
    [InlineData("SELECT * FROM users WHERE email = $1::text", "u7@example.com")]
    [InlineData("SELECT * FROM users WHERE email = $1::text || 'x'", "u7@example.com")]
    [InlineData("SELECT * FROM orders WHERE note::varchar = $1", "y")]
    public async Task A_conversion_that_keeps_the_value_is_none(string query, string value) =>
        (await RunAsync(CastOnColumn.Detector, await ShopAsync(), query, value)).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData("date(created_at) = $1", "2026-01-05")]
    [InlineData("created_at::date = $1", "2026-01-05")]
    [InlineData("created_at::date > $1", "2026-02-10")]
    [InlineData("created_at::date <= $1", "2026-01-01")]
    [InlineData("(created_at AT TIME ZONE 'Asia/Tokyo')::date = $1", "2026-01-05")]
    [InlineData("date_trunc($2, created_at) = $1", "2026-01-05 00:00:00+00", "day")]
    [InlineData("extract(year from created_at) > $1", "2026")]
    [InlineData("extract(year from created_at) = $1", "2025")]
    [InlineData("coalesce(discount, 7) = $1", "8")]
    [InlineData("coalesce(discount, $2) = $1", "12", "-1")]
    [InlineData("coalesce(number, 'none') = $1", "n77")]
    [InlineData("id + 5 = $1", "77")]
    [InlineData("id - $2 < $1", "7", "3")]
    [InlineData("60000 - id < $1", "5")]
    [InlineData("created_at + interval '1 day' < $1", "2026-01-03 00:00:00+00")]
    [InlineData("$1 > id + 5", "77")]
    public async Task A_function_of_a_column_and_the_range_that_means_the_same(string condition, params string[] values)
    {
        var shop = await ShopAsync();

        var finding = await FoundAsync(FunctionOnColumn.Detector, shop, $"SELECT * FROM orders WHERE {condition}", values);
        var rewritten = finding.Remedies[0].Up["Compare the column itself: ".Length..];
        var shown = condition.Contains("Tokyo", StringComparison.Ordinal) ? rewritten.Replace("$0", "'Asia/Tokyo'", StringComparison.Ordinal)
            : condition.Contains("discount, 7", StringComparison.Ordinal) ? rewritten.Replace("$0", "7", StringComparison.Ordinal)
            : condition.Contains("interval", StringComparison.Ordinal) ? rewritten.Replace("$0", "'1 day'", StringComparison.Ordinal)
            : condition.Contains("60000", StringComparison.Ordinal) ? rewritten.Replace("$0", "60000", StringComparison.Ordinal)
            : rewritten.Replace("$0", "5", StringComparison.Ordinal);

        (await CountAsync(shop, shown, values)).ShouldBe(await CountAsync(shop, condition, values), rewritten);
        (await RunAsync(FunctionOnColumn.Detector, shop, $"SELECT * FROM orders WHERE {shown}", values)).ShouldBeOfType<Outcome.Clean>();
    }

    [Theory]
    [InlineData("lower(number) = $1", "n77")]
    [InlineData("extract(month from created_at) = $1", "3")]
    [InlineData("date(created_at) > $1", "2026-01-05")]
    [InlineData("created_at >= $1", "2026-02-10")]
    [InlineData("coalesce(note, '') = $1", "y")]
    public async Task A_function_that_is_no_range_or_no_fault(string condition, string value) =>
        (await RunAsync(FunctionOnColumn.Detector, await ShopAsync(), $"SELECT * FROM orders WHERE {condition}", value)).ShouldBeOfType<Outcome.Clean>();

    [Theory]
    [InlineData("SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id WHERE o.number = $1 OR u.name = $2", true)]
    [InlineData("SELECT o.id FROM orders o LEFT JOIN users u ON u.id = o.user_id WHERE o.number = $1 OR u.name = $2", true)]
    [InlineData("SELECT o.id FROM orders o WHERE o.number = $1 OR o.user_id IN (SELECT id FROM users WHERE name = $2)", true)]
    [InlineData("SELECT o.id FROM orders o WHERE o.number = $1 UNION SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id WHERE u.name = $2", false)]
    [InlineData("SELECT o.id FROM orders o WHERE o.number = $1 OR o.note = $2", false)]
    [InlineData("SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id WHERE ($1::text IS NULL OR o.number = $1) AND ($2::text IS NULL OR u.name = $2)", false)]
    public async Task An_or_over_two_tables(string query, bool found) =>
        (await RunAsync(UnindexableOr.Detector, await ShopAsync(), query, "n77", "name7")).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData("SELECT count(*) FROM users WHERE id NOT IN (SELECT user_id FROM orders WHERE id > $1)", "100", true)]
    [InlineData("SELECT count(*) FROM users WHERE id <> ALL (SELECT user_id FROM orders WHERE id > $1)", "59900", true)]
    [InlineData("SELECT count(*) FROM users u WHERE NOT EXISTS (SELECT FROM orders o WHERE o.user_id = u.id AND o.id > $1)", "100", false)]
    [InlineData("SELECT count(*) FROM users WHERE id NOT IN (SELECT user_id FROM orders WHERE id > $1)", "59990", false)]
    [InlineData("SELECT count(*) FROM users WHERE id NOT IN (1, 2, $1)", "3", false)]
    public async Task A_key_that_must_not_be_in_another_result(string query, string value, bool found) =>
        (await RunAsync(NotInSubquery.Detector, await ShopAsync(), query, value)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData("SELECT id, (SELECT count(*) FROM orders o WHERE o.user_id = u.id) FROM users u WHERE id <= $1", "5000", true)]
    [InlineData("SELECT id, (SELECT count(*) FROM orders o WHERE o.user_id = u.id) FROM users u WHERE id <= $1", "900", false)]
    [InlineData("SELECT u.id, coalesce(s.n, 0) FROM users u LEFT JOIN (SELECT user_id, count(*) AS n FROM orders GROUP BY user_id) s ON s.user_id = u.id WHERE u.id <= $1", "5000", false)]
    [InlineData("SELECT id, (SELECT max(id) FROM orders) FROM users u WHERE id <= $1", "5000", false)]
    public async Task A_subquery_for_each_row(string query, string value, bool found) =>
        (await RunAsync(SubplanLoop.Detector, await ShopAsync(), query, value)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Theory]
    [InlineData("number LIKE $1", "%9777", "reverse(number)")]
    [InlineData("number ILIKE $1", "%9777%", null)]
    [InlineData("number LIKE '%' || $1 || '%'", "9777", null)]
    public async Task A_search_inside_texts_without_trigrams(string condition, string value, string? reversed)
    {
        var shop = await ShopAsync();
        var query = $"SELECT * FROM orders WHERE {condition}";
        var catalogue = await CatalogueAsync(shop);
        var plans = await PlansAsync(shop, query, [value]);

        var finding = LeadingWildcard.Detector.Run(Set(plans, catalogue with { Extensions = [.. catalogue.Extensions.Where(e => e.Name != "pg_trgm")] }, Load(query)))
            .ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem();
        finding.Fingerprint.ShouldBe("leading-wildcard:orders(number)");
        finding.Remedies.Any(remedy => remedy.Up.Contains("reverse(number)", StringComparison.Ordinal)).ShouldBe(reversed is not null);
        LeadingWildcard.Detector.Run(Set(plans, catalogue, Load(query))).ShouldBeOfType<Outcome.NotApplicable>();
    }

    [Fact]
    public async Task A_search_by_the_beginning_is_none()
    {
        var shop = await ShopAsync();
        var catalogue = await CatalogueAsync(shop);
        var plans = await PlansAsync(shop, "SELECT * FROM orders WHERE number LIKE $1", ["n9777%"]);

        plans.Statements[0].Samples[0].Root.Filter.ShouldBe("(orders.number ~~ ($1 || '%')::text)");
        LeadingWildcard.Detector.Run(Set(plans, catalogue with { Extensions = [new ExtensionFacts("plpgsql", "1.0", "pg_catalog")] }, null)).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public async Task A_bitmap_without_room_for_its_rows()
    {
        var shop = await ShopAsync("lossy", """
            CREATE TABLE log (id bigint, kind int, text text);
            INSERT INTO log SELECT g, (random() * 1000)::int, repeat('y', 150) FROM generate_series(1, 150000) g; CREATE INDEX ON log (kind); VACUUM ANALYZE log;
            ALTER DATABASE lossy SET work_mem = '64kB'; ALTER DATABASE lossy SET enable_seqscan = off;
            ALTER DATABASE lossy SET max_parallel_workers_per_gather = 0; ALTER DATABASE lossy SET enable_indexscan = off
            """);
        const string query = "SELECT * FROM log WHERE kind BETWEEN $1 AND $2";

        var finding = await FoundAsync(LossyBitmap.Detector, shop, query, "10", "20");
        await shop.Database.RunAsync(finding.Remedies[0].Up);

        (await RunAsync(LossyBitmap.Detector, shop, query, "10", "20")).ShouldBeOfType<Outcome.Clean>();
    }

    [Fact]
    public async Task An_index_only_scan_that_looks_into_the_table()
    {
        var shop = await ShopAsync("fetches", """
            CREATE TABLE events (id bigint, kind int, body text) WITH (autovacuum_enabled = off);
            INSERT INTO events SELECT g, g % 10, 'x' FROM generate_series(1, 50000) g; CREATE INDEX ON events (id, kind);
            ANALYZE events; ALTER DATABASE fetches SET enable_seqscan = off; ALTER DATABASE fetches SET enable_bitmapscan = off
            """);
        const string query = "SELECT sum(kind) FROM events WHERE id < $1";

        var finding = await FoundAsync(IndexOnlyScanHeapFetches.Detector, shop, query, "20000");
        await shop.Database.RunAsync(finding.Remedies[0].Up);

        (await RunAsync(IndexOnlyScanHeapFetches.Detector, shop, query, "20000")).ShouldBeOfType<Outcome.Clean>();
    }

    [Theory]
    [InlineData("SELECT count(*) FROM visits WHERE customer_id = $1", "7", true)]
    [InlineData("SELECT * FROM visits WHERE customer_id = $1 AND date_trunc('month', day) = '2026-01-01'", "7", true)]
    [InlineData("SELECT * FROM visits WHERE customer_id = $1 AND day = '2026-01-08'", "7", false)]
    [InlineData("SELECT * FROM visits WHERE customer_id = $1 AND day > '2025-01-08'", "7", false)]
    [InlineData("SELECT count(*) FROM visits WHERE customer_id <> $1", "7", false)]
    public async Task Partitions_that_nothing_chooses_from(string query, string value, bool found) =>
        (await RunAsync(UnusedPartitionPruning.Detector, await ShopAsync(), query, value)).ShouldBeOfType(found ? typeof(Outcome.Found) : typeof(Outcome.Clean));

    [Fact]
    public async Task Results_without_a_limit_as_the_server_counts_them()
    {
        var shop = await ShopAsync();
        await using var connection = await EvidenceConnection.OpenAsync(shop.Database.Admin, Cancellation);
        var before = await StatementSnapshot.ReadAsync(connection, Cancellation);
        for (var call = 0; call < 10; call++)
        {
            await shop.Database.RunAsync("SELECT id, number FROM orders WHERE status = 'open'", shop.Role);
            await shop.Database.RunAsync("SELECT id, number FROM orders WHERE status = 'open' LIMIT 1100; SELECT number, count(*) FROM orders GROUP BY number", shop.Role);
        }

        var statements = LoadOf(StatementSnapshot.Between(before, await StatementSnapshot.ReadAsync(connection, Cancellation)));
        UnlimitedResult.Detector.Run(Set(null, await CatalogueAsync(shop), statements))
            .ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem().Subject.Query!.ShouldNotContain("LIMIT");
    }

    private static Window Throughout => new(DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(30));

    private sealed record Shop(Database Database, string Role);

    private static readonly SemaphoreSlim Building = new(1);

    private static Shop? shared;

    // One database for all that only read.
    private async Task<Shop> ShopAsync()
    {
        await Building.WaitAsync(Cancellation);
        try
        {
            return shared ??= await ShopAsync("shop", """
                CREATE TABLE articles (id bigint PRIMARY KEY, author bigint, title text, body text);
                INSERT INTO articles SELECT g, g % 100 + 1, 't' || g, (SELECT string_agg(md5((g * 100 + i)::text), '') FROM generate_series(1, 30) i) FROM generate_series(1, 3000) g;
                CREATE TABLE visits (id bigint, customer_id bigint, day date NOT NULL) PARTITION BY RANGE (day);
                DO $$ BEGIN FOR i IN 0..24 LOOP EXECUTE format('CREATE TABLE visits_%s PARTITION OF visits FOR VALUES FROM (%L) TO (%L)', i, date '2026-01-01' + i, date '2026-01-02' + i); END LOOP; END $$;
                INSERT INTO visits SELECT g, g % 1000, date '2026-01-01' + (g % 25) FROM generate_series(1, 50000) g; CREATE INDEX ON visits (customer_id)
                """);
        }
        finally
        {
            Building.Release();
        }
    }

    private async Task<Shop> ShopAsync(string name, string script)
    {
        var database = await server.DatabaseAsync(name, $"CREATE ROLE {name}_app LOGIN PASSWORD 'x'; GRANT pg_read_all_data TO {name}_app; GRANT pg_read_all_stats TO {name}_app");
        foreach (var statement in Orders.Split(";\n").Append(script).SelectMany(part => part.Contains("$$", StringComparison.Ordinal) ? [part] : part.Split([";\n", "; "], StringSplitOptions.TrimEntries)))
        {
            await database.RunAsync(statement);
        }

        await database.RunAsync("VACUUM ANALYZE orders");
        await database.RunAsync("ANALYZE");
        return new Shop(database, $"{name}_app");
    }

    private static async Task<Finding> FoundAsync(Detector detector, Shop shop, string query, params string[] values) =>
        (await RunAsync(detector, shop, query, values)).ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem();

    private static async Task<Outcome> RunAsync(Detector detector, Shop shop, string query, params string[] values)
    {
        var plans = await PlansAsync(shop, query, values);
        plans.Statements[0].Missing.ShouldBeNull();
        plans.Statements[0].Samples[0].Executed.ShouldBeTrue();
        return detector.Run(Set(plans, await CatalogueAsync(shop), Load(query, shop.Role)));
    }

    private static Task<DatabaseCatalogue> CatalogueAsync(Shop shop) => CatalogueCollector.CollectAsync(shop.Database.Admin, TimeProvider.System, Cancellation);

    private static Task<StatementPlans> PlansAsync(Shop shop, string query, string[] values)
    {
        var parameters = new StatementParameters
        {
            Window = Throughout,
            Provenance = "test",
            Statements = [new ParameterSets(StatementText.IdOf(query), query, ParameterSource.Log, [values])],
        };
        return PlanCollector.CollectAsync(shop.Database.As(shop.Role), Load(query).Statements, parameters, null, TimeProvider.System, Cancellation);
    }

    private static StatementStatistics Load(string query, string role = "app") => LoadOf(
    [
        new StatementMetrics
        {
            StatementId = StatementText.IdOf(query),
            Query = query,
            Roles = [role],
            Calls = 100,
            ExecutionTime = TimeSpan.FromSeconds(10),
            Rows = query.Contains("WHERE id = 7", StringComparison.Ordinal) ? 100 : 2000,
            Buffers = 1000,
            BuffersRead = 0,
            TempBlocksWritten = 0,
        },
    ]);

    private static StatementStatistics LoadOf(IReadOnlyList<StatementMetrics> statements) => new() { Window = Throughout, Provenance = "test", Statements = statements };

    private static EvidenceSet Set(StatementPlans? plans, DatabaseCatalogue catalogue, StatementStatistics? statements) => new(
        new (string Kind, IEvidence? Evidence)[] { (StatementPlans.Kind, plans), (DatabaseCatalogue.Kind, catalogue), (StatementStatistics.Kind, statements) }
            .Where(e => e.Evidence is not null).ToDictionary(e => e.Kind, Collected (e) => new Collected.Present(e.Evidence!)));

    private static async Task<long> CountAsync(Shop shop, string condition, params string[] values)
    {
        await using var connection = await Database.OpenAsync(shop.Database.As(shop.Role));
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM orders WHERE {condition}", connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = value });
        }

        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
