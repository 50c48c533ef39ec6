using System.Text.Json;

namespace Headroom.Load.Import.OpenApi;

/// <summary>Follows <c>$ref</c> within a document. What is out of reach (other documents, circles, missing parts) is nothing.</summary>
internal sealed class References(JsonElement root)
{
    private const int MaxChain = 16;

    /// <summary>References that could not be followed.</summary>
    public SortedSet<string> Lost { get; } = new(StringComparer.Ordinal);

    /// <summary>What an element stands for; null when its reference leads nowhere.</summary>
    public JsonElement? Resolve(JsonElement? element)
    {
        for (var i = 0; element is { } current; i++)
        {
            if (current.Text("$ref") is not { } reference)
            {
                return current;
            }

            element = i < MaxChain ? At(reference) : null;
            if (element is null)
            {
                Lost.Add(reference);
            }
        }

        return null;
    }

    /// <summary>What stands below an element, its reference followed.</summary>
    public JsonElement? Get(JsonElement element, string name) => Resolve(element.Get(name));

    private JsonElement? At(string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return null;
        }

        JsonElement? at = root;
        foreach (var part in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            at = at?.ValueKind == JsonValueKind.Array
                ? int.TryParse(name, out var index) && index >= 0 && index < at.Value.GetArrayLength() ? at.Value[index] : null
                : at?.Get(name);
        }

        return at;
    }
}
