using Headroom.Analyze.Judge;
using Headroom.Model.Evidence;
using Headroom.Model.Findings;
using Shouldly;
using Xunit;
using static Headroom.Tests.Unit.Analyze.Given;

namespace Headroom.Tests.Unit.Analyze.Judge;

public sealed class GrowthSymptomsTests
{
    private static readonly EvidenceSet Nothing = Set();

    [Theory]
    [InlineData("leading-wildcard", "s1", RemedyKind.Code, true)]
    [InlineData("leading-wildcard", "s2", RemedyKind.Code, false)] // of another statement
    [InlineData("unindexed-filter", "s1", RemedyKind.Index, true)]
    [InlineData("unindexed-filter", "s1", RemedyKind.Code, false)] // no index is named
    [InlineData("wide-projection", "s1", RemedyKind.Code, false)] // no reason to scan
    public void Growth_is_told_with_what_explains_the_scan(string detector, string statement, RemedyKind remedy, bool isFolded)
    {
        var cause = Finding(detector, statement, remedy: remedy);

        var findings = GrowthSymptoms.Fold([Growth(Severity.Low), cause], Nothing);

        findings.Select(finding => finding.Detector).ShouldBe(isFolded ? [detector] : ["full-scan-growth", detector]);
        findings[^1].Explanation.Contains("exponent 0.98", StringComparison.Ordinal).ShouldBe(isFolded);
        findings[^1].Evidence.Contains("evidence/full-scan-growth").ShouldBe(isFolded);
    }

    [Fact]
    public void The_other_statements_of_an_index_count_too()
    {
        var cause = Finding("unindexed-filter", "s2", remedy: RemedyKind.Index) with { Fingerprint = "unindexed-filter:clips(note)" };
        var chosen = new ChosenIndex
        {
            Index = new IndexDefinition { Schema = "public", Table = "clips", Keys = [new IndexKey("note", "note", false, false)] },
            Name = "i",
            ServesOrder = false,
            ServesForeignKey = false,
            Statements = ["s2", "s1"],
        };
        var search = new IndexSearch { Window = Throughout, Provenance = "", Baseline = [], Trials = [], Chosen = [chosen], Refuted = [] };

        GrowthSymptoms.Fold([Growth(Severity.Low), cause], Set((IndexSearch.Kind, search))).ShouldHaveSingleItem().Detector.ShouldBe("unindexed-filter");
    }

    [Fact]
    public void The_cause_is_as_severe_as_what_it_shows_by() => GrowthSymptoms.Fold([Growth(Severity.High), Finding("random-order", "s1")], Nothing)
        .ShouldHaveSingleItem().Severity.ShouldBe(Severity.High);

    [Theory]
    [InlineData("clips", true)]
    [InlineData("votes", false)]
    public void The_counted_scans_of_the_table_are_told_with_the_statement_that_makes_them(string table, bool isFolded)
    {
        var scans = Finding("large-sequential-scans", "s1", table);

        var findings = GrowthSymptoms.Fold([scans, Growth(Severity.Low)], Nothing);

        findings.Select(finding => finding.Detector).ShouldBe(isFolded ? ["full-scan-growth"] : ["large-sequential-scans", "full-scan-growth"]);
        findings[^1].Severity.ShouldBe(isFolded ? Severity.Medium : Severity.Low);
        findings[^1].Explanation.Contains(scans.Title, StringComparison.Ordinal).ShouldBe(isFolded);
    }

    private static Finding Growth(Severity severity) => Finding("full-scan-growth", "s1") with { Severity = severity, Facts = [new Fact("exponent", 0.98, "")] };

    private static Finding Finding(string detector, string statement, string table = "clips", RemedyKind remedy = RemedyKind.Code) => new()
    {
        Detector = detector,
        Fingerprint = $"{detector}:{statement}",
        Severity = Severity.Medium,
        Confidence = Confidence.High,
        Title = $"The title of {detector}",
        Explanation = "It is so.",
        Subject = new Subject { Table = table, StatementId = statement },
        Evidence = [$"evidence/{detector}"],
        Remedies = [new Remedy { Kind = remedy, Scope = RemedyScope.Code, Up = "change it", Risk = "" }],
        Effect = new Effect.Unknown("not tried"),
    };
}
