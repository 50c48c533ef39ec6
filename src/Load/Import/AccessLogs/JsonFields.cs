using System.Text;
using Headroom.Model.Text;

namespace Headroom.Load.Import.AccessLogs;

/// <summary>What a field of a JSON line says.</summary>
internal enum JsonField
{
    /// <summary>The request line, or an object with parts of the request.</summary>
    Request,

    /// <summary>An object with parts of the request or response.</summary>
    Nested,

    /// <summary>The method.</summary>
    Method,

    /// <summary>The address.</summary>
    Target,

    /// <summary>The query, when the address has none.</summary>
    Query,

    /// <summary>The status.</summary>
    Status,

    /// <summary>Bytes of the response.</summary>
    ResponseBytes,

    /// <summary>Bytes of the request.</summary>
    RequestBytes,

    /// <summary>A duration in seconds.</summary>
    Seconds,

    /// <summary>A duration in milliseconds.</summary>
    Milliseconds,

    /// <summary>A duration in microseconds.</summary>
    Microseconds,

    /// <summary>A duration in nanoseconds.</summary>
    Nanoseconds,

    /// <summary>A duration whose unit its name does not say.</summary>
    Duration,

    /// <summary>When it was logged.</summary>
    Time,
}

/// <summary>The names of fields that are understood: those of nginx, Caddy, Traefik, Envoy, ECS and common frameworks.</summary>
internal static class JsonFields
{
    private static readonly Dictionary<byte[], JsonField>.AlternateLookup<ReadOnlySpan<byte>> s_fields = Fields();

    /// <summary>What a field of this name says.</summary>
    public static bool TryGet(ReadOnlySpan<byte> name, out JsonField field) => s_fields.TryGetValue(name, out field);

    private static Dictionary<byte[], JsonField>.AlternateLookup<ReadOnlySpan<byte>> Fields()
    {
        (JsonField Field, string Names)[] known =
        [
            (JsonField.Request, "request req RequestLine request_line"),
            (JsonField.Nested, "http httpRequest http_request response res"),
            (JsonField.Method, "method request_method http_method verb requestMethod RequestMethod http.method http.request.method"),
            (JsonField.Target, "uri request_uri path url requestUrl RequestPath target http.target url.path http.url original_url"),
            (JsonField.Query, "args query_string query url.query QueryString"),
            (JsonField.Status,
                "status status_code statusCode response_code code DownstreamStatus http.status_code http.response.status_code"),
            (JsonField.ResponseBytes, "body_bytes_sent bytes_sent bytes size response_size responseSize response_bytes content_length"),
            (JsonField.ResponseBytes, "DownstreamContentSize http.response.body.bytes"),
            (JsonField.RequestBytes, "request_length request_size requestSize bytes_received request_bytes bytes_read RequestContentSize"),
            (JsonField.RequestBytes, "http.request.body.bytes"),
            (JsonField.Seconds, "request_time duration_s duration_seconds latency_s time_taken_s"),
            (JsonField.Milliseconds, "duration_ms latency_ms elapsed_ms response_time_ms request_time_ms durationMs took_ms time_ms"),
            (JsonField.Microseconds, "duration_us latency_us elapsed_us"),
            (JsonField.Nanoseconds, "duration_ns Duration latency_ns event.duration"),
            (JsonField.Duration, "duration latency elapsed response_time responseTime took time_taken"),
            (JsonField.Time, "time_iso8601 time_local ts time @timestamp timestamp msec start_time StartUTC date datetime"),
        ];
        var fields = new Dictionary<byte[], JsonField>(ByteKeys.Comparer);
        foreach (var (field, names) in known)
        {
            foreach (var name in names.Split(' '))
            {
                fields[Encoding.UTF8.GetBytes(name)] = field;
            }
        }

        return fields.GetAlternateLookup<ReadOnlySpan<byte>>();
    }
}
