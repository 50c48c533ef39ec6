using System.Net;
using System.Text;
using System.Text.Json;
using Headroom.Model.Evidence;
using Npgsql;

namespace Headroom.Collect.Postgres.Logs;

/// <summary>Reads what auto_explain logs.</summary>
/// <remarks><b>Source:</b> PostgreSQL manual, appendix F, "auto_explain".</remarks>
internal static class AutoExplain
{
    private static ReadOnlySpan<byte> XmlStart => "<Query-Text>"u8;

    /// <summary>The statement of a plan in the text, XML, JSON or YAML format, as UTF-8; empty when it cannot be read.</summary>
    public static byte[] StatementOf(ReadOnlySpan<byte> plan)
    {
        if (IsJson(plan))
        {
            return JsonStatement(plan);
        }

        if (plan.TrimStart(" \t\r\n"u8) is [(byte)'<', ..] && plan.IndexOf(XmlStart) is >= 0 and var open)
        {
            return XmlStatement(plan[(open + XmlStart.Length)..]);
        }

        var head = plan.IndexOf("Query Text: "u8);
        if (head < 0)
        {
            return [];
        }

        var text = plan[(head + "Query Text: ".Length)..];
        if (text is [(byte)'"', ..])
        {
            return YamlStatement(text);
        }

        // The plan begins with its first node, which has costs, or with a line of its own: "Query Parameters: ", "Query Identifier: ".
        var end = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            if (end > 0 && (line.StartsWith("Query "u8) || line.IndexOf("(cost="u8) > 0 || line.StartsWith("Plan:"u8)))
            {
                break;
            }

            end = range.End.GetOffset(text.Length) + 1;
        }

        return text[..Math.Min(text.Length, end)].Trim("\n\" "u8).ToArray();
    }

    /// <summary>Whether a plan is in the JSON format.</summary>
    public static bool IsJson(ReadOnlySpan<byte> plan) => plan.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

    /// <summary>A plan in the JSON format; null when it cannot be read. Every literal in it becomes <c>$0</c>.</summary>
    public static PlanSample? Read(string json, long durationNs)
    {
        try
        {
            var executed = json.Contains("\"Actual Rows\"", StringComparison.Ordinal);
            var plan = PlanReader.Read($"[{json}]", [], executed: false);
            return plan with { Executed = executed, ExecutionTime = TimeSpan.FromTicks(durationNs / TimeSpan.NanosecondsPerTick) };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or OverflowException
            or PostgresException)
        {
            return null;
        }
    }

    private static byte[] XmlStatement(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf("</Query-Text>"u8);
        return end < 0 ? [] : Encoding.UTF8.GetBytes(WebUtility.HtmlDecode(Encoding.UTF8.GetString(text[..end])));
    }

    // The server escapes a text of YAML as one of JSON.
    private static byte[] YamlStatement(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, default);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.String ? Encoding.UTF8.GetBytes(reader.GetString()!) : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static byte[] JsonStatement(ReadOnlySpan<byte> plan)
    {
        var reader = new Utf8JsonReader(plan, isFinalBlock: false, default);
        try
        {
            while (reader.Read() && reader.CurrentDepth < 2)
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("Query Text"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String ? Encoding.UTF8.GetBytes(reader.GetString()!) : [];
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }

        return [];
    }
}
