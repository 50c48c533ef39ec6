using System.Buffers.Text;
using System.Text;
using Headroom.Model.Plans;

namespace Headroom.Load.Requests;

/// <summary>A request template cut into pieces, ready to be filled: as the bytes of HTTP/1.1, or in parts for other protocols.</summary>
internal sealed class PreparedRequest
{
    private readonly TextTemplate _path;
    private readonly (string Name, TextTemplate Value)[] _headers;
    private readonly TextTemplate? _body;
    private readonly byte[] _afterPath;
    private readonly byte[] _method;
    private readonly ByteBuffer _scratch = new();
    private readonly bool _isConstant;
    private readonly bool _hasLength;
    private byte[]? _wire;

    private PreparedRequest(
        RequestTemplate template,
        TextTemplate path,
        (string Name, TextTemplate Value)[] headers,
        TextTemplate? body,
        TextTemplate?[] session,
        Uri? target)
    {
        (Template, _path, _headers, _body, Session) = (template, path, headers, body, session);
        AwaitsContinue = template.Headers.Any(static header => Is(header.Key, "Expect") && Is(header.Value, "100-continue"));
        EndsConnection = template.Headers.Any(static header => Is(header.Key, "Connection") && Holds(header.Value, "close"));
        var prefix = target?.GetComponents(UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        Prefix = string.IsNullOrEmpty(prefix) ? "" : "/" + prefix;
        _method = Encoding.ASCII.GetBytes($"{template.Method} {Prefix}");
        _afterPath = Encoding.UTF8.GetBytes(FixedHeaders(target, headers));
        _hasLength = headers.Any(static header => Is(header.Name, "Content-Length") || Is(header.Name, "Transfer-Encoding"));
        var parts = headers.Select(static header => header.Value).Append(path).Concat(body is null ? [] : [body]).ToArray();
        Slots = [.. parts.Concat(session.OfType<TextTemplate>()).SelectMany(static part => part.Slots).Distinct().Order()];
        _isConstant = parts.All(static part => part.IsConstant);
    }

    /// <summary>Cuts a template; its headers take the place of the plan's of the same name.</summary>
    /// <exception cref="ArgumentException">A placeholder names nothing.</exception>
    public static PreparedRequest Of(RequestTemplate template, LoadPlan load, Bindings bindings, Uri? target)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in load.Headers.Concat(template.Headers))
        {
            headers[name] = value;
        }

