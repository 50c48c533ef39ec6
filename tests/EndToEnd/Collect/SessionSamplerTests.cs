using System.Runtime.Versioning;
using Headroom.Analyze.Derive;
using Headroom.Analyze.Detectors.Database;
using Headroom.Collect.Postgres;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Collect;

/// <summary>Real sessions that wait, and that leave their transactions open.</summary>
[SupportedOSPlatform("linux")]
public sealed class SessionSamplerTests(Server server) : IClassFixture<Server>
{
    private const string Update = "UPDATE orders SET paid = paid + 1 WHERE id = $1";

    private const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

    /// <summary>Two seconds of looks, a count.</summary>
    private const int OfTwoSeconds = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sees_a_transaction_that_is_left_open()
    {
        var database = await ShopAsync("open_transactions");

        var samples = await SampledAsync(database.Admin, async sampler =>
        {
            await using var idle = await Database.OpenAsync(database.As("app_open_transactions"));
            await using var transaction = await idle.BeginTransactionAsync(Cancellation);
            await UpdateAsync(idle, 1);
            await LooksAsync(sampler, SessionLooks.Fewest);
            await transaction.CommitAsync(Cancellation);
        });

        var left = samples.IdleTransactions.ShouldHaveSingleItem();
        left.Role.ShouldBe("app_open_transactions");
        left.LongestIdle.ShouldBeGreaterThan(TimeSpan.FromSeconds(2));
        left.LastStatements.ShouldHaveSingleItem().StatementId.ShouldBe(StatementText.IdOf(Update));
        samples.Missing.ShouldBeNull();
        samples.Connections.Limit.ShouldBe(300);
        samples.OwnTime.ShouldBeLessThan(samples.Window.Duration);
        Found(IdleInTransaction.Detector.Run(Set(samples))).Subject.Role.ShouldBe("app_open_transactions");
    }

    [Fact]
    public async Task Sees_who_blocks_whom()
    {
        var database = await ShopAsync("row_waits");

        var samples = await SampledAsync(database.Admin, async sampler =>
        {
            await using var holder = await Database.OpenAsync(database.As("app_row_waits"));
            await using var transaction = await holder.BeginTransactionAsync(Cancellation);
            await UpdateAsync(holder, 1);
            await using var second = await Database.OpenAsync(database.As("app_row_waits"));
            await using var third = await Database.OpenAsync(database.As("app_row_waits"));
            var waiting = Task.WhenAll(UpdateAsync(second, 1), UpdateAsync(third, 1));
            await Eventually.HoldsAsync(async () => await database.ScalarAsync(Waiting) == "2", "both wait for the row");
            await LooksAsync(sampler, OfTwoSeconds);
            await transaction.CommitAsync(Cancellation);
            await waiting;
        });

        var wait = samples.LockWaits.MaxBy(wait => wait.Waiter.Sessions).ShouldNotBeNull();
        wait.Relation.ShouldBe("orders");
        wait.BlockerState.ShouldBe("idle in transaction");
        wait.BlockerRole.ShouldBe("app_row_waits");
        wait.Waiter.StatementId.ShouldBe(StatementText.IdOf(Update));
        wait.Blocker.StatementId.ShouldBe(StatementText.IdOf(Update));
        samples.WaitingSessions.ShouldBeGreaterThan(samples.LockWaits.Count);
        samples.LockWaits.Max(one => one.Longest).ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
        Found(LockWait.Detector.Run(Set(samples))).Fingerprint.ShouldBe("lock-wait:orders");
    }

