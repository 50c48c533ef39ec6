using System.Text;
using Headroom.Load;
using Headroom.Load.Engine;
using Headroom.Load.Protocols;
using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Tests.Unit.Load.Protocols;

/// <summary>Connections of one event loop to one target, driven by a test.</summary>
internal sealed class ConnectionBench : IDisposable
{
    public static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan Brief = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop = new(new RunClock(TimeProvider.System));
    private readonly LoadPlan _load;
    private readonly Target _target;
    private readonly Connections _connections;
    private readonly Dictionary<int, Connection> _open = [];

    public ConnectionBench(
        Uri url,
        HttpProtocol protocol = HttpProtocol.Http2,
        bool verifyCertificate = true,
        IReadOnlyDictionary<string, string>? headers = null)
    {
        _load = new LoadPlan { Name = "", Scenarios = [], Protocol = protocol, VerifyCertificate = verifyCertificate };
        _load = headers is null ? _load : _load with { Headers = headers };
        _target = Target.ResolveAsync(url, _load, CancellationToken.None).GetAwaiter().GetResult();
        _connections = new Connections(_loop, _target, seed: 1);
    }

    public long Opened => _open.Values.Sum(static connection => connection.Opened);

    /// <summary>Sends over the connection of a number, which is made when it is first used.</summary>
    public async Task<Outcome> SendAsync(RequestTemplate template, TimeSpan? timeout = null, int connection = 0, bool keepBody = true)
    {
        Outcome? outcome = null;
        await _loop.RunAsync(async () =>
        {
            if (!_open.TryGetValue(connection, out var way))
            {
                _open[connection] = way = _connections.Create(template.Exchange);
            }

            var bindings = new Bindings(_load);
            var request = PreparedRequest.Of(template, _load, bindings, _target.Address);
            await way.SendAsync(request, new Values(bindings), keepBody, RunClock.Ns(timeout ?? Patient));
            outcome = Outcome.Of(way);
        }).WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System);
        return outcome!;
    }

    /// <summary>Ends what is under way.</summary>
    public Task CutAsync(int connection = 0) => _loop.RunAsync(() =>
    {
        _open[connection].End(ErrorKind.Unfinished);
        return Task.CompletedTask;
    });

    public void Dispose()
    {
        _loop.RunAsync(() =>
        {
            foreach (var connection in _open.Values)
            {
                connection.Close();
            }

            _connections.Dispose();
            return Task.CompletedTask;
        }).Wait();
        _loop.Dispose();
    }

    /// <summary>What came of an exchange.</summary>
    internal sealed record Outcome(ErrorKind Error, int? Status, string Body, IReadOnlyDictionary<string, string> Headers)
    {
        public required long BodyBytes { get; init; }

        public required long SentBytes { get; init; }

        public required TimeSpan Service { get; init; }

        public required TimeSpan Busy { get; init; }

        public static Outcome Of(Connection connection)
        {
            var response = connection.Error == ErrorKind.None ? connection.Response : null;
            return new Outcome(
                connection.Error,
                response?.Status,
                response is null ? "" : Encoding.UTF8.GetString(response.Body),
                response?.Headers().DistinctBy(static h => h.Key).ToDictionary(StringComparer.OrdinalIgnoreCase) ?? [])
            {
                BodyBytes = connection.BodyBytes,
                SentBytes = connection.SentBytes,
                Service = RunClock.Span(connection.EndedNs - connection.BeganNs),
                Busy = RunClock.Span(connection.FreeNs - connection.BeganNs),
            };
        }
    }
}
