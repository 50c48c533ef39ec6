using System.Text;
using System.Text.Json;
using Headroom.Model.Text;

namespace Headroom.Load.Import.OpenApi;

/// <summary>Makes a load plan of a description in OpenAPI 3, JSON or YAML: a request for each operation.</summary>
/// <remarks><b>Source:</b> OpenAPI Specification 3.1.1.</remarks>
public static class OpenApiImport
{
    private const int MaxOperations = 500;
    private const int MaxAddress = 10_000;
    private const int MaxVariable = 1000;

    private static readonly string[] s_methods = ["get", "head", "post", "put", "patch", "delete"];

    /// <summary>The plan.</summary>
    /// <param name="document">The description.</param>
    /// <param name="writes">Whether operations that write are sent too.</param>
    /// <param name="bearer">Whether operations that need authorization get a header <c>Bearer ${token}</c>.</param>
    /// <param name="url">The service's address, whose path stands before every path; null: that of the first server.</param>
    /// <exception cref="ImportException">It is no such description, or has no operation to send.</exception>
    public static ImportedPlan Make(ReadOnlyMemory<byte> document, bool writes, bool bearer, Uri? url)
    {
        var start = document.Span.TrimStart("\uFEFF \t\r\n"u8);
        var isJson = start.Length > 0 && start[0] == '{';
        using var parsed =
            BoundedJson.Parse(isJson ? document
            : YamlDocument.ToJson(Encoding.UTF8.GetString(document.Span).TrimStart('\uFEFF')), "a description in OpenAPI 3");
        var root = parsed.RootElement;
        if (root.Get("swagger") is not null)
        {
            throw new ImportException($"swagger: {root.Get("swagger")}; expected openapi: 3.x (converters from Swagger 2 exist)");
        }

        var version = root.Get("openapi")?.ToString();
        if (version?.StartsWith("3.", StringComparison.Ordinal) != true)
        {
            throw new ImportException($"openapi: {version ?? "missing"}; expected a description in OpenAPI 3.x");
        }

        if (root.Get("paths") is not { ValueKind: JsonValueKind.Object } paths)
        {
            throw new ImportException("paths: missing; expected at least one path");
        }

        var references = new References(root);
        var server = Server(root);
        var origin = url is null ? Origins.Of(server) : Origins.Of(url.AbsoluteUri);
        var prefix = PathOf(url?.AbsoluteUri ?? server);
        var build = new OperationBuilder(root, references, prefix, bearer);
        var left = new List<string>();
        var writing = 0;
        foreach (var path in paths.EnumerateObject().Where(static path => path.Name.StartsWith('/')))
        {
            if (references.Resolve(path.Value) is not { } item)
            {
                continue;
            }

            foreach (var method in s_methods.Where(method => item.Get(method)?.ValueKind == JsonValueKind.Object))
            {
                var isRead = method is "get" or "head";
                writing += isRead ? 0 : 1;
                if (build.Count < MaxOperations)
                {
                    build.Add(method.ToUpperInvariant(), path.Name, item, item.Get(method)!.Value, isRead || writes);
                }
            }
        }

        if (writing > 0 && !writes)
        {
            left.Add(Counted.Of(
                writing,
                "operation that writes; it stands in the plan as a comment (--writes sends it)",
                "operations that write; they stand in the plan as comments (--writes sends them)"));
        }

        return build.Plan(origin, writes, left, root.Get("info")?.Text("title"));
    }

    private static string Server(JsonElement root)
    {
        var server = root.Items("servers").FirstOrDefault();
        var url = server.Text("url") is { Length: <= MaxAddress } known ? known : "";
        if (server.Get("variables") is { ValueKind: JsonValueKind.Object } variables)
        {
            foreach (var variable in variables.EnumerateObject())
            {
                // A default that names other variables twice, and so on, would double it each time.
                var given = variable.Value.Text("default") is { Length: <= MaxVariable } text ? text : "";
                url = url.Replace($"{{{variable.Name}}}", given, StringComparison.Ordinal);
                url = url[..Math.Min(MaxAddress, url.Length)];
            }
        }

        return url;
    }

    private static string PathOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var whole) && whole.Scheme is "http" or "https" ? whole.AbsolutePath.TrimEnd('/')
        : url.StartsWith('/') ? url.TrimEnd('/')
        : "";
}
