using System.Text.Json;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Claims;

/// <summary>Claims of an analysis in JSON of any shape: the texts of fields whose names say that they state something.</summary>
/// <param name="source">The file.</param>
internal sealed class ClaimJson(string source)
{
    private static readonly HashSet<string> s_stating = new(StringComparer.Ordinal)
    {
        "action", "analysis", "bottleneck", "cause", "claim", "conclusion", "description", "detail", "diagnosis", "explanation", "finding",
        "fix", "hypothesis", "impact", "insight", "issue", "message", "mitigation", "observation", "problem", "recommendation", "remedy",
        "risk", "rootcause", "solution", "statement", "suggestion", "summary", "symptom", "text", "title",
    };

    // Where an object says what it is about.
    private static readonly string[] s_places =
        ["endpoint", "endpoints", "affected_endpoint", "affected_endpoints", "affectedEndpoints", "route", "routes", "path", "paths"];

    /// <summary>
    /// The claims in the order of the document: one of each object that states something, and one of each text in such a list. What stands
    /// within an object of one endpoint, or under its name, is about that endpoint, unless it names another.
    /// </summary>
    public static IEnumerable<Claim> Of(string source, JsonElement root) =>
        new ClaimJson(source).Walk(root, "", isStating: true, within: null);

    private IEnumerable<Claim> Walk(JsonElement element, string pointer, bool isStating, string? within) => element.ValueKind switch
    {
        JsonValueKind.Object => OfObject(element, pointer, within),
        JsonValueKind.Array =>
            element.EnumerateArray().Index().SelectMany(item => Walk(item.Item, $"{pointer}/{item.Index}", isStating, within)),
        JsonValueKind.String when isStating && TextOf(element) is { } text => [Stated(pointer, text, within)],
        _ => [],
    };

    private IEnumerable<Claim> OfObject(JsonElement element, string pointer, string? within)
    {
        var endpoint = EndpointOf(element);
        List<string> texts =
        [
            .. element.EnumerateObject().Where(static field => field.Value.ValueKind == JsonValueKind.String && States(field.Name))
                .Select(static field => TextOf(field.Value)).OfType<string>().Distinct(StringComparer.Ordinal),
        ];
        if (texts.Count > 0)
        {
            var text = string.Join(". ", texts.Select(static text => text.TrimEnd('.')));
            yield return endpoint is null
                ? Stated(pointer, text, within, element.Text("table"))
                : ClaimWords.Of(source, pointer, text, endpoint, element.Text("table"));
        }

        // Of several endpoints none is that of everything within.
        var around = s_places.Any(name => element.Items(name).Skip(1).Any()) ? within : endpoint ?? within;
        foreach (var field in element.EnumerateObject()
            .Where(static field => field.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
        {
            var about = EndpointNamed(field.Name) ?? around;
            foreach (var claim in Walk(field.Value, $"{pointer}/{Escaped(field.Name)}", States(field.Name), about))
            {
                yield return claim;
            }
        }
    }

    // The endpoint that the words name goes before that of what surrounds them.
    private Claim Stated(string pointer, string text, string? within, string? table = null) =>
        ClaimWords.Of(source, pointer, text, ClaimWords.EndpointIn(ClaimWords.Head(text)) ?? within, table);

    // "rootCause", "root_cause" and "Root causes" are one name.
    private static bool States(string name)
    {
        var letters = string.Concat(name.Where(char.IsAsciiLetter)).ToLowerInvariant();
        return s_stating.Contains(letters) || (letters.EndsWith('s') && s_stating.Contains(letters[..^1]));
    }

    private static string? EndpointOf(JsonElement element) =>
        s_places.Select(name => PlaceOf(element, name)).OfType<string>().FirstOrDefault() switch
        {
            ['/', ..] path => element.Text("method") is { } method ? $"{method.ToUpperInvariant()} {path}" : path,
            { } text => ClaimWords.EndpointIn(ClaimWords.Head(text)),
            null => null,
        };

    // Objects by endpoint: "GET /feed": { ... }, "/feed": { ... }; a point is that of a file's name.
    private static string? EndpointNamed(string name) => name is ['/', ..]
        ? name.AsSpan().ContainsAny(' ', '.') ? null : name.Split('?', 2)[0]
        : ClaimWords.EndpointIn(ClaimWords.Head(name));

    // Of several in a list the first: that it is so everywhere is more than anybody could refute.
    private static string? PlaceOf(JsonElement element, string name) => element.Text(name)
        ?? element.Items(name).Where(static item => item.ValueKind == JsonValueKind.String).Select(TextOf).FirstOrDefault();

    private static string? TextOf(JsonElement element) =>
        element.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static string Escaped(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
