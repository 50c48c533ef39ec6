using System.Runtime.CompilerServices;
using Headroom.Load.Engine;
using Headroom.Load.Requests;
using Headroom.Load.Responses;

namespace Headroom.Load.Protocols;

/// <summary>One virtual user's way to the target in one protocol: an exchange at a time, on the event loop's thread.</summary>
/// <remarks>What the target does is an outcome, never an exception. A request is sent at most once.</remarks>
internal abstract class Connection(EventLoop loop)
{
    private Action? _continuation;

    /// <summary>The exchange with the next sooner deadline.</summary>
    public Connection? Previous { get; set; }

    /// <summary>The exchange with the next later deadline.</summary>
    public Connection? Next { get; set; }

    /// <summary>When the exchange must have ended, nanoseconds since the start of the run.</summary>
    public long DeadlineNs { get; private set; }

    /// <summary>Whether an exchange is under way.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>Why the last exchange failed.</summary>
    public ErrorKind Error { get; private set; }

    /// <summary>What came back; it has a meaning when there is no error, until the next exchange.</summary>
    public abstract ResponseView Response { get; }

    /// <summary>Body bytes that came.</summary>
    public abstract long BodyBytes { get; }

    /// <summary>Bytes that were sent for the last exchange, headers included.</summary>
    public long SentBytes { get; protected set; }

    /// <summary>How often it was opened.</summary>
    public virtual long Opened { get; protected set; }

    /// <summary>When the exchange began.</summary>
    public long BeganNs { get; private set; }

    /// <summary>When the request had been handed to the socket, or to a connect.</summary>
    public long HandedNs { get; private set; }

    /// <summary>The last byte, or the error.</summary>
    public long EndedNs { get; private set; }

    /// <summary>The loop.</summary>
    protected EventLoop Loop => loop;

    /// <summary>Sends a request and waits for the whole response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="values">What its placeholders stand for.</param>
    /// <param name="keepBody">Whether the body is read by anybody.</param>
    /// <param name="timeoutNs">How long it may take until the last byte.</param>
    public Sending SendAsync(PreparedRequest request, Values values, bool keepBody, long timeoutNs)
    {
        Error = ErrorKind.None;
        BeganNs = loop.Clock.NowNs;
        DeadlineNs = BeganNs + timeoutNs;
        IsBusy = true;
        loop.Deadlines.Add(this);
        Begin(request, values, keepBody);
        HandedNs = IsBusy ? loop.Clock.NowNs : EndedNs;
        return new Sending(this);
    }

    /// <summary>Ends the exchange under way, if there is one, for a reason of our own.</summary>
    public void End(ErrorKind kind)
    {
        if (IsBusy)
        {
            Close();
            Complete(kind, loop.Clock.NowNs);
        }
    }

    /// <summary>Closes what is open.</summary>
    public abstract void Close();

    /// <summary>Begins an exchange.</summary>
    protected abstract void Begin(PreparedRequest request, Values values, bool keepBody);

    /// <summary>Ends the exchange and resumes who waits for it; nothing may follow the call.</summary>
    protected void Complete(ErrorKind error, long atNs)
    {
        loop.Deadlines.Remove(this);
        (Error, EndedNs, IsBusy) = (error, atNs, false);
        var continuation = _continuation;
        _continuation = null;
        continuation?.Invoke();
    }

    /// <summary>An exchange to await.</summary>
    internal readonly struct Sending(Connection connection) : ICriticalNotifyCompletion
    {
        /// <summary>Whether it ended before anybody waited.</summary>
        public bool IsCompleted => !connection.IsBusy;

        /// <summary>The awaiter.</summary>
        public Sending GetAwaiter() => this;

        /// <summary>Nothing.</summary>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => connection._continuation = continuation;
    }
}
