using Headroom.Collect;
using Headroom.Collect.Postgres;
using Headroom.Load;
using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Npgsql;

namespace Headroom.Experiments.Probes;

/// <summary>Sends requests, few at once, to an otherwise idle service and counts what they make its database do.</summary>
public sealed class ProbeSession : IAsyncDisposable
{
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(1);

    /// <summary>The most requests at once; a probe that sends them one by one uses one connection.</summary>
    private const int MostAtOnce = StampedeProbeRun.Concurrency;

    private readonly HttpSender _sender;
    private readonly NpgsqlConnection _connection;
    private readonly LoadPlan _load;
    private HashSet<string> _background = [];

    private ProbeSession(HttpSender sender, NpgsqlConnection connection, LoadPlan load, RequestRenderer renderer)
    {
        _sender = sender;
        _connection = connection;
        _load = load;
        Renderer = renderer;
    }

    /// <summary>Fills the load's requests.</summary>
    public RequestRenderer Renderer { get; }

    /// <summary>The requests of each endpoint, by name.</summary>
    public IReadOnlyList<IGrouping<string, RequestTemplate>> Endpoints => EndpointsOf(_load);

    /// <summary>The requests of each endpoint of a load, by name.</summary>
    public static IReadOnlyList<IGrouping<string, RequestTemplate>> EndpointsOf(LoadPlan load) =>
    [
        .. load.Requests()
            .Where(request => request.Exchange == Exchange.Http)
            .GroupBy(request => request.Endpoint)
            .OrderBy(same => same.Key, StringComparer.Ordinal),
    ];

    /// <summary>The different requests of a load, those of an endpoint together.</summary>
    public static IEnumerable<RequestTemplate> KindsOf(LoadPlan load) =>
        EndpointsOf(load).SelectMany(endpoint => endpoint).DistinctBy(request => (request.Endpoint, request.Path));

    /// <summary>Whether the load follows redirects, which no probe does.</summary>
    internal bool FollowsRedirects => _load.FollowRedirects;

    /// <summary>What a request lacks when it runs alone, in words that follow what it was answered; empty where it lacks nothing.</summary>
    internal string Lacking(RequestTemplate request) => ProbeRequests.Lacking(_load, request);

    /// <summary>
    /// Connects to the service's database, and fetches what requests take from earlier responses; the teardown of the load is sent when the
    /// session is disposed of.
    /// </summary>
    /// <exception cref="CollectorException">Statement statistics cannot be read, or the setup of the load failed.</exception>
    public static async Task<ProbeSession> OpenAsync(
        ServicePlan service, LoadPlan load, ulong seed, TimeProvider time, CancellationToken cancellation)
    {
        var connection = await EvidenceConnection.OpenAsync(
            service.Postgres ?? throw new CollectorException("the plan names no postgres for the service"), cancellation);
        var sender = new HttpSender(service.Url, connections: MostAtOnce, time) { VerifyCertificate = load.VerifyCertificate };
        var session = new ProbeSession(sender, connection, load, new RequestRenderer(load, seed, time));
        try
        {
            await session.Renderer.PrepareOrThrowAsync(service.Url, cancellation);
            await session.SettleAsync(time, cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a request.</summary>
    /// <exception cref="OperationCanceledException">It was cut off: what came back says nothing of the service.</exception>
    public async Task<Reply> SendAsync(RenderedRequest request, CancellationToken cancellation)
    {
        var reply = await _sender.SendAsync(request, _load.Timeout, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return reply;
    }

    /// <summary>Whether a reply is one to count statements of: a redirect is an answer, too, as it is under load.</summary>
    public static bool Succeeded(Reply reply) => ProbeRequests.IsAccepted(reply);

    /// <summary>What the database did meanwhile.</summary>
    public async Task<IReadOnlyList<StatementMetrics>> CountAsync(Func<Task> work, CancellationToken cancellation)
    {
        var before = await StatementSnapshot.ReadAsync(_connection, cancellation);
        await work();
        var after = await StatementSnapshot.ReadAsync(_connection, cancellation);
        return [.. StatementSnapshot.Between(before, after).Where(statement => !_background.Contains(statement.StatementId))];
    }

    // Waits until the load's last statements are over, then notes what runs without any request: pollers, other services.
    private async Task SettleAsync(TimeProvider time, CancellationToken cancellation)
    {
        const string busy = $"""
            SELECT {EvidenceConnection.Marker} count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            """;
        var started = time.GetTimestamp();
        await using var command = new NpgsqlCommand(busy, _connection);
        while (await command.ExecuteScalarAsync(cancellation) is > 0L && time.GetElapsedTime(started) < LongestSettling)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
        }

        var idle = await CountAsync(() => Task.Delay(IdleInterval, time, cancellation), cancellation);
        _background = [.. idle.Select(statement => statement.StatementId)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Renderer.EndAsync();
        _sender.Dispose();
        await _connection.DisposeAsync();
    }
}
