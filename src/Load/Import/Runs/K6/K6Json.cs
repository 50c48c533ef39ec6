using System.Text.Json;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>Reads a whole JSON summary of k6, within bounds of size and depth.</summary>
internal static class K6Json
{
    private const int MaxBytes = 64_000_000;
    private const int MaxDepth = 128;
    private const int Chunk = 64 * 1024;

    /// <summary>Gives the document to a reader.</summary>
    /// <exception cref="RunFormException">It is too long or no JSON; says where.</exception>
    public static ImportedRun Read(RunSource source, Func<JsonElement, K6Digest> read)
    {
        var json = BytesOf(source);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement).Run(source.Source)
                : throw new RunFormException(1, "no JSON object; expected a summary of k6");
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" LineNumber", StringSplitOptions.None)[0];
            throw new RunFormException(e.LineNumber + 1, $"no valid JSON ({reason}); expected a summary of k6");
        }
        catch (InvalidOperationException)
        {
            // Halves of surrogate pairs and bytes that are no UTF-8 are found when a text is read.
            throw new RunFormException(null, "a name or text in it is no valid UTF-8");
        }
    }

    /// <summary>The thresholds of a metric: <c>true</c> of the export means crossed, <c>{"ok": true}</c> means that it held.</summary>
    /// <remarks>
    /// A list of them names the condition in each: <c>["p(95)&lt;500", {"source": "rate&lt;0.01", "ok": true}]</c>.
    /// </remarks>
    public static IEnumerable<ImportedThreshold> ThresholdsOf(string metric, JsonElement value) => value.Get("thresholds") switch
    {
        { ValueKind: JsonValueKind.Object } named =>
            named.EnumerateObject().Select(threshold => new ImportedThreshold(metric, threshold.Name, Passed(threshold.Value))),
        { ValueKind: JsonValueKind.Array } listed =>
            listed.EnumerateArray().Select(threshold => ThresholdOf(metric, threshold)).OfType<ImportedThreshold>(),
        _ => [],
    };

    private static ImportedThreshold? ThresholdOf(string metric, JsonElement threshold)
    {
        var expression = threshold.ValueKind == JsonValueKind.String
            ? threshold.GetString()
            : threshold.Text("source") ?? threshold.Text("threshold") ?? threshold.Text("expression");
        return expression is null ? null : new ImportedThreshold(metric, expression, Held(threshold));
    }

    private static bool? Passed(JsonElement threshold) => threshold.ValueKind switch
    {
        JsonValueKind.True => false,
        JsonValueKind.False => true,
        _ => Held(threshold),
    };

    private static bool? Held(JsonElement threshold) => threshold.Get("ok")?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static ReadOnlyMemory<byte> BytesOf(RunSource source)
    {
        using var bytes = new MemoryStream();
        var chunk = new byte[Chunk];
        try
        {
            while (source.Content.Read(chunk) is > 0 and var read)
            {
                source.Stop.ThrowIfCancellationRequested();
                if (bytes.Length + read > MaxBytes)
                {
                    throw new RunFormException(null, $"longer than {MaxBytes / 1_000_000} MB; a summary of k6 has some kilobytes");
                }

                bytes.Write(chunk, 0, read);
            }
        }
        catch (InvalidDataException e)
        {
            throw new RunFormException(null, $"the compressed data are damaged ({e.Message})");
        }

        var json = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        return json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;
    }
}
