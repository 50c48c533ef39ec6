using Headroom.Model.Plans;

namespace Headroom.Load.Scenarios;

/// <summary>Writes what must hold of a response as YAML.</summary>
internal static class CheckWriter
{
    /// <summary>The lines of the checks.</summary>
    public static IReadOnlyList<string> Write(IReadOnlyList<Check> checks)
    {
        var lines = new YamlLines();
        lines.AddKnown("status",
            OneOrMore(checks.OfType<Check.StatusIs>().SelectMany(static check => check.Expected).Select(static status => $"{status}")));
        lines.AddKnown("body_contains", Texts(checks.OfType<Check.BodyContains>().Select(static check => check.Text)));
        lines.AddKnown("body_matches", Texts(checks.OfType<Check.BodyMatches>().Select(static check => check.Pattern)));
        lines.AddKnown("header", Texts(checks.OfType<Check.HasHeader>().Select(static check => check.Header)));
        lines.AddBlock("header_matches", checks.OfType<Check.HeaderMatches>().GroupBy(static check => check.Header, StringComparer.Ordinal)
            .Select(static same => $"{YamlText.Key(same.Key)}: {Texts(same.Select(static check => check.Pattern))}"));
        lines.AddBlock("json", checks.OfType<Check.JsonIs>().GroupBy(static check => check.Path, StringComparer.Ordinal)
            .Select(static same => $"{YamlText.Key(same.Key)}: {Tests([.. same.Select(static check => check.Test)])}"));
        return lines.All;
    }

    private static string Tests(IReadOnlyList<JsonTest> tests) =>
        tests is [JsonTest.EqualTo equal] ? YamlText.Inline(equal.Value) : YamlText.Map(tests.Select(Test));

    private static (string Key, string Value) Test(JsonTest test) => test switch
    {
        JsonTest.Exists => ("exists", "true"),
        JsonTest.EqualTo equal => ("equals", YamlText.Inline(equal.Value)),
        JsonTest.AtLeast least => ("at_least", YamlText.Number(least.Value)),
        JsonTest.AtMost most => ("at_most", YamlText.Number(most.Value)),
        JsonTest.Matches matches => ("matches", YamlText.Inline(matches.Pattern)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string? Texts(IEnumerable<string> texts) => OneOrMore(texts.Select(YamlText.Inline));

    private static string? OneOrMore(IEnumerable<string> items) => items.ToArray() switch
    {
        [] => null,
        [var one] => one,
        var several => YamlText.List(several),
    };
}
