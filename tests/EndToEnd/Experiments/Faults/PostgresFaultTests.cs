using System.Runtime.Versioning;
using Headroom.Experiments.Clusters;
using Headroom.Experiments.Faults;
using Npgsql;
using Shouldly;
using Xunit;

namespace Headroom.Tests.EndToEnd.Experiments.Faults;

/// <summary>A real server and a real driver.</summary>
[SupportedOSPlatform("linux")]
public sealed class PostgresFaultTests : IAsyncLifetime
{
    private readonly Place _place = new();
    private PrivateCluster? _cluster;
    private FaultProxy? _proxy;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FaultProxy Proxy => _proxy!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await PrivateCluster.StartAsync(await Place.FindPostgresAsync(), _place.Journal, TimeProvider.System, Cancellation);
        _proxy = FaultProxy.Start(new ProxySettings { Name = "postgres", Host = "127.0.0.1", Port = _cluster.Port }, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await _cluster!.DisposeAsync();
        _place.Dispose();
    }

    [Fact]
    public async Task A_pooled_connection_is_told_that_it_was_terminated_and_the_next_one_works()
    {
        await using var database = Source();
        (await OneAsync(database)).ShouldBe(1);

        Proxy.Add(PlacedToxic.On(WireStream.Downstream, new Toxic.PostgresTerminate(PostgresError.AdminShutdown)));
        await ProxyRig.UntilAsync(() => Proxy.Totals().Open == 0, "the idle connection is ended");

        var error = await Record.ExceptionAsync(() => OneAsync(database));
        (error is null or PostgresException { SqlState: "57P01" } or NpgsqlException { IsTransient: true }).ShouldBeTrue($"{error}");
        (await OneAsync(database)).ShouldBe(1);
        Proxy.Connections()[0].End.ShouldBe(WireEnd.Toxic);
    }

    [Fact]
    public async Task A_statement_that_runs_is_answered_with_the_error()
    {
        await using var database = Source();
        await using var connection = await database.OpenConnectionAsync(Cancellation);
        await using var command = new NpgsqlCommand("SELECT pg_sleep(20)", connection);
        var before = Proxy.Totals().BytesUp;
        var running = command.ExecuteNonQueryAsync(Cancellation);
        await ProxyRig.UntilAsync(() => Proxy.Totals().BytesUp > before, "the statement is on its way");

        Proxy.Add(PlacedToxic.On(WireStream.Downstream, new Toxic.PostgresTerminate(PostgresError.AdminShutdown)));

        var error = await Should.ThrowAsync<PostgresException>(() => running);
        (error.SqlState, error.Severity).ShouldBe(("57P01", "FATAL"));
    }

    [Theory]
    [InlineData("53300")]
    [InlineData("57P03")]
    public async Task New_connections_are_refused_at_start_up_and_old_ones_go_on(string code)
    {
        await using var database = Source();
        await using var old = await database.OpenConnectionAsync(Cancellation);
        Proxy.Add(PlacedToxic.On(WireStream.Downstream, new Toxic.PostgresRefuse(PostgresError.TooManyConnections with { Code = code })));

        var error = await Should.ThrowAsync<PostgresException>(async () => await database.OpenConnectionAsync(Cancellation));
        error.SqlState.ShouldBe(code);
        await using var command = new NpgsqlCommand("SELECT 1", old);
        (await command.ExecuteScalarAsync(Cancellation)).ShouldBe(1);

        Proxy.Clear();
        await using var fresh = await database.OpenConnectionAsync(Cancellation);
        Proxy.Totals().TurnedAway.ShouldBeGreaterThan(0, "the driver may try again without encryption");
    }

    [Fact]
    public async Task Statements_sent_one_after_the_other_are_as_many_round_trips()
    {
        await using var database = Source();
        await using var connection = await database.OpenConnectionAsync(Cancellation);
        var before = Proxy.Totals().RoundTrips;
        for (var i = 0; i < 7; i++)
        {
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteScalarAsync(Cancellation);
        }

        (Proxy.Totals().RoundTrips - before).ShouldBe(7);

        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new("SELECT 1"), new("SELECT 2"), new("SELECT 3") } };
        await batch.ExecuteNonQueryAsync(Cancellation);
        (Proxy.Totals().RoundTrips - before).ShouldBe(8);
    }

    private NpgsqlDataSource Source() => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(_cluster!.AdminConnectionString("postgres")) { Port = Proxy.Address.Port }.ConnectionString);

    private static async Task<object?> OneAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT 1");
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