    [Fact]
    public async Task Tells_a_blocker_between_two_slow_statements_from_one_that_stays_idle()
    {
        var database = await ShopAsync("brief_pauses");

        var samples = await SampledAsync(database.Admin, async sampler =>
        {
            await using var holder = await Database.OpenAsync(database.As("app_brief_pauses"));
            await using var transaction = await holder.BeginTransactionAsync(Cancellation);
            await UpdateAsync(holder, 1);
            await using var second = await Database.OpenAsync(database.As("app_brief_pauses"));
            var waiting = UpdateAsync(second, 1);
            await Eventually.HoldsAsync(async () => await database.ScalarAsync(Waiting) == "1", "it waits for the row");
            await using (var slow = new NpgsqlCommand("SELECT pg_sleep(2)", holder))
            {
                await slow.ExecuteNonQueryAsync(Cancellation);
            }

            await LooksAsync(sampler, 2);
            await UpdateAsync(holder, 1);
            await LooksAsync(sampler, OfTwoSeconds / 2);
            await transaction.CommitAsync(Cancellation);
            await waiting;
        });

        List<BlockedStatement> After(string statement) =>
        [
            .. samples.LockWaits.Where(wait =>
                wait.BlockerState == "idle in transaction" && wait.Blocker.StatementId == StatementText.IdOf(statement)),
        ];

        After("SELECT pg_sleep(2)").ShouldContain(wait => wait.BlockerIsBrieflyIdle);
        After(Update).MaxBy(wait => wait.Waiter.Sessions)!.BlockerIsBrieflyIdle.ShouldBeFalse();
        samples.LockWaits.Where(wait => wait.BlockerState == "active").ShouldAllBe(wait => !wait.BlockerIsBrieflyIdle);
    }

    [Fact]
    public async Task Says_what_a_role_without_rights_cannot_see_and_is_given_it_by_pg_monitor()
    {
        var database = await ShopAsync("hidden_states");
        await database.RunAsync("CREATE ROLE hidden_watcher LOGIN PASSWORD 'x'");
        await using var other = await Database.OpenAsync(database.As("app_hidden_states"));
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await UpdateAsync(other, 1);

        var blind = await SampledAsync(database.As("hidden_watcher"), sampler => LooksAsync(sampler, 1));
        await database.RunAsync("GRANT pg_monitor TO hidden_watcher");
        var seeing = await SampledAsync(database.As("hidden_watcher"), sampler => LooksAsync(sampler, 1));

        blind.Missing.ShouldNotBeNull().ShouldContain("GRANT pg_monitor");
        blind.Connections.Peak.ShouldBeGreaterThanOrEqualTo(1);
        IdleInTransaction.Detector.Run(Set(blind)).ShouldBeOfType<Outcome.NotRun>();
        seeing.Missing.ShouldBeNull();
        seeing.IdleTransactions.ShouldHaveSingleItem().Role.ShouldBe("app_hidden_states");
    }

    [Fact]
    public async Task A_replication_slot_without_a_horizon_keeps_no_rows()
    {
        var database = await ShopAsync("holders");
        await database.RunAsync("SELECT pg_create_physical_replication_slot('forgotten', true)");

        var samples = await SampledAsync(database.Admin, sampler => LooksAsync(sampler, 2));

        samples.Holders.ShouldBeEmpty();
        samples.Samples.ShouldBeGreaterThan(1);
        await database.RunAsync("SELECT pg_drop_replication_slot('forgotten')");
    }

    private async Task<Database> ShopAsync(string name) => await server.DatabaseAsync(
        name, $"CREATE TABLE orders (id int PRIMARY KEY, paid int); INSERT INTO orders VALUES (1, 0); CREATE ROLE app_{name} LOGIN PASSWORD 'x'; GRANT ALL ON orders TO app_{name}");

    private static async Task<SessionSamples> SampledAsync(string connectionString, Func<SessionSampler, Task> work)
    {
        await using var sampler = await SessionSampler.StartAsync(connectionString, TimeProvider.System, Cancellation);
        await work(sampler);
        var samples = await sampler.StopAsync(Cancellation);
        sampler.Looks.ShouldBe(samples.Samples);
        return samples;
    }

    // So many looks more, however long they take.
    private static Task LooksAsync(SessionSampler sampler, int more)
    {
        var enough = sampler.Looks + more;
        return Eventually.HoldsAsync(() => sampler.Looks >= enough, $"{more} more looks at the sessions");
    }

    private static async Task UpdateAsync(NpgsqlConnection connection, int id)
    {
        await using var command = new NpgsqlCommand(Update, connection) { Parameters = { new() { Value = id } } };
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static EvidenceSet Set(SessionSamples samples) => new(new Dictionary<string, Collected> { [SessionSamples.Kind] = new Collected.Present(samples) });

    private static Finding Found(Outcome outcome) => outcome.ShouldBeOfType<Outcome.Found>().Findings.ShouldHaveSingleItem();
}
