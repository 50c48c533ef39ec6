namespace Headroom.Experiments.Serving;

/// <summary>What came is no request that can be served.</summary>
internal sealed class RefusedRequestException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status that says so.</summary>
    public int Status => status;
}
