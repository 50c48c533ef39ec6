namespace Headroom.Load.Import.AccessLogs;

/// <summary>What one line of an access log says of a request; the pieces of text point into the line.</summary>
internal ref struct LogEntry
{
    /// <summary>Starts without knowing anything.</summary>
    public LogEntry()
    {
    }

    /// <summary>The method as it stands in the log.</summary>
    public ReadOnlySpan<byte> Method { get; set; }

    /// <summary>Path and query as they stand in the log.</summary>
    public ReadOnlySpan<byte> Target { get; set; }

    /// <summary>The status, 100..599; 0 while it is unknown.</summary>
    public int Status { get; set; }

    /// <summary>When the request was logged, in seconds since 1970 UTC; <see cref="long.MinValue"/> while it is unknown.</summary>
    public long Time { get; set; } = long.MinValue;

    /// <summary>Bytes of the response; -1: the log does not say.</summary>
    public long ResponseBytes { get; set; } = -1;

    /// <summary>Bytes of the request; -1: the log does not say.</summary>
    public long RequestBytes { get; set; } = -1;

    /// <summary>How long the request took, in seconds; not a number: the log does not say.</summary>
    public double Seconds { get; set; } = double.NaN;

    /// <summary>Whether the log has a duration whose unit nobody knows: a whole number without a name that says it.</summary>
    public bool HasUnitlessDuration { get; set; }
}

/// <summary>Kinds of request by method.</summary>
internal enum Verb
{
    Get,
    Head,
    Options,
    Post,
    Put,
    Patch,
    Delete,
    Other,
}

/// <summary>What methods mean.</summary>
internal static class Verbs
{
    /// <summary>How many there are.</summary>
    public const int Count = (int)Verb.Other + 1;

    /// <summary>The method of a request line.</summary>
    public static Verb Of(ReadOnlySpan<byte> method) => method.Length switch
    {
        3 => method.SequenceEqual("GET"u8) ? Verb.Get : method.SequenceEqual("PUT"u8) ? Verb.Put : Verb.Other,
        4 => method.SequenceEqual("POST"u8) ? Verb.Post : method.SequenceEqual("HEAD"u8) ? Verb.Head : Verb.Other,
        5 => method.SequenceEqual("PATCH"u8) ? Verb.Patch : Verb.Other,
        6 => method.SequenceEqual("DELETE"u8) ? Verb.Delete : Verb.Other,
        7 => method.SequenceEqual("OPTIONS"u8) ? Verb.Options : Verb.Other,
        _ => Verb.Other,
    };

    /// <summary>Whether it only reads: GET, HEAD, OPTIONS.</summary>
    public static bool IsRead(this Verb verb) => verb <= Verb.Options;

    /// <summary>Whether it writes: POST, PUT, PATCH, DELETE.</summary>
    public static bool IsWrite(this Verb verb) => verb is >= Verb.Post and <= Verb.Delete;

    /// <summary>As it stands in a request line.</summary>
    public static string Text(this Verb verb) => verb.ToString().ToUpperInvariant();
}
