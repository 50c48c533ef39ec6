using System.Text.Encodings.Web;
using System.Text.Json;
using Headroom.Load.Requests;
using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Writes one request as YAML.</summary>
internal static class RequestWriter
{
    private const int ShortBody = 90;

    private static readonly JsonSerializerOptions s_indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The lines of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isTyped">Whether the plan sends a Content-Type with every request: then the reader adds none.</param>
    public static YamlLines Write(RequestTemplate request, bool isTyped)
    {
        var lines = new YamlLines();
        var kind =
            request.Exchange switch { Exchange.Grpc => "grpc", Exchange.WebSocket => "websocket", _ => request.Method.ToLowerInvariant() };
        lines.Add(kind, YamlText.Scalar(request.Path));
        if (request.Endpoint != $"{request.Method} {Placeholders.AsRoute(request.Path.Split('?')[0])}")
        {
            lines.Add("endpoint", YamlText.Scalar(request.Endpoint));
        }

        var (body, type) = BodyOf(request);
        lines.AddTexts("headers", request.Headers.Where(header =>
                isTyped || type is null || !HeaderReader.IsType(header.Key) || header.Value != type)
            .ToDictionary(static header => header.Key, static header => header.Value, StringComparer.Ordinal));
        AddBody(lines, request.Exchange == Exchange.Grpc ? "message" : "body", body);
        lines.AddBlock("session", request.Session.Select(Step));
        lines.AddKnown("group", request.Group is { } group ? YamlText.Scalar(group) : null);
        lines.AddTexts("tags", request.Tags);
        lines.AddBlock("extract",
            request.Extractions.Select(static extraction => $"{YamlText.Key(extraction.Variable)}: {Source(extraction.From)}"));
        lines.AddBlock("checks", CheckWriter.Write(request.Checks));
        lines.AddKnown("think_time", request.ThinkTime > TimeSpan.Zero ? YamlText.Duration(request.ThinkTime) : null);
        return lines;
    }

    // With the Content-Type that the reader adds to it, or null when it adds none.
    private static (IReadOnlyList<string> Lines, string? Type) BodyOf(RequestTemplate request)
    {
        if (request.Body is not { } body)
        {
            return ([], null);
        }

        if (request.Exchange == Exchange.Grpc
            || request.Headers.Any(static header => HeaderReader.IsType(header.Key)
            && header.Value.Contains("json", StringComparison.OrdinalIgnoreCase)))
        {
            if (Json(body) is { } json)
            {
                return (json, request.Exchange == Exchange.Grpc ? null : "application/json");
            }
        }

        return ([YamlText.Scalar(body)], "text/plain; charset=utf-8");
    }

    // JSON is YAML; whether it reads back as the same text, the reader says.
    private static string[]? Json(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            {
                return null;
            }

            var text = body.Length <= ShortBody ? body : JsonSerializer.Serialize(document.RootElement, s_indented);
            var read = YamlReader.Parse($"body: {text}", "", new PlanErrors())?.Value("body");
            return read?.Json(static _ => null) == body && !Placeholders.Names(body).Any(static name => name.Contains('"'))
                ? text.Split('\n') : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void AddBody(YamlLines lines, string key, IReadOnlyList<string> body)
    {
        if (body is [var only])
        {
            lines.Add(key, only);
        }
        else
        {
            lines.AddBlock(key, body);
        }
    }

    private static string Step(WebSocketStep step) => step switch
    {
        WebSocketStep.Send send => $"- send: {YamlText.Scalar(send.Text)}",
        WebSocketStep.Expect expect => $"- expect: {YamlText.Scalar(expect.Text)}",
        WebSocketStep.Hold hold => $"- hold: {YamlText.Duration(hold.Duration)}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Source(ExtractionSource source) => source switch
    {
        ExtractionSource.Json json => YamlText.Map(("json", YamlText.Inline(json.Path))),
        ExtractionSource.Header header => YamlText.Map(("header", YamlText.Inline(header.Name))),
        ExtractionSource.Cookie cookie => YamlText.Map(("cookie", YamlText.Inline(cookie.Name))),
        ExtractionSource.Regex regex => YamlText.Map(("regex", YamlText.Inline(regex.Pattern)), ("group", $"{regex.Group}")),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
