using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Headroom.Load.Import;

/// <summary>Takes secrets out of recorded queries and bodies.</summary>
internal static class SecretFields
{
    /// <summary>What stands in a secret's place, for the user to fill in.</summary>
    public const string FillIn = "FILL-IN";

    private static readonly JsonDocumentOptions s_tolerant =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly JsonSerializerOptions s_compact =
        new() { MaxDepth = 200, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A query or form without fields that are named like secrets.</summary>
    /// <param name="pairs">Names and values, as <c>a=1&amp;b=2</c>.</param>
    /// <param name="replacement">What a secret's value becomes; null takes the field out.</param>
    /// <param name="found">Where the names of secrets go.</param>
    public static string OfPairs(string pairs, string? replacement, ISet<string> found)
    {
        var kept = new List<string>();
        foreach (var pair in pairs.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(pair.Split('=')[0].Replace('+', ' '));
            var isSecret = SecretNames.Holds(name) || SecretNames.IsToken(pair[(pair.IndexOf('=') + 1)..]);
            if (isSecret)
            {
                found.Add(name);
            }

            if (!isSecret || replacement is not null)
            {
                kept.Add(isSecret ? $"{pair.Split('=')[0]}={replacement}" : pair);
            }
        }

        return string.Join('&', kept);
    }

    /// <summary>A JSON body, without blanks, in which secrets are filled in by the user; null when it is no JSON.</summary>
    public static string? OfJson(string body, ISet<string> found)
    {
        try
        {
            var node = JsonNode.Parse(BoundedJson.Readable(Encoding.UTF8.GetBytes(body)).Span, nodeOptions: null, s_tolerant);
            Redact(node, found);
            return node?.ToJsonString(s_compact);
        }
        catch (Exception e) when (e is JsonException or ArgumentException) // the latter of an object that names a field twice
        {
            return null;
        }
    }

    /// <summary>A body whose fields cannot be told apart: where a word in it is named like a secret, the user fills in all of it.</summary>
    public static string OfText(string body, ISet<string> found)
    {
        if (!SecretNames.Holds(body) && !body.Contains("eyJ", StringComparison.Ordinal))
        {
            return body;
        }

        found.Add("a body that is no JSON");
        return FillIn;
    }

    private static void Redact(JsonNode? node, ISet<string> found)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Redact(item, found);
            }
        }
        else if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields.ToList())
            {
                if (value is JsonValue leaf && leaf.GetValueKind() is JsonValueKind.String
                    && (SecretNames.Holds(name) || SecretNames.IsToken(leaf.GetValue<string>())))
                {
                    fields[name] = FillIn;
                    found.Add(name);
                }
                else
                {
                    Redact(value, found);
                }
            }
        }
    }
}
