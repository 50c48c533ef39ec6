using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Headroom.Experiments.Faults.Api;

/// <summary>What is answered to a request.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">JSON; empty for none.</param>
internal sealed record ApiAnswer(int Status, ReadOnlyMemory<byte> Body);

/// <summary>Toxiproxy's routes over a table of proxies. One request at a time.</summary>
/// <remarks><b>Source:</b> Shopify/toxiproxy, README.md, "HTTP API", and the statuses and error texts of its api.go.</remarks>
internal sealed class ApiRoutes(ProxyTable proxies)
{
    /// <summary>The API is that of this version; what follows the plus sign is no part of the comparison (semver.org).</summary>
    public const string Version = "2.12.0+headroom";

    private const int DeepestJson = 16;

    /// <summary>Answers a request.</summary>
    public async Task<ApiAnswer> AnswerAsync(string method, string path, ReadOnlyMemory<byte> body)
    {
        try
        {
            var parts = path.Split('?', 2)[0].Trim('/').Split('/').Select(Uri.UnescapeDataString).ToArray();
            return await RouteAsync(method, parts, body);
        }
        catch (ApiException e)
        {
            return Error(e.Status, e.Message);
        }
    }

    /// <summary>An error in Toxiproxy's form.</summary>
    public static ApiAnswer Error(int status, string message) =>
        new(status, Json(json => WriteError(json, status, message, isPopulate: false)));

    private async Task<ApiAnswer> RouteAsync(string method, string[] parts, ReadOnlyMemory<byte> body) => (method, parts) switch
    {
        ("GET", ["version"]) => new(200, Encoding.ASCII.GetBytes($$"""{"version": "{{Version}}"}""" + "\n")),
        ("POST", ["reset"]) => Reset(),
        ("POST", ["populate"]) => await PopulateAsync(body),
        ("GET", ["proxies"]) => new(200, Json(WriteAll)),
        ("POST", ["proxies"]) => Show(201, proxies.Create(Parse(body))),
        ("GET", ["proxies", var name]) => Show(200, proxies[name]),
        ("POST" or "PATCH", ["proxies", var name]) => Show(200, await proxies.UpdateAsync(proxies[name].Name, Object(body))),
        ("DELETE", ["proxies", var name]) => await DeleteAsync(name),
        ("GET", ["proxies", var name, "toxics"]) => new(200, Json(json => WriteToxics(json, proxies[name]))),
        ("POST", ["proxies", var name, "toxics"]) => Add(proxies[name], Object(body)),
        ("GET", ["proxies", var name, "toxics", var toxic]) => Show(Toxic(name, toxic)),
        ("POST" or "PATCH", ["proxies", var name, "toxics", var toxic]) => Update(proxies[name], Toxic(name, toxic), Object(body)),
        ("DELETE", ["proxies", var name, "toxics", var toxic]) => Remove(proxies[name], toxic),
        (_, ["version" or "reset" or "populate" or "proxies"] or ["proxies", _] or ["proxies", _, "toxics"]
            or ["proxies", _, "toxics", _]) => new(405, default),
        _ => new(404, "404 page not found\n"u8.ToArray()),
    };

    private ApiAnswer Reset()
    {
        proxies.Reset();
        return new(204, default);
    }

    private async Task<ApiAnswer> PopulateAsync(ReadOnlyMemory<byte> body)
    {
        try
        {
            var made = await proxies.PopulateAsync(Parse(body));
            return new(201, Json(json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("proxies");
                foreach (var proxy in made)
                {
                    Write(json, proxy);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }));
        }
        catch (ApiException e)
        {
            return new(e.Status, Json(json => WriteError(json, e.Status, e.Message, isPopulate: true)));
        }
    }

    private async Task<ApiAnswer> DeleteAsync(string name)
    {
        await proxies.RemoveAsync(name);
        return new(204, default);
    }

    private static ApiAnswer Add(FaultProxy proxy, JsonElement body)
    {
        var placed = ToxicRequest.Read(body);
        if (proxy.Toxics.Any(one => one.Name == placed.Name))
        {
            throw ApiException.ToxicAlreadyExists;
        }

        proxy.Add(placed);
        return Show(placed);
    }

    private static ApiAnswer Update(FaultProxy proxy, PlacedToxic before, JsonElement body)
    {
        var placed = ToxicRequest.Merge(before, body);
        proxy.Update(placed);
        return Show(placed);
    }

    private static ApiAnswer Remove(FaultProxy proxy, string toxic) =>
        proxy.Remove(toxic) ? new(204, default) : throw ApiException.ToxicNotFound;

    private PlacedToxic Toxic(string proxy, string name) =>
        proxies[proxy].Toxics.FirstOrDefault(one => one.Name == name) ?? throw ApiException.ToxicNotFound;

    private static ApiAnswer Show(int status, FaultProxy proxy) => new(status, Json(json => Write(json, proxy)));

    private static ApiAnswer Show(PlacedToxic toxic) => new(200, Json(json => ToxicRequest.Write(json, toxic)));

    private void WriteAll(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var proxy in proxies.All)
        {
            json.WritePropertyName(proxy.Name);
            Write(json, proxy);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, FaultProxy proxy)
    {
        json.WriteStartObject();
        json.WriteString("name", proxy.Name);
        json.WriteString("listen", proxy.Address.ToString());
        json.WriteString("upstream", proxy.Upstream);
        json.WriteBoolean("enabled", proxy.Enabled);
        json.WritePropertyName("toxics");
        WriteToxics(json, proxy);
        json.WriteEndObject();
    }

    /// <summary>Upstream toxics first, as Toxiproxy lists them.</summary>
    private static void WriteToxics(Utf8JsonWriter json, FaultProxy proxy)
    {
        json.WriteStartArray();
        foreach (var toxic in proxy.Toxics.OrderByDescending(static one => one.Stream))
        {
            ToxicRequest.Write(json, toxic);
        }

        json.WriteEndArray();
    }

    private static void WriteError(Utf8JsonWriter json, int status, string message, bool isPopulate)
    {
        json.WriteStartObject();
        json.WriteString("error", message);
        json.WriteNumber("status", status);
        if (isPopulate)
        {
            json.WriteNull("proxies");
        }

        json.WriteEndObject();
    }

    private static JsonElement Object(ReadOnlyMemory<byte> body) =>
        Parse(body) is { ValueKind: JsonValueKind.Object } element ? element : throw ApiException.BadBody("expected an object");

    private static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = DeepestJson });
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw ApiException.BadBody(body.Length == 0 ? "EOF" : e.Message);
        }
    }

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return buffer.WrittenMemory;
    }
}