        return new PreparedRequest(
            template with { Headers = headers },
            new TextTemplate(template.Path, TextTemplate.Encode.Url, bindings),
            [.. headers.Select(header => (header.Key, new TextTemplate(header.Value, TextTemplate.Encode.Header, bindings)))],
            template.Body is { } body ? new TextTemplate(body, EncodingOf(template, headers), bindings) : null,
            [.. template.Session.Select(step => step is WebSocketStep.Send send ? MessageOf(send.Text, bindings) : null)],
            target);
    }

    /// <summary>A request that has no placeholders any more.</summary>
    public static PreparedRequest Of(RenderedRequest request, Uri target)
    {
        var template = new RequestTemplate
        {
            Method = request.Method,
            Path = request.PathAndQuery,
            Endpoint = request.Endpoint,
            Headers = HeadersOf(request),
        };
        return new PreparedRequest(
            template,
            TextTemplate.Constant(request.PathAndQuery),
            [.. request.Headers.Select(static header => (header.Key, TextTemplate.Constant(header.Value)))],
            request.Body is { } body ? TextTemplate.Constant(body) : null,
            [],
            target);
    }

    /// <summary>What it was made of, with the plan's headers.</summary>
    public RequestTemplate Template { get; }

    /// <summary>The path of the service's address, which stands before the request's own; empty when it has none.</summary>
    public string Prefix { get; }

    /// <summary>Whether the response has no body.</summary>
    public bool IsHead => Template.Method == "HEAD";

    /// <summary>The places that it takes values from.</summary>
    public IReadOnlyList<int> Slots { get; }

    /// <summary>The messages of a WebSocket's steps that send; null at the others.</summary>
    public IReadOnlyList<TextTemplate?> Session { get; }

    /// <summary>Whether the body is sent when the target asks for it.</summary>
    public bool AwaitsContinue { get; }

    /// <summary>Whether it asks for the end of its connection, which then serves no other request.</summary>
    public bool EndsConnection { get; }

    /// <summary>The request in parts.</summary>
    public RenderedRequest Fill(Values values) => new()
    {
        Method = Template.Method,
        PathAndQuery = _path.Fill(values),
        Endpoint = Template.Endpoint,
        Headers = [.. _headers.Select(header => new KeyValuePair<string, string>(header.Name, header.Value.Fill(values)))],
        Body = _body?.Fill(values),
    };

    /// <summary>The request as HTTP/1.1 sends it; one without placeholders is made once.</summary>
    /// <param name="values">The values.</param>
    /// <param name="output">Where it is written when it has placeholders.</param>
    /// <param name="headLength">Where the body begins.</param>
    public ReadOnlyMemory<byte> Wire(Values values, ByteBuffer output, out int headLength)
    {
        if (_wire is { } wire)
        {
            headLength = wire.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
            return wire;
        }

        output.Clear();
        output.Append(_method);
        _path.Fill(values, output);
        output.Append(_afterPath);
        foreach (var (name, value) in _headers)
        {
            output.Advance(Encoding.ASCII.GetBytes(name, output.GetSpan(name.Length)));
            output.Append(": "u8);
            value.Fill(values, output);
            output.Append("\r\n"u8);
        }

        AppendBody(values, output, out headLength);
        _wire = _isConstant ? output.Span.ToArray() : null;
        return output.Memory;
    }

    private void AppendBody(Values values, ByteBuffer output, out int headLength)
    {
        _scratch.Clear();
        _body?.Fill(values, _scratch);
        if (!_hasLength && (_body is not null || Template.Method is "POST" or "PUT" or "PATCH"))
        {
            output.Append("Content-Length: "u8);
            Utf8Formatter.TryFormat(_scratch.Length, output.GetSpan(20), out var written);
            output.Advance(written);
            output.Append("\r\n"u8);
        }

        output.Append("\r\n"u8);
        headLength = output.Length;
        output.Append(_scratch.Span);
    }

    private static TextTemplate.Encode EncodingOf(RequestTemplate template, SortedDictionary<string, string> headers)
    {
        var type = headers.GetValueOrDefault("Content-Type", "");
        return template.Exchange == Exchange.Grpc || type.Contains("json", StringComparison.OrdinalIgnoreCase) ? TextTemplate.Encode.Json
            : type.Contains("x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) ? TextTemplate.Encode.Form
            : TextTemplate.Encode.Plain;
    }

    private static string FixedHeaders(Uri? target, (string Name, TextTemplate Value)[] own)
    {
        var host = own.Any(static header => Is(header.Name, "Host")) ? "" : $"Host: {HostOf(target)}\r\n";
        var agent = own.Any(static header => Is(header.Name, "User-Agent")) ? "" : "User-Agent: headroom\r\n";
        return $" HTTP/1.1\r\n{host}{agent}";
    }

    // A name in the letters that it has on the wire.
    private static string? HostOf(Uri? target) => target is { HostNameType: UriHostNameType.Dns }
        ? target.Authority.Replace(target.Host, target.IdnHost, StringComparison.Ordinal)
        : target?.Authority;

    private static TextTemplate MessageOf(string text, Bindings bindings) =>
        new(text, text.TrimStart() is ['{' or '[', ..] ? TextTemplate.Encode.Json : TextTemplate.Encode.Plain, bindings);

    private static Dictionary<string, string> HeadersOf(RenderedRequest request) =>
        request.Headers.DistinctBy(static header => header.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(StringComparer.OrdinalIgnoreCase);

    private static bool Is(string text, string expected) => text.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static bool Holds(string list, string token) => list.Split(',', StringSplitOptions.TrimEntries).Any(part => Is(part, token));
}
