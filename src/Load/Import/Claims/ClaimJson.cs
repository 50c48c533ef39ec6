using System.Text.Json;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Claims;

/// <summary>Claims of an analysis in JSON of any shape: the texts of fields whose names say that they state something.</summary>
internal static class ClaimJson
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
    /// The claims in the order of the document: one of each object that states something, and one of each text in such a list.
    /// </summary>
    public static IEnumerable<Claim> Of(string source, JsonElement root) => Walk(source, root, "", isStating: true);

    private static IEnumerable<Claim> Walk(string source, JsonElement element, string pointer, bool isStating) => element.ValueKind switch
    {
        JsonValueKind.Object => OfObject(source, element, pointer),
        JsonValueKind.Array =>
            element.EnumerateArray().Index().SelectMany(item => Walk(source, item.Item, $"{pointer}/{item.Index}", isStating)),
        JsonValueKind.String when isStating && TextOf(element) is { } text => [ClaimWords.Of(source, pointer, text)],
        _ => [],
    };

    private static IEnumerable<Claim> OfObject(string source, JsonElement element, string pointer)
    {
        List<string> texts =
        [
            .. element.EnumerateObject().Where(static field => field.Value.ValueKind == JsonValueKind.String && States(field.Name))
                .Select(static field => TextOf(field.Value)).OfType<string>().Distinct(StringComparer.Ordinal),
        ];
        if (texts.Count > 0)
        {
            yield return ClaimWords.Of(
                source, pointer, string.Join(". ", texts.Select(static text => text.TrimEnd('.'))), EndpointOf(element),
                element.Text("table"));
        }

        foreach (var field in element.EnumerateObject()
            .Where(static field => field.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
        {
            foreach (var claim in Walk(source, field.Value, $"{pointer}/{Escaped(field.Name)}", States(field.Name)))
            {
                yield return claim;
            }
        }
    }

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

    // Of several in a list the first: that it is so everywhere is more than anybody could refute.
    private static string? PlaceOf(JsonElement element, string name) => element.Text(name)
        ?? element.Items(name).Where(static item => item.ValueKind == JsonValueKind.String).Select(TextOf).FirstOrDefault();

    private static string? TextOf(JsonElement element) =>
        element.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static string Escaped(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
