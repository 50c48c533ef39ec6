using System.Text.Json;

namespace Headroom.Tests.EndToEnd.Corpus;

/// <summary>What the tool answered to a case, beside what was expected.</summary>
/// <param name="Got">The indexes that its findings would create, as <see cref="IndexText"/> has them.</param>
/// <param name="Exact">Each expected index is there in one of its forms, and no other is.</param>
/// <param name="Notes">Which expected drops are missing, and the detectors that found something where a finding is expected.</param>
/// <param name="Creating">The CREATE INDEX statements as the tool wrote them.</param>
internal sealed record CaseVerdict(IReadOnlyList<string> Got, bool Exact, IReadOnlyList<string> Notes, IReadOnlyList<string> Creating)
{
    /// <summary>Judges the result that the tool printed.</summary>
    public static CaseVerdict Of(CorpusCase expected, string resultJson)
    {
        using var result = JsonDocument.Parse(resultJson);
        var findings = result.RootElement.GetProperty("findings").EnumerateArray().ToList();
        var scripts = findings.SelectMany(finding => finding.GetProperty("remedies").EnumerateArray())
            .Select(remedy => (Kind: remedy.GetProperty("kind").GetString(), Up: remedy.GetProperty("up").GetString() ?? "")).ToList();
        var creating = scripts.Where(script => script.Kind == "index").SelectMany(script => SqlStatements.Of(script.Up))
            .Where(sql => IndexText.Of(sql).Count > 0).ToList();
        IReadOnlyList<string> got = [.. creating.SelectMany(IndexText.Of).Distinct(StringComparer.Ordinal)];
        var drops = scripts.SelectMany(script => IndexText.Drops(script.Up)).ToHashSet(StringComparer.Ordinal);
        List<string> notes = [.. expected.ExpectedDrops.Where(names => !names.Any(drops.Contains)).Select(names => $"does not drop {names[0]}")];
        if (expected.ExpectedFinding is { } words)
        {
            var detectors = string.Join(", ", findings.Select(finding => finding.GetProperty("detector").GetString()));
            notes.Add($"expected \"{words}\", found {(detectors.Length == 0 ? "nothing" : detectors)}");
        }

        return new CaseVerdict(got, IsExact(expected, got), notes, creating);
    }

    private static bool IsExact(CorpusCase expected, IReadOnlyList<string> got)
    {
        var forms = expected.Expected.Select(alternatives => alternatives.Select(IndexText.Normalise).ToHashSet(StringComparer.Ordinal)).ToList();
        return forms.Count == got.Count && forms.All(form => got.Any(form.Contains)) && got.All(index => forms.Any(form => form.Contains(index)));
    }
}
