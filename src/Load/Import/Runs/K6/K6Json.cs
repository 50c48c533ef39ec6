using System.Text.Json;
using Headroom.Model.Results;

namespace Headroom.Load.Import.Runs.K6;

/// <summary>Reads a JSON summary of k6.</summary>
internal static class K6Json
{
    /// <summary>Gives the document to a reader.</summary>
    /// <exception cref="RunFormException">It is too long or no JSON; says where.</exception>
    public static ImportedRun Read(RunSource source, Func<JsonElement, K6Digest> read) =>
        RunJson.Read(source, "a summary of k6", root => read(root).Run(source.Source));

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
}
