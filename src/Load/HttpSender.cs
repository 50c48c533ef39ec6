using System.Collections.Concurrent;
using Headroom.Load.Engine;
using Headroom.Load.Protocols;
using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Load;

/// <summary>
/// Sends requests to one service over kept-alive HTTP/1.1 connections, exactly as rendered: the engine's own connections, one request
/// at a time.
/// </summary>
/// <remarks>
/// No proxy, no cookies, no redirects, no decompression, no tracing headers; a User-Agent of "headroom" unless the request names another.
/// Whatever the target does comes back as a <see cref="Reply"/>. A request is sent at most once: when a kept-alive connection turns out
/// to be dead, that is a reset, not a silent second try. Safe for concurrent callers.
/// </remarks>
public sealed class HttpSender : IDisposable
{
    private static readonly LoadPlan s_plain = new() { Name = "", Scenarios = [] };

    private readonly EventLoop _loop;
    private readonly Func<EventLoop, Target, Wire> _wire;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentStack<Connection> _idle = new();
    private readonly Lazy<Task<Target>> _target;
    private readonly Uri _address;

    /// <summary>Prepares a sender; nothing is connected yet.</summary>
    /// <param name="target">The service's address; a path of its own is put before that of each request.</param>
    /// <param name="connections">The most connections at once; further requests wait for one.</param>
    /// <param name="time">The clock of durations and time limits.</param>
    public HttpSender(Uri target, int connections, TimeProvider time)
        : this(target, connections, time, s_plain, Wire.Create)
    {
    }

    internal HttpSender(Uri target, int connections, TimeProvider time, LoadPlan load, Func<EventLoop, Target, Wire> wire)
    {
        (_address, _wire) = (target, wire);
        _free = new SemaphoreSlim(connections);
        _loop = new EventLoop(new RunClock(time));
        _target = new Lazy<Task<Target>>(() =>
            Target.ResolveAsync(
                target, load with { VerifyCertificate = load.VerifyCertificate && VerifyCertificate }, CancellationToken.None));
    }

    /// <summary>Whether a certificate that the machine does not trust is an error; read with the first request.</summary>
    public bool VerifyCertificate { get; init; } = true;

    /// <summary>The service's address.</summary>
    public Uri Address => _address;

    /// <summary>Sends a request and reads the whole response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long it may take until the last byte.</param>
    /// <param name="cancel">Cuts it off: the reply's error is then <see cref="ErrorKind.Unfinished"/>.</param>
    public async Task<Reply> SendAsync(RenderedRequest request, TimeSpan timeout, CancellationToken cancel)
    {
        var target = await _target.Value;
        await _free.WaitAsync(CancellationToken.None);
        var connection = _idle.TryPop(out var idle) ? idle : new Protocols.Http1.Http1Connection(_loop, _wire(_loop, target));
        try
        {
            Reply? reply = null;
            await _loop.RunAsync(async () => reply = await ExchangeAsync(connection, request, timeout, cancel));
            return reply!;
        }
        finally
        {
            _idle.Push(connection);
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loop.RunAsync(() =>
        {
            foreach (var connection in _idle)
            {
                connection.Close();
            }

            return Task.CompletedTask;
        }).Wait();
        _loop.Dispose();
        _free.Dispose();
    }

    private async Task<Reply> ExchangeAsync(Connection connection, RenderedRequest request, TimeSpan timeout, CancellationToken cancel)
    {
        await using var cut = cancel.UnsafeRegister(_ => _loop.Post(_ => connection.End(ErrorKind.Unfinished), null), null);
        var values = new Values(new Bindings(s_plain));
        await connection.SendAsync(PreparedRequest.Of(request, _address), values, keepBody: true, RunClock.Ns(timeout));
        var service = RunClock.Span(connection.EndedNs - connection.BeganNs);
        return connection.Error != ErrorKind.None
            ? new Reply { Error = connection.Error, Service = service }
            : new Reply
            {
                Status = connection.Response.Status,
                Headers = connection.Response.Headers(),
                Body = connection.Response.Body.ToArray(),
                BodyBytes = connection.BodyBytes,
                Service = service,
            };
    }
}
