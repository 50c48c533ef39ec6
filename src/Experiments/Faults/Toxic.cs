namespace Headroom.Experiments.Faults;

/// <summary>
/// One way in which a wire between a service and its dependency is made worse. Names, units and meaning are Toxiproxy's as far as it has
/// them.
/// </summary>
/// <remarks><b>Source:</b> Shopify/toxiproxy, README.md, "Toxics" (2.12); the toxics from <see cref="Hang"/> on are Headroom's
/// own.</remarks>
public abstract record Toxic
{
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    private Toxic() { }

    /// <summary>Delays all data; the order is kept, and the rate is not limited.</summary>
    /// <param name="Delay">Added to each piece, counted from the moment at which it was read.</param>
    /// <param name="Jitter">Each piece is delayed by <paramref name="Delay"/> plus a uniform draw from [-jitter, +jitter); never less
    /// than zero.</param>
    public sealed record Latency(TimeSpan Delay, TimeSpan Jitter) : Toxic;

    /// <summary>Limits the rate.</summary>
    /// <param name="KilobytesPerSecond">In units of 1,000 bytes a second; 0: nothing passes.</param>
    public sealed record Bandwidth(long KilobytesPerSecond) : Toxic;

    /// <summary>Delays the end of the stream, not its data.</summary>
    /// <param name="Delay">From the moment at which the other side ended it.</param>
    public sealed record SlowClose(TimeSpan Delay) : Toxic;

    /// <summary>Drops all data, and closes the connection when it is taken off or when no data came for a while.</summary>
    /// <param name="After">How long after the last dropped data the connection is closed; zero: not before it is taken off.</param>
    public sealed record Timeout(TimeSpan After) : Toxic;

    /// <summary>Resets the connection (RST) once there is data, or its end, to pass on.</summary>
    /// <param name="After">How long after that data.</param>
    public sealed record ResetPeer(TimeSpan After) : Toxic;

    /// <summary>Sends data in small slices.</summary>
    /// <param name="AverageSize">Bytes of an average slice, at least 1.</param>
    /// <param name="SizeVariation">How many bytes a slice may be larger or smaller; less than the average.</param>
    /// <param name="Delay">Between two slices. Timers count whole milliseconds: shorter ones are rounded up now and then, not each.</param>
    public sealed record Slicer(int AverageSize, int SizeVariation, TimeSpan Delay) : Toxic;

    /// <summary>Closes the connection when so much has passed.</summary>
    /// <param name="Bytes">Of this direction, counted since the toxic is on the connection; they still arrive.</param>
    public sealed record LimitData(long Bytes) : Toxic;

    /// <summary>
    /// The dependency takes connections and never answers. New connections are accepted and nobody is dialled; what comes on the others
    /// in the toxic's direction is held. When it is taken off, what was held goes on: a process that was stopped and continued.
    /// </summary>
    public sealed record Hang : Toxic;

    /// <summary>
    /// New connections are refused by the kernel, as without a listener; those that are open go on. All or nothing: it has no toxicity.
    /// </summary>
    public sealed record Refuse : Toxic;

    /// <summary>Open connections are reset at once, new ones as soon as they are accepted.</summary>
    public sealed record Rst : Toxic;

    /// <summary>New PostgreSQL connections are answered with an error at start-up; those that are open go on.</summary>
    /// <param name="Error">What is answered: 53300 is a server without a free slot, 57P03 one that is starting up.</param>
    public sealed record PostgresRefuse(PostgresError Error) : Toxic;

    /// <summary>
    /// Connections that are open when it is put on are ended with an error at the next boundary between two answers, as
    /// pg_terminate_backend and a failover do. Connections opened later are left alone.
    /// </summary>
    /// <param name="Error">What they are told: 57P01 is an administrator's command.</param>
    public sealed record PostgresTerminate(PostgresError Error) : Toxic;

    /// <summary>Its name in Toxiproxy's API, such as <c>slow_close</c>.</summary>
    public string Type => this switch
    {
        Latency => "latency",
        Bandwidth => "bandwidth",
        SlowClose => "slow_close",
        Timeout => "timeout",
        ResetPeer => "reset_peer",
        Slicer => "slicer",
        LimitData => "limit_data",
        Hang => "hang",
        Refuse => "refuse",
        Rst => "rst",
        PostgresRefuse => "postgres_refuse",
        _ => "postgres_terminate",
    };

    /// <summary>What is wrong with its attributes, in the API's names; null when nothing is.</summary>
    public string? Mistake => this switch
    {
        Latency latency => Span("latency", latency.Delay) ?? Span("jitter", latency.Jitter),
        Bandwidth { KilobytesPerSecond: < 0 or > 1_000_000_000 } => "rate lies within 0..1000000000 KB/s",
        SlowClose close => Span("delay", close.Delay),
        Timeout timeout => Span("timeout", timeout.After),
        ResetPeer reset => Span("timeout", reset.After),
        Slicer { AverageSize: < 1 } => "average_size is at least 1 byte",
        Slicer slicer when slicer.SizeVariation < 0 || slicer.SizeVariation >= slicer.AverageSize =>
            "size_variation lies within 0 and less than average_size",
        Slicer slicer => Span("delay", slicer.Delay),
        LimitData { Bytes: < 0 } => "bytes is not negative",
        PostgresRefuse refuse => refuse.Error.Mistake,
        PostgresTerminate terminate => terminate.Error.Mistake,
        _ => null,
    };

    /// <summary>Whether it works on the bytes of one direction; the others work on whole connections.</summary>
    internal bool IsOnTheStream => this is Latency or Bandwidth or SlowClose or Timeout or ResetPeer or Slicer or LimitData or Hang;

    private static string? Span(string name, TimeSpan value) =>
        value < TimeSpan.Zero || value > s_longest ? $"{name} lies within 0 and one hour" : null;
}

/// <summary>The two directions of a wire, named as Toxiproxy names them.</summary>
public enum WireStream
{
    /// <summary>From the server to the client: answers.</summary>
    Downstream,

    /// <summary>From the client to the server: requests.</summary>
    Upstream,
}

/// <summary>A toxic on a proxy.</summary>
/// <param name="Name">Unique on its proxy.</param>
/// <param name="Stream">The direction; toxics that work on whole connections ignore it.</param>
/// <param name="Toxicity">The probability that a connection gets it, 0..1. Drawn once for each connection and toxic: the same seed gives
/// the same choice.</param>
/// <param name="Toxic">What it does.</param>
public sealed record PlacedToxic(string Name, WireStream Stream, double Toxicity, Toxic Toxic)
{
    /// <summary>On every connection, named as Toxiproxy names it: <c>latency_downstream</c>.</summary>
    public static PlacedToxic On(WireStream stream, Toxic toxic) =>
        new($"{toxic.Type}_{(stream == WireStream.Upstream ? "upstream" : "downstream")}", stream, 1, toxic);

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Mistake =>
        Name.Length == 0 ? "the name is empty"
        : Toxicity is not (>= 0 and <= 1) ? "toxicity lies within 0..1"
        : Toxic.Mistake;
}
