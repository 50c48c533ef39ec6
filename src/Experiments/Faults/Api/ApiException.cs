namespace Headroom.Experiments.Faults.Api;

/// <summary>A request that is answered with an error; status and wording are Toxiproxy's.</summary>
internal sealed class ApiException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    public static ApiException ProxyNotFound => new(404, "proxy not found");

    public static ApiException ProxyAlreadyExists => new(409, "proxy already exists");

    public static ApiException ToxicNotFound => new(404, "toxic not found");

    public static ApiException ToxicAlreadyExists => new(409, "toxic already exists");

    public static ApiException InvalidToxicType => new(400, "invalid toxic type");

    public static ApiException InvalidStream => new(400, "stream was invalid, can be either upstream or downstream");

    public static ApiException MissingField(string field) => new(400, $"missing required field: {field}");

    public static ApiException BadBody(string why) => new(400, $"bad request body: {why}");
}
