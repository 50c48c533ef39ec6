using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Headroom.Load.Scenarios;

/// <summary>
/// Writes YAML as JSON: texts in quotes are strings, others null, booleans and numbers where they look like it (YAML 1.2 core schema).
/// </summary>
internal static partial class YamlJson
{
    /// <summary>The JSON of a node.</summary>
    public static string Text(YamlNode node, Func<string, string?> plain)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            Write(json, node, plain);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Whether a text is a number in JSON.</summary>
    public static bool IsNumber(string text) => JsonNumber().IsMatch(text);

    private static void Write(Utf8JsonWriter json, YamlNode node, Func<string, string?> plain)
    {
        switch (node)
        {
            case YamlNode.Mapping mapping:
                json.WriteStartObject();
                foreach (var (key, _, value) in mapping.Entries)
                {
                    json.WritePropertyName(key);
                    Write(json, value, plain);
                }

                json.WriteEndObject();
                break;
            case YamlNode.Sequence sequence:
                json.WriteStartArray();
                foreach (var item in sequence.Items)
                {
                    Write(json, item, plain);
                }

                json.WriteEndArray();
                break;
            case YamlNode.Scalar { IsPlain: true } scalar when (plain(scalar.Value) ?? Plain(scalar.Value)) is { } raw:
                json.WriteRawValue(raw, skipInputValidation: true);
                break;
            case YamlNode.Scalar scalar:
                json.WriteStringValue(scalar.Value);
                break;
        }
    }

    private static string? Plain(string text) => text switch
    {
        "" or "~" or "null" => "null",
        "true" or "false" => text,
        _ => IsNumber(text) ? text : null,
    };

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex JsonNumber();
}
