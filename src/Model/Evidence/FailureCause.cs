namespace Headroom.Model.Evidence;

/// <summary>Why requests failed.</summary>
public enum FailureCause
{
    /// <summary>The service refused by a rule, with resources to spare: a rate limit.</summary>
    Policy,

    /// <summary>The service or what it stands on had no room left.</summary>
    Saturation,

    /// <summary>The service is at fault.</summary>
    Fault,

    /// <summary>The request was wrong.</summary>
    Client,

    /// <summary>No response came over the wire.</summary>
    Transport,
}

/// <summary>What a status by itself tells of the cause of a failure, where neither headers nor the machine's load are known.</summary>
/// <remarks><b>Source:</b> RFC 6585 section 4 (429 Too Many Requests), RFC 9110 sections 15.5 and 15.6.</remarks>
public static class StatusCauses
{
    /// <summary>The cause that a status speaks for.</summary>
    /// <param name="status">The status in three digits, or the kind of transport error: "429", "timeout".</param>
    public static FailureCause Of(string status) => status switch
    {
        "429" => FailureCause.Policy,
        "503" or "504" or "timeout" or "unfinished" => FailureCause.Saturation,
        [>= '4', ..] and { Length: 3 } => status[0] == '4' ? FailureCause.Client : FailureCause.Fault,
        [>= '1' and <= '3', ..] and { Length: 3 } => FailureCause.Fault,
        _ => FailureCause.Transport,
    };
}
