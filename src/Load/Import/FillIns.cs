using System.Text.Json;
using Headroom.Model.Plans;

namespace Headroom.Load.Import;

/// <summary>What a load plan that was imported leaves for the user to fill in, since it is a secret.</summary>
public static class FillIns
{
    /// <summary>What stands in its place in the plan's file.</summary>
    public const string Mark = SecretFields.FillIn;

    /// <summary>Each place once, variables first: "the variable token", "pin of POST /sessions".</summary>
    /// <param name="plan">The plan; what stands beside it as a comment is not sent and not named.</param>
    public static IReadOnlyList<string> Of(LoadPlan plan) =>
    [
        .. plan.Variables.Where(static variable => variable.Value == Mark).Select(static variable => $"the variable {variable.Key}"),
        .. plan.Requests().Where(static request => request.Body?.Contains(Mark, StringComparison.Ordinal) == true)
            .Select(static request => $"{Fields(request.Body!)} of {request.Endpoint}").Distinct(StringComparer.Ordinal),
    ];

    private static string Fields(string body)
    {
        var names = NamesIn(body);
        return names.Length == 0 ? "the body" : string.Join(", ", names);
    }

    private static string[] NamesIn(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return [.. Names(document.RootElement).Distinct(StringComparer.Ordinal)];
        }
        catch (JsonException)
        {
            return
            [
                .. body.Split('&').Where(static pair => pair.EndsWith($"={Mark}", StringComparison.Ordinal))
                    .Select(static pair => Uri.UnescapeDataString(pair.Split('=')[0])).Distinct(StringComparer.Ordinal),
            ];
        }
    }

    private static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject()
            .SelectMany(static field => IsMark(field.Value) ? (string[])[field.Name] : Names(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(static item => Names(item)),
        _ => [],
    };

    private static bool IsMark(JsonElement value) => value.ValueKind == JsonValueKind.String && value.ValueEquals(Mark);
}
