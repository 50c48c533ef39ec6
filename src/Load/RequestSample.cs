namespace Headroom.Load;

/// <summary>One request as it was measured; instants are nanoseconds since the start of the run.</summary>
public readonly record struct RequestSample
{
    /// <summary>The endpoint, by its place in <see cref="SampleHeader.Endpoints"/>.</summary>
    public required int Endpoint { get; init; }

    /// <summary>The iteration's number in its scenario, from 0.</summary>
    public required long Iteration { get; init; }

    /// <summary>The virtual user's number, from 0.</summary>
    public required int Vu { get; init; }

    /// <summary>When it was meant to start.</summary>
    public required long IntendedNs { get; init; }

    /// <summary>When the send began.</summary>
    public required long BeganNs { get; init; }

    /// <summary>The last byte, or the error.</summary>
    public required long EndedNs { get; init; }

    /// <summary>The status, or 0 when no whole response arrived.</summary>
    public required int Status { get; init; }

    /// <summary>The kind of transport error.</summary>
    public required ErrorKind Error { get; init; }

    /// <summary>Whether it counts as failed.</summary>
    public required bool Failed { get; init; }

    /// <summary>Body bytes received.</summary>
    public required long Received { get; init; }

    /// <summary>Whether it was meant for the warm-up.</summary>
    public required bool WarmUp { get; init; }
}

/// <summary>What all samples of a run share.</summary>
/// <param name="StartedAt">Wall-clock time of the start of the run.</param>
/// <param name="Endpoints">The endpoints' names.</param>
/// <param name="Tags">The static labels of each endpoint's requests, by endpoint.</param>
public sealed record SampleHeader(
    DateTimeOffset StartedAt, IReadOnlyList<string> Endpoints, IReadOnlyList<IReadOnlyDictionary<string, string>> Tags);

/// <summary>Takes every request of a run, on a thread of its own: one that is slow holds back nothing but itself.</summary>
public interface ISampleSink
{
    /// <summary>Begins a run.</summary>
    void Begin(SampleHeader header);

    /// <summary>Takes a batch, in the order in which a thread's requests ended.</summary>
    void Write(ReadOnlySpan<RequestSample> samples);
}
