using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Reads one request.</summary>
/// <param name="claims">Names that are taken.</param>
/// <param name="contentType">The Content-Type that the plan sends with every request; null: a body's own kind tells.</param>
internal sealed class RequestReader(Claims claims, string? contentType)
{
    private const string Grpc = "grpc";
    private const string WebSocket = "websocket";

    private static readonly string[] s_methods = ["get", "post", "put", "patch", "delete", "head", "options", Grpc, WebSocket];
    private static readonly string[] s_steps = ["send", "expect", "hold"];

    /// <summary>The request, or null when there is no telling what it is.</summary>
    /// <param name="map">Its mapping.</param>
    /// <param name="names">What its placeholders may be called.</param>
    /// <param name="extractions">What it takes from its response, also when it has mistakes.</param>
    public RequestTemplate? Read(YamlMap map, Names names, out IReadOnlyList<Extraction> extractions)
    {
        string[] methods = [.. s_methods.Where(map.Has)];
        if (methods.Length != 1)
        {
            var found = methods.Length == 0 ? "no method" : string.Join(" and ", methods);
            map.Self.Fail($"{found}; expected one of {string.Join(", ", s_methods)} with a path");
        }

        var kind = methods is [var only] ? only : null;
        var headers = HeaderReader.Read(map, names);
        Idempotency(map, headers);
        var body = Body(map, kind, names, headers);
        var session = Session(map, kind, names);
        var checks = CheckReader.Read(map.Map("checks"), names);
        extractions = ExtractionReader.Read(map.Map("extract"), claims);
        var thinkTime = map.Value("think_time")?.Duration(TimeSpan.Zero, Ceilings.Wait) ?? TimeSpan.Zero;
        var (endpoint, group, tags) = (map.Text("endpoint"), map.Text("group"), VariableReader.Tags(map, names));
        var path = kind is null ? null : PathOf(map.Value(kind)!, kind, names);
        map.NoOtherKeys();
        return path is null || kind is null ? null : new RequestTemplate
        {
            Method = MethodOf(kind),
            Path = path,
            Endpoint = endpoint ?? $"{MethodOf(kind)} {Placeholders.AsRoute(path.Split('?')[0])}",
            Exchange = kind switch { Grpc => Exchange.Grpc, WebSocket => Exchange.WebSocket, _ => Exchange.Http },
            Headers = headers,
            Body = body,
            Session = session,
            Checks = checks,
            Extractions = extractions,
            Group = group,
            Tags = tags,
            ThinkTime = thinkTime,
        };
    }

    // A gRPC call is a POST, the handshake of a WebSocket a GET.
    private static string MethodOf(string kind) => kind switch { Grpc => "POST", WebSocket => "GET", _ => kind.ToUpperInvariant() };

    private static string? PathOf(YamlValue value, string kind, Names names)
    {
        if (value.Text() is not { } path)
        {
            return null;
        }

        names.Check(value, path);
        if (path[0] != '/')
        {
            value.Fail($"the path '{path}'; expected a leading slash, as in {(kind == Grpc ? "/pkg.Service/Method" : "/clips?sort=hot")}");
            return null;
        }

        if (kind == Grpc && path[1..].Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
        {
            value.Fail($"'{path}'; expected a service and a method, as in /pkg.Service/Method");
            return null;
        }

        return path;
    }

    private static void Idempotency(YamlMap map, SortedDictionary<string, string> headers)
    {
        if (map.Value("idempotency_key") is not { } value || value.Text() is not { } text || text == "false")
        {
            return;
        }

        var name = text == "true" ? "Idempotency-Key" : text;
        if (!HeaderReader.IsName(name))
        {
            value.Fail($"'{text}'; expected true or the name of a header");
        }
        else if (!headers.TryAdd(name, $"${{{BuiltIns.Uuid}}}"))
        {
            value.Fail($"the header {name} stands under 'headers' too; expected it once");
        }
    }

    private string? Body(YamlMap map, string? kind, Names names, SortedDictionary<string, string> headers)
    {
        if (kind is Grpc)
        {
            map.Refuse("body", "does not belong to a gRPC call; expected its 'message'");
            return map.Value("message") is { } message ? MessageReader.Read(message, names) : null;
        }

        RefuseElsewhere(map, "message", kind, "a gRPC call; expected 'grpc' with a path beside it");

        if (kind is WebSocket)
        {
            map.Refuse("body", "does not belong to a WebSocket; expected texts to send under 'session'");
            return null;
        }

        if (map.Value("body") is not { } value)
        {
            return null;
        }

        var isJson = value.IsMap || value.IsList;
        var type = headers.GetValueOrDefault(HeaderReader.ContentType) ?? contentType;
        if (isJson && type is not null && type.Contains("urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            value.Fail("a mapping is sent as JSON, but its Content-Type is that of a form; expected a text such as a=1&b=2");
        }

        var body = isJson ? value.Json(names.NumberOf) : value.Text();
        names.Check(value, body);
        if (type is null)
        {
            headers.Add(HeaderReader.ContentType, isJson ? "application/json" : "text/plain; charset=utf-8");
        }

        return body;
    }

    private static List<WebSocketStep> Session(YamlMap map, string? kind, Names names)
    {
        if (kind is not WebSocket)
        {
            RefuseElsewhere(map, "session", kind, "a WebSocket; expected 'websocket' with a path beside it");
            return [];
        }

        return [.. (map.List("session") ?? []).Select(item => Step(item.Map(), names)).OfType<WebSocketStep>()];
    }

    // Of a request that is nothing yet, it may be the right key.
    private static void RefuseElsewhere(YamlMap map, string key, string? kind, string belongs)
    {
        if (kind is null)
        {
            map.Knows(key);
        }
        else
        {
            map.Refuse(key, $"belongs to {belongs}");
        }
    }

    private static WebSocketStep? Step(YamlMap? map, Names names)
    {
        if (map is null)
        {
            return null;
        }

        string[] kinds = [.. s_steps.Where(map.Has)];
        if (kinds.Length != 1)
        {
            map.Self.Fail($"{(kinds.Length == 0 ? "no step" : string.Join(" and ", kinds))}; expected one of send, expect, hold");
        }

        var (send, expect) = (map.Text("send"), map.Text("expect"));
        var hold = map.Value("hold")?.Duration(TimeSpan.Zero, Ceilings.Duration);
        names.Check(map.Value("send") ?? map.Self, send);
        names.CheckLiteral(map.Value("expect") ?? map.Self, expect);
        map.NoOtherKeys();
        return (send, expect, hold) switch
        {
            ({ } text, _, _) => new WebSocketStep.Send(text),
            (_, { } text, _) => new WebSocketStep.Expect(text),
            (_, _, { } time) => new WebSocketStep.Hold(time),
            _ => null,
        };
    }
}
